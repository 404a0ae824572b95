/** Small datasets that the lab's tests write themselves. */
import { zipSync, zlibSync } from 'fflate';
import { encodePng } from '../src/core/image/png-encode.ts';

const W = 160;
const H = 120;

/** Discs and squares that stand out from a shaded ground, so that any sound model finds them. */
function shapeAt(n: number, x: number, y: number): number {
  const dx = x - 50 - (n % 3) * 6;
  const dy = y - 60;
  if (dx * dx + dy * dy < 26 * 26) return 1;
  return x > 100 && x < 140 && y > 30 + (n % 4) * 5 && y < 75 ? 2 : 0;
}

const values = (n: number): number[] => Array.from({ length: W * H }, (_, i) => shapeAt(n, i % W, Math.floor(i / W)));

function photo(n: number): Uint8Array {
  const colours = [
    [70, 120, 80],
    [225, 60, 50],
    [245, 215, 60],
  ];
  const data = values(n).flatMap((v, i) => {
    const shade = ((i % W) + Math.floor(i / W)) / 12;
    return [...(colours[v] ?? [0, 0, 0]).map((c) => Math.max(0, c - shade)), 255];
  });
  return encodePng({ kind: 'rgba', width: W, height: H, data }, (raw) => zlibSync(raw));
}

function labels(data: readonly number[], kind: 'grey8' | 'grey16' = 'grey8'): Uint8Array {
  return encodePng({ kind, width: W, height: H, data }, (raw) => zlibSync(raw));
}

/** Pictures and masks in two folders; the mask of the last one is cut off. */
export function folderZip(count: number): Buffer {
  const files: Record<string, Uint8Array> = {};
  for (let n = 0; n < count; n++) {
    files[`photos/shape-${n}.png`] = photo(n);
    files[`masks/shape-${n}.png`] = labels(values(n));
  }
  files[`photos/shape-${count}.png`] = photo(count);
  files[`masks/shape-${count}.png`] = labels(values(count)).subarray(0, 90);
  return Buffer.from(zipSync(files));
}

/** A tiny VOC: class 1 and 2, and predictions of which one is right and one has a wrong class everywhere on shape 2. */
export function vocZips(): { readonly data: Buffer; readonly predictions: Buffer } {
  const wrong = values(1).map((v) => (v === 2 ? 0 : v));
  const data = {
    'VOC2012/SegmentationClass/a.png': labels(values(0)),
    'VOC2012/SegmentationClass/b.png': labels(values(1)),
    'VOC2012/JPEGImages/a.png': photo(0),
    'VOC2012/JPEGImages/b.png': photo(1),
  };
  const predictions = { 'a.png': labels(values(0)), 'b.png': labels(wrong), 'note.txt': new Uint8Array([65]) };
  return { data: Buffer.from(zipSync(data)), predictions: Buffer.from(zipSync(predictions)) };
}

/** Mean IoU that {@link vocZips} must give, counted from the values. */
export function vocMiou(): number {
  const hit = [0, 0, 0];
  const union = [0, 0, 0];
  for (const [truth, prediction] of [
    [values(0), values(0)],
    [values(1), values(1).map((v) => (v === 2 ? 0 : v))],
  ]) {
    for (let i = 0; i < W * H; i++) {
      const t = truth?.[i] ?? 0;
      const p = prediction?.[i] ?? 0;
      union[t] = (union[t] ?? 0) + 1;
      if (t === p) hit[t] = (hit[t] ?? 0) + 1;
      else union[p] = (union[p] ?? 0) + 1;
    }
  }
  return hit.reduce((sum, h, c) => sum + h / (union[c] ?? 1), 0) / 3;
}

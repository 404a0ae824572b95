/** Run-length masks as COCO stores them: encoding, decoding, area and bounds. */
import type { Size } from '../geometry/space.ts';
import type { Mask } from '../mask/mask.ts';

/**
 * A binary mask as run lengths in column-major order; the first run counts zeros and may be 0.
 * Invariant: the runs sum up to `width * height`.
 * Source: cocoapi `common/maskApi.h`.
 */
export interface Rle extends Size {
  readonly counts: Uint32Array<ArrayBuffer>;
}

/** Box as COCO writes it: [x, y, width, height] in pixels of the picture, top-left origin. */
export type CocoBox = readonly [x: number, y: number, width: number, height: number];

/**
 * Encodes a row-major mask; any non-zero byte counts as set.
 * Only the first run can be 0 (cocoapi `rleEncode`).
 */
export function encodeRle(mask: Mask): Rle {
  const { width, height, data } = mask;
  let counts = new Uint32Array(64);
  let used = 0;
  let run = 0;
  let value = 0;
  for (let x = 0; x < width; x++) {
    for (let at = x, y = 0; y < height; y++, at += width) {
      const next = data[at] === 0 ? 0 : 1;
      if (next !== value) {
        if (used + 1 >= counts.length) counts = grown(counts);
        counts[used++] = run;
        run = 0;
        value = next;
      }
      run++;
    }
  }
  counts[used++] = run;
  return { width, height, counts: counts.slice(0, used) };
}

function grown(counts: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(counts.length * 2);
  larger.set(counts);
  return larger;
}

/**
 * Decodes to a row-major mask of 0 and 1. Accepts runs of length 0 anywhere, as other writers make them.
 * @throws RangeError when the runs do not sum up to width * height
 */
export function decodeRle(rle: Rle): Mask {
  const { width, height, counts } = rle;
  const data = new Uint8Array(width * height);
  let position = 0;
  for (let i = 0; i < counts.length; i++) {
    const end = position + (counts[i] ?? 0);
    if (end > data.length) throw new RangeError(`runs exceed ${width}x${height} pixels`);
    if (i % 2 === 1) {
      let y = position % height;
      let at = y * width + (position - y) / height;
      for (let p = position; p < end; p++) {
        data[at] = 1;
        at += width;
        if (++y === height) {
          y = 0;
          at -= width * height - 1;
        }
      }
    }
    position = end;
  }
  if (position !== data.length) throw new RangeError(`runs cover ${position} of ${data.length} pixels`);
  return { width, height, data };
}

/** Number of pixels set: the sum of the odd runs. */
export function rleArea(rle: Rle): number {
  let area = 0;
  for (let i = 1; i < rle.counts.length; i += 2) area += rle.counts[i] ?? 0;
  return area;
}

/**
 * Bounding box of the pixels set, [0,0,0,0] when none is.
 * A run of ones that crosses a column end gives the full height, as cocoapi `rleToBbox` has it.
 */
export function rleBox(rle: Rle): CocoBox {
  const { width, height, counts } = rle;
  const pairs = counts.length - (counts.length % 2);
  if (pairs === 0) return [0, 0, 0, 0];
  let x0 = width;
  let y0 = height;
  let x1 = 0;
  let y1 = 0;
  let position = 0;
  let startColumn = 0;
  for (let i = 0; i < pairs; i++) {
    position += counts[i] ?? 0;
    const at = position - (i % 2);
    const y = at % height;
    const x = (at - y) / height;
    if (i % 2 === 0) startColumn = x;
    else if (startColumn < x) {
      y0 = 0;
      y1 = height - 1;
    }
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
  }
  return [x0, y0, x1 - x0 + 1, y1 - y0 + 1];
}

/** True when the runs sum up to width * height. */
export function isRleComplete(rle: Rle): boolean {
  let total = 0;
  for (let i = 0; i < rle.counts.length; i++) total += rle.counts[i] ?? 0;
  return total === rle.width * rle.height;
}

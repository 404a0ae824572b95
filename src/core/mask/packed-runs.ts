/** Packed masks as run lengths in bytes: what undo keeps and project files store. */
import { boxHeight, boxWidth, type ImageBox } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import type { Mask } from './mask.ts';
import { emptyPacked, type PackedMask, packRegion, unpackRegion } from './packed.ts';

/**
 * Run lengths of a packed mask's box in raster order, beginning with zeros, each a little-endian base-128 number
 * (LEB128). A blob costs bytes by its outline, not by its area.
 */
export interface MaskRuns {
  readonly box: ImageBox;
  readonly width: number;
  readonly height: number;
  readonly runs: Uint8Array<ArrayBuffer>;
}

/** Compresses exactly. */
export function packedToRuns(mask: PackedMask): MaskRuns {
  const { data } = unpackRegion(mask, mask.box);
  const bytes: number[] = [];
  let at = 0;
  let value = 0;
  while (at < data.length) {
    const found = data.indexOf(1 - value, at);
    const end = found < 0 ? data.length : found;
    let run = end - at;
    while (run > 127) {
      bytes.push((run & 127) | 128);
      run >>>= 7;
    }
    bytes.push(run);
    at = end;
    value = 1 - value;
  }
  return { box: mask.box, width: mask.width, height: mask.height, runs: Uint8Array.from(bytes) };
}

/** Fills a plane from run lengths; false when they do not add up to its size. */
function fillFromRuns(data: Uint8Array, runs: Uint8Array): boolean {
  let at = 0;
  let value = 0;
  let run = 0;
  let weight = 1;
  for (const byte of runs) {
    run += (byte & 127) * weight;
    if (byte > 127) {
      weight *= 128;
      continue;
    }
    if (at + run > data.length) return false;
    if (value === 1) data.fill(1, at, at + run);
    at += run;
    value = 1 - value;
    run = 0;
    weight = 1;
  }
  return at === data.length && weight === 1;
}

/**
 * The inverse of {@link packedToRuns}.
 * @throws RangeError when the runs do not add up to the box or the box leaves the picture
 */
export function runsToPacked(stored: MaskRuns): PackedMask {
  const { box } = stored;
  const size: Size = { width: stored.width, height: stored.height };
  if (boxWidth(box) === 0 || boxHeight(box) === 0) return emptyPacked(size);
  if (box.x0 < 0 || box.y0 < 0 || box.x1 > size.width || box.y1 > size.height) {
    throw new RangeError(`mask box leaves the ${size.width}x${size.height} picture`);
  }
  const local: Mask = {
    width: boxWidth(box),
    height: boxHeight(box),
    data: new Uint8Array(boxWidth(box) * boxHeight(box)),
  };
  if (!fillFromRuns(local.data, stored.runs)) throw new RangeError('mask runs do not add up to their box');
  return packRegion(local, box, size);
}

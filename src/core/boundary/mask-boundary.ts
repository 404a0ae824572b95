/** The inner boundary band of a mask, by erosion with a square. */
import { decodeRle, encodeRle, type Rle } from '../coco/rle.ts';
import type { Size } from '../geometry/space.ts';
import type { Mask } from '../mask/mask.ts';

/** Rounds half to even, as Python's `round` does. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Width of the boundary band in pixels: `max(1, round(ratio * diagonal))`.
 * Source: boundary-iou-api `boundary_utils.py`, ratio 0.02.
 */
export function boundaryWidth(size: Size, ratio = 0.02): number {
  return Math.max(1, roundHalfEven(ratio * Math.sqrt(size.width * size.width + size.height * size.height)));
}

/**
 * Mask without its erosion: the pixels within `width` (chessboard distance) of the outside; the outside of the picture counts as outside.
 * `width` erosions with a 3x3 square are one with a square of side 2 * width + 1, done by rows and then by columns.
 */
export function maskBoundary(mask: Mask, width: number): Mask {
  const { width: w, height: h, data } = mask;
  const rows = new Uint8Array(data.length);
  for (let y = 0; y < h; y++) {
    const row = y * w;
    let x = 0;
    while (x < w) {
      while (x < w && data[row + x] === 0) x++;
      const start = x;
      while (x < w && data[row + x] !== 0) x++;
      if (x - start > 2 * width) rows.fill(1, row + start + width, row + x - width);
    }
  }
  const out = data.slice();
  for (let x = 0; x < w; x++) {
    let y = 0;
    while (y < h) {
      while (y < h && rows[y * w + x] === 0) y++;
      const start = y;
      while (y < h && rows[y * w + x] !== 0) y++;
      for (let inner = start + width; inner < y - width; inner++) out[inner * w + x] = 0;
    }
  }
  return { width: w, height: h, data: out };
}

/** The boundary band of a run-length mask, with the width that belongs to its size. */
export function rleBoundary(rle: Rle, ratio = 0.02): Rle {
  return encodeRle(maskBoundary(decodeRle(rle), boundaryWidth(rle, ratio)));
}

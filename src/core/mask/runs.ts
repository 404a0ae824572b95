/** Horizontal runs of a mask: the compact form behind labelling and morphology. */
import type { Mask } from './mask.ts';

/** Maximal runs of one value, in raster order. Run i covers [start[i], end[i]) of its row; row y has runs [rowStart[y], rowStart[y+1]). */
export interface Runs {
  readonly count: number;
  readonly start: Int32Array<ArrayBuffer>;
  readonly end: Int32Array<ArrayBuffer>;
  /** Length height + 1. */
  readonly rowStart: Int32Array<ArrayBuffer>;
}

function countRuns(mask: Mask, value: 0 | 1): number {
  const { width, height, data } = mask;
  let count = 0;
  for (let y = 0; y < height; y++) {
    let before: number = 1 - value;
    for (let i = y * width; i < (y + 1) * width; i++) {
      const v = data[i] ?? 0;
      if (v === value && before !== value) count++;
      before = v;
    }
  }
  return count;
}

/** The runs of pixels that equal `value`. */
export function runsOf(mask: Mask, value: 0 | 1 = 1): Runs {
  const { width, height, data } = mask;
  const total = countRuns(mask, value);
  const start = new Int32Array(total);
  const end = new Int32Array(total);
  const rowStart = new Int32Array(height + 1);
  let n = 0;
  for (let y = 0; y < height; y++) {
    rowStart[y] = n;
    const row = y * width;
    let x = 0;
    while (x < width) {
      while (x < width && data[row + x] !== value) x++;
      if (x >= width) break;
      start[n] = x;
      while (x < width && data[row + x] === value) x++;
      end[n++] = x;
    }
  }
  rowStart[height] = n;
  return { count: n, start, end, rowStart };
}

/** Exact Euclidean distance transform. */
import type { Mask } from './mask.ts';

/** Larger than any squared distance of a picture. */
const FAR = 1e12;

/**
 * Squared distance of each pixel set to the nearest pixel that is not, 0 for pixels not set; exact whole numbers.
 * The outside of the picture counts as not set.
 * Source: Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions" (2012): lower envelope of parabolas, by columns and rows.
 *
 * @returns float64 [height, width], row-major, square pixels
 */
export function squaredDistance(mask: Mask): Float64Array {
  const width = mask.width + 2;
  const height = mask.height + 2;
  const grid = new Float64Array(width * height);
  for (let y = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++) grid[(y + 1) * width + x + 1] = mask.data[y * mask.width + x] === 0 ? 0 : FAR;
  }
  transformAll(grid, width, height);
  const out = new Float64Array(mask.width * mask.height);
  for (let y = 0; y < mask.height; y++) {
    const start = (y + 1) * width + 1;
    out.set(grid.subarray(start, start + mask.width), y * mask.width);
  }
  return out;
}

/**
 * Squared distance of each pixel to the nearest pixel that is set; exact whole numbers, far beyond any picture where none is set.
 *
 * @returns float64 [height, width], row-major, square pixels
 */
export function squaredDistanceTo({ width, height, data }: Mask): Float64Array {
  const grid = Float64Array.from(data, (v) => (v === 0 ? FAR : 0));
  transformAll(grid, width, height);
  return grid;
}

/** By columns and then by rows, in place. */
function transformAll(grid: Float64Array, width: number, height: number): void {
  const line = new Float64Array(Math.max(width, height));
  const places = new Int32Array(line.length);
  const bounds = new Float64Array(line.length + 1);
  for (let x = 0; x < width; x++) transform(grid, x, width, height, line, places, bounds);
  for (let y = 0; y < height; y++) transform(grid, y * width, 1, width, line, places, bounds);
}

function transform(
  grid: Float64Array,
  start: number,
  step: number,
  n: number,
  line: Float64Array,
  places: Int32Array,
  bounds: Float64Array,
): void {
  for (let i = 0; i < n; i++) line[i] = grid[start + i * step] ?? 0;
  let k = 0;
  places[0] = 0;
  bounds[0] = Number.NEGATIVE_INFINITY;
  bounds[1] = Number.POSITIVE_INFINITY;
  for (let q = 1; q < n; q++) {
    let cut = crossing(line, q, places[k] ?? 0);
    while (cut <= (bounds[k] ?? 0)) {
      k--;
      cut = crossing(line, q, places[k] ?? 0);
    }
    k++;
    places[k] = q;
    bounds[k] = cut;
    bounds[k + 1] = Number.POSITIVE_INFINITY;
  }
  k = 0;
  for (let q = 0; q < n; q++) {
    while ((bounds[k + 1] ?? 0) < q) k++;
    const p = places[k] ?? 0;
    grid[start + q * step] = (q - p) * (q - p) + (line[p] ?? 0);
  }
}

function crossing(line: Float64Array, q: number, p: number): number {
  return ((line[q] ?? 0) + q * q - ((line[p] ?? 0) + p * p)) / (2 * (q - p));
}

/** Growing, shrinking and smoothing masks with discs. */
import { boxMean } from './box-filter.ts';
import type { Mask } from './mask.ts';
import { runsOf } from './runs.ts';

/** Half-widths of a disc's rows: entry dy + r is floor(sqrt(radius^2 - dy^2)) for dy in -r..r, r = floor(radius). */
function discRows(radius: number): Int32Array {
  const r = Math.floor(radius);
  return Int32Array.from({ length: 2 * r + 1 }, (_, i) => Math.floor(Math.sqrt(radius * radius - (i - r) * (i - r))));
}

/** Marks in `out` the pixels within `radius` of a pixel that equals `value`. Cost: pixels + runs * (2 radius + 1). */
function spread(mask: Mask, value: 0 | 1, radius: number, out: Uint8Array, mark: 0 | 1): void {
  const { width, height } = mask;
  const { start, end, rowStart } = runsOf(mask, value);
  const rows = discRows(radius);
  const r = (rows.length - 1) >> 1;
  const change = new Int32Array(width + 1);
  for (let y = 0; y < height; y++) {
    change.fill(0);
    let any = false;
    for (let from = Math.max(0, y - r); from <= Math.min(height - 1, y + r); from++) {
      const half = rows[from - y + r] ?? 0;
      for (let i = rowStart[from] ?? 0; i < (rowStart[from + 1] ?? 0); i++) {
        const a = Math.max(0, (start[i] ?? 0) - half);
        const b = Math.min(width, (end[i] ?? 0) + half);
        change[a] = (change[a] ?? 0) + 1;
        change[b] = (change[b] ?? 0) - 1;
        any = true;
      }
    }
    if (!any) continue;
    let depth = 0;
    for (let x = 0; x < width; x++) {
      depth += change[x] ?? 0;
      if (depth > 0) out[y * width + x] = mark;
    }
  }
}

function checkRadius(radius: number): void {
  if (!(radius >= 0) || !Number.isFinite(radius)) throw new RangeError(`radius must be finite and >= 0, got ${radius}`);
}

/**
 * Adds every pixel whose centre is within `radius` pixels of a mask pixel's centre (Euclidean disc, exact).
 * @throws RangeError for a negative or infinite radius
 */
export function dilate(mask: Mask, radius: number): Mask {
  checkRadius(radius);
  const data = mask.data.slice();
  if (radius >= 1) spread(mask, 1, radius, data, 1);
  return { width: mask.width, height: mask.height, data };
}

/**
 * Removes every pixel within `radius` of a background pixel. What lies beyond the plane counts as mask, so an object
 * cut by the picture's border keeps that side.
 * @throws RangeError for a negative or infinite radius
 */
export function erode(mask: Mask, radius: number): Mask {
  checkRadius(radius);
  const data = mask.data.slice();
  if (radius >= 1) spread(mask, 0, radius, data, 0);
  return { width: mask.width, height: mask.height, data };
}

/** Grows (positive) or shrinks (negative) by a number of pixels. */
export function grow(mask: Mask, pixels: number): Mask {
  return pixels >= 0 ? dilate(mask, pixels) : erode(mask, -pixels);
}

/** Erosion, then dilation: drops spurs and bridges thinner than the disc. */
export function open(mask: Mask, radius: number): Mask {
  return dilate(erode(mask, radius), radius);
}

/** Dilation, then erosion: closes cracks and notches thinner than the disc. */
export function close(mask: Mask, radius: number): Mask {
  return erode(dilate(mask, radius), radius);
}

/**
 * Gaussian-like blur by three box filters each way, borders replicated; O(1) a pixel whatever the radius.
 *
 * @param plane float32 [height, width], overwritten
 * @param sigma standard deviation, pixels; below 0.5 nothing changes
 */
export function blurPlane(plane: Float32Array<ArrayBuffer>, width: number, height: number, sigma: number): void {
  if (sigma < 0.5 || width === 0 || height === 0) return;
  // Variance of a box of width 2h+1 is h(h+1)/3; the three together should come nearest to sigma^2.
  const ideal = (Math.sqrt(4 * sigma * sigma + 1) - 1) / 2;
  const low = Math.floor(ideal);
  const gain = 2 * (low + 1);
  const wider = Math.min(3, Math.max(0, Math.round((3 * sigma * sigma - 3 * low * (low + 1)) / gain)));
  const other = new Float32Array(plane.length);
  for (let pass = 0; pass < 3; pass++) {
    const half = pass < wider ? low + 1 : low;
    boxMean(plane, other, width, height, half);
  }
}

/**
 * Rounds the outline: blurs with a Gaussian-like kernel and keeps what is at least half covered. Straight edges stay
 * where they are; corners and wiggles smaller than `radius` are rounded off.
 *
 * @param radius standard deviation of the blur, pixels
 * @throws RangeError for a negative or infinite radius
 */
export function smooth(mask: Mask, radius: number): Mask {
  checkRadius(radius);
  const plane = Float32Array.from(mask.data);
  blurPlane(plane, mask.width, mask.height, radius);
  const data = new Uint8Array(plane.length);
  // Half minus rounding error of the sliding sums, so that an exactly straight edge does not move.
  for (let i = 0; i < data.length; i++) data[i] = (plane[i] ?? 0) > 0.4999 ? 1 : 0;
  return { width: mask.width, height: mask.height, data };
}

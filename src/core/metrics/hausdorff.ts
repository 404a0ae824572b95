/** Hausdorff distance of two masks: how far their outlines lie apart. */
import { squaredDistanceTo } from '../mask/distance.ts';
import { type Mask, maskBounds } from '../mask/mask.ts';

/** Distances in pixels: the largest, and the 95th percentile. */
export interface OutlineDistance {
  readonly hausdorff: number;
  readonly hausdorff95: number;
}

function crop(mask: Mask, x0: number, y0: number, width: number, height: number): Mask {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (y0 + y) * mask.width + x0;
    data.set(mask.data.subarray(from, from + width), y * width);
  }
  return { width, height, data };
}

/** Pixels of the mask with one of their four neighbours outside of it; the outside of the picture is outside. */
function outline({ width, height, data }: Mask): Mask {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (data[at] === 0) continue;
      const isInside =
        x > 0 &&
        y > 0 &&
        x + 1 < width &&
        y + 1 < height &&
        data[at - 1] !== 0 &&
        data[at + 1] !== 0 &&
        data[at - width] !== 0 &&
        data[at + width] !== 0;
      if (!isInside) out[at] = 1;
    }
  }
  return { width, height, data: out };
}

/** Squared distances of one outline's pixels to the other outline, ascending. */
function distances(from: Mask, to: Mask): Float64Array {
  const squared = squaredDistanceTo(to);
  return squared.filter((_, i) => from.data[i] === 1).sort();
}

/** Linear between the two nearest ranks, as numpy and torch do. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.sqrt(sorted[Math.floor(at)] ?? 0);
  const high = Math.sqrt(sorted[Math.ceil(at)] ?? 0);
  return low + (high - low) * (at - Math.floor(at));
}

/**
 * Distances between the outlines of two masks in pixels; each is the larger one of both directions. Null where a mask is empty,
 * since there is no distance to nothing.
 * Source: Huttenlocher et al. (1993); MONAI `compute_hausdorff_distance` (percentile None and 95, Euclidean, not directed). Programs
 * that pool the distances of both directions before taking the percentile (medpy) give another HD95.
 *
 * @throws RangeError when sizes differ
 */
export function outlineDistance(a: Mask, b: Mask): OutlineDistance | null {
  if (a.width !== b.width || a.height !== b.height) throw new RangeError('the masks differ in size');
  const [mine, theirs] = [maskBounds(a), maskBounds(b)];
  if (!mine || !theirs) return null;
  const x0 = Math.min(mine.x0, theirs.x0);
  const y0 = Math.min(mine.y0, theirs.y0);
  const width = Math.max(mine.x1, theirs.x1) - x0;
  const height = Math.max(mine.y1, theirs.y1) - y0;
  const [p, q] = [a, b].map((mask) => outline(crop(mask, x0, y0, width, height)));
  if (!p || !q) return null;
  const both = [distances(p, q), distances(q, p)];
  const larger = (share: number): number => Math.max(...both.map((sorted) => percentile(sorted, share)));
  return { hausdorff: larger(1), hausdorff95: larger(0.95) };
}

/** The click that a careful person would make next: in the middle of what is most wrong. */
import { imagePoint } from '../geometry/space.ts';
import type { Mask } from '../mask/mask.ts';
import type { PointPrompt } from '../prompt/prompt.ts';

/**
 * Squared Euclidean distance of every pixel of a region to the nearest pixel outside of it, the picture's border counting as outside.
 * Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions" (2012): lower envelope of parabolas, rows then columns.
 */
function depthSquared(inside: Uint8Array, width: number, height: number): Float64Array {
  const w = width + 2;
  const h = height + 2;
  const f = new Float64Array(w * h);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (inside[y * width + x]) f[(y + 1) * w + x + 1] = 1e12;
  }
  for (let x = 0; x < w; x++) sweep(f, x, w, h);
  for (let y = 0; y < h; y++) sweep(f, y * w, 1, w);
  const out = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out[y * width + x] = f[(y + 1) * w + x + 1] ?? 0;
  }
  return out;
}

function sweep(f: Float64Array, start: number, step: number, n: number): void {
  const at = (i: number): number => f[start + i * step] ?? 0;
  const value = Float64Array.from({ length: n }, (_, i) => at(i));
  const v = new Int32Array(n);
  const z = new Float64Array(n + 1);
  let k = 0;
  z[0] = Number.NEGATIVE_INFINITY;
  z[1] = Number.POSITIVE_INFINITY;
  for (let q = 1; q < n; q++) {
    let s = 0;
    for (;;) {
      const p = v[k] ?? 0;
      s = ((value[q] ?? 0) + q * q - ((value[p] ?? 0) + p * p)) / (2 * (q - p));
      if (s > (z[k] ?? 0)) break;
      k--;
    }
    k++;
    v[k] = q;
    z[k] = s;
    z[k + 1] = Number.POSITIVE_INFINITY;
  }
  k = 0;
  for (let q = 0; q < n; q++) {
    while ((z[k + 1] ?? 0) < q) k++;
    const p = v[k] ?? 0;
    f[start + q * step] = (q - p) * (q - p) + (value[p] ?? 0);
  }
}

function deepest(
  inside: Uint8Array,
  width: number,
  height: number,
): { readonly index: number; readonly depth: number } {
  const depth = depthSquared(inside, width, height);
  let index = 0;
  for (let i = 1; i < depth.length; i++) if ((depth[i] ?? 0) > (depth[index] ?? 0)) index = i;
  return { index, depth: depth[index] ?? 0 };
}

/**
 * The deepest point of what is missing (an include click) or of what is too much (an exclude click), whichever lies deeper.
 * As the robot user of RITM does ("Reviving Iterative Training with Mask Guidance", Sofiiuk et al. 2021, `isegm/inference/clicker.py`).
 *
 * @param mask null before the first answer: everything is missing
 * @returns null when the mask is the truth
 */
export function nextClick(truth: Mask, mask: Mask | null): PointPrompt | null {
  const { width, height } = truth;
  const missing = Uint8Array.from(truth.data, (t, i) => (t && !mask?.data[i] ? 1 : 0));
  const extra = Uint8Array.from(truth.data, (t, i) => (!t && mask?.data[i] ? 1 : 0));
  const a = deepest(missing, width, height);
  const b = deepest(extra, width, height);
  if (a.depth === 0 && b.depth === 0) return null;
  const { index } = a.depth >= b.depth ? a : b;
  const at = imagePoint((index % width) + 0.5, Math.floor(index / width) + 0.5);
  return { kind: 'point', at, label: a.depth >= b.depth ? 'include' : 'exclude' };
}

/** Saliency and background removal (U2-Net, IS-Net, BiRefNet): one map of what stands out; the first output is the finest. */
import type { Placement } from '../../core/geometry/resize.ts';
import { type DenseMap, dense } from './dense.ts';
import type { Decoded, Family } from './family.ts';
import { candidateOf } from './planes.ts';

const EDGE = 1e-4;

/** Probabilities become logits; what leaves 0..1 is taken for logits already. */
function asLogits(values: Float32Array): Float32Array {
  if (values.some((v) => v < 0 || v > 1)) return values;
  return values.map((v) => {
    const p = Math.min(Math.max(v, EDGE), 1 - EDGE);
    return Math.log(p / (1 - p));
  });
}

/** The first channel as the only candidate. */
export function singleMap({ data, width, height }: DenseMap, placement: Placement): Decoded {
  const first = asLogits(data.subarray(0, width * height));
  return { candidates: [candidateOf(first, 0, { width, height }, placement, Number.NaN)], best: 0 };
}

export const saliency: Family = dense({ id: 'saliency', output: (names) => names[0], answer: singleMap });

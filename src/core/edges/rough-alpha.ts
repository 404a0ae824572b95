/** The rough alpha that edge refinement starts from. */
import type { ImageBox } from '../geometry/box.ts';
import { type LogitsPlane, sampleLogits } from '../mask/logits.ts';
import { type PackedMask, unpackRegion } from '../mask/packed.ts';

/** Sigmoid of the logits over a part of the picture: float32 [region height, region width], 0..1, 0.5 at the threshold. */
export function alphaFromLogits(plane: LogitsPlane, region: ImageBox, threshold = 0): Float32Array<ArrayBuffer> {
  const alpha = sampleLogits(plane, region);
  for (let i = 0; i < alpha.length; i++) alpha[i] = 1 / (1 + Math.exp(threshold - (alpha[i] ?? 0)));
  return alpha;
}

/** A mask as 0 and 1 over a part of the picture: float32 [region height, region width]. */
export function alphaFromMask(mask: PackedMask, region: ImageBox): Float32Array<ArrayBuffer> {
  return Float32Array.from(unpackRegion(mask, region).data);
}

/** The rough alpha that edge refinement starts from. */
import type { ImageBox } from '../geometry/box.ts';
import { type PackedMask, unpackRegion } from '../mask/packed.ts';

/** A mask as 0 and 1 over a part of the picture: float32 [region height, region width]. */
export function alphaFromMask(mask: PackedMask, region: ImageBox): Float32Array<ArrayBuffer> {
  return Float32Array.from(unpackRegion(mask, region).data);
}

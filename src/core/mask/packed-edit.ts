/** Runs whole-mask operations on the covered part of a packed mask only. */
import { boxOfSize, type ImageBox, intersectBoxes } from '../geometry/box.ts';
import type { Mask } from './mask.ts';
import { type PackedMask, packRegion, unpackRegion } from './packed.ts';

/**
 * Applies `edit` to the mask's box grown by `margin` pixels (cut to the picture), so that the cost follows the object
 * and not the picture. `margin` must be at least how far `edit` can add pixels, plus 1 so that the crop has a
 * background rim wherever the picture goes on.
 */
export function editPacked(mask: PackedMask, margin: number, edit: (local: Mask) => Mask): PackedMask {
  const { box } = mask;
  if (box.x1 <= box.x0) return mask;
  const m = Math.ceil(margin);
  const grown: ImageBox = { x0: box.x0 - m, y0: box.y0 - m, x1: box.x1 + m, y1: box.y1 + m };
  const region = intersectBoxes(grown, boxOfSize(mask));
  return packRegion(edit(unpackRegion(mask, region)), region, mask);
}

/** The pixels of each object that no object above it covers: what formats hold that give every pixel one object. */
import { combinePacked, emptyPacked, type PackedMask } from '../mask/packed.ts';
import type { AnnotationDocument } from './document.ts';

/** In the order of the objects. */
export function visibleMasks({ objects, picture }: AnnotationDocument): readonly PackedMask[] {
  let above = emptyPacked(picture);
  const masks: PackedMask[] = [];
  for (const { mask } of objects.toReversed()) {
    masks.push(combinePacked(mask, above, 'subtract'));
    above = combinePacked(above, mask, 'unite');
  }
  return masks.reverse();
}

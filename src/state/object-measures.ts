/** How large an object is and where it lies, for the panel; files have the exact table (`core/formats/csv.ts`). */
import { boxHeight, boxWidth, type ImageBox } from '../core/geometry/box.ts';
import type { Size } from '../core/geometry/space.ts';
import { chosenCandidate, type SegObject } from './document.ts';
import { coveredBox, isCounted, objectMask, objectShare } from './object-mask.ts';

export interface ObjectMeasures {
  /** Pixels of the full-size picture. */
  readonly area: number;
  /** Share of the picture, 0..1. */
  readonly share: number;
  /** In whole pixels of the full-size picture. */
  readonly box: ImageBox;
  /** Whether every pixel was counted; else the figures are good to about one cell of the model's plane. */
  readonly exact: boolean;
}

/** @param picture working size and full size; the two differ for very large pictures only. @returns null when nothing is covered */
export function objectMeasures(
  object: SegObject,
  picture: { readonly size: Size; readonly fullSize: Size },
): ObjectMeasures | null {
  const { size, fullSize } = picture;
  const mask = isCounted(object, size) ? objectMask(object, size) : null;
  const plane = chosenCandidate(object)?.logits;
  const box = mask?.box ?? (plane ? coveredBox(plane, object.threshold, size) : null);
  if (!box || boxWidth(box) <= 0 || boxHeight(box) <= 0) return null;
  const share = objectShare(object, size);
  const [sx, sy] = [fullSize.width / size.width, fullSize.height / size.height];
  return {
    area: Math.round(share * fullSize.width * fullSize.height),
    share,
    box: {
      x0: Math.round(box.x0 * sx),
      y0: Math.round(box.y0 * sy),
      x1: Math.round(box.x1 * sx),
      y1: Math.round(box.y1 * sy),
    },
    exact: mask !== null && sx === 1 && sy === 1,
  };
}

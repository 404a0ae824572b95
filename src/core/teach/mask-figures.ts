/** Every figure of one predicted mask against one truth, for metrics that a learner can touch. */
import { boundaryWidth, maskBoundary } from '../boundary/mask-boundary.ts';
import { type ImageBox, intersectBoxes, uniteBoxes } from '../geometry/box.ts';
import { type Mask, maskBounds, maskIou } from '../mask/mask.ts';
import { boundaryF, boundaryTolerance } from '../metrics/jf.ts';
import { measureOverlap, type Overlap } from './overlap.ts';

export interface MaskFigures extends Overlap {
  /** Agreement of the outlines within `tolerance`, 0..1. */
  readonly boundaryF: number;
  /** Pixels. */
  readonly tolerance: number;
  /** IoU of the inner bands `band` pixels wide, 0..1. */
  readonly boundaryIou: number;
  readonly band: number;
}

function crop(mask: Mask, box: ImageBox): Mask {
  const width = box.x1 - box.x0;
  const height = box.y1 - box.y0;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (y + box.y0) * mask.width + box.x0;
    data.set(mask.data.subarray(from, from + width), y * width);
  }
  return { width, height, data };
}

/**
 * Widths of band and tolerance belong to the whole picture; the work is done in the part where the masks are, so that two
 * megapixels stay quick. Outside of it both masks are empty, so nothing changes.
 *
 * @param tolerance pixels by which an outline may be off; left out, 0.8 % of the diagonal (DAVIS)
 * @throws RangeError when sizes differ
 */
export function maskFigures(prediction: Mask, truth: Mask, tolerance: number = boundaryTolerance(truth)): MaskFigures {
  const overlap = measureOverlap(prediction, truth);
  const band = boundaryWidth(truth);
  const boxes = [maskBounds(prediction), maskBounds(truth)].filter((box) => box !== null);
  const [first, second = first] = boxes;
  if (!first || !second) return { ...overlap, boundaryF: 1, tolerance, boundaryIou: 1, band };
  // One pixel more than any band or tolerance reaches: inside it the cut-out looks like the picture.
  const margin = Math.max(band, Math.ceil(tolerance)) + 2;
  const { x0, y0, x1, y1 } = uniteBoxes(first, second);
  const part = intersectBoxes(
    { x0: x0 - margin, y0: y0 - margin, x1: x1 + margin, y1: y1 + margin },
    { x0: 0, y0: 0, x1: truth.width, y1: truth.height },
  );
  const [a, b] = [crop(prediction, part), crop(truth, part)];
  return {
    ...overlap,
    boundaryF: boundaryF(a, b, tolerance),
    tolerance,
    boundaryIou: maskIou(maskBoundary(a, band), maskBoundary(b, band)),
    band,
  };
}

/** Measures of one mask against another: Dice, boundary IoU, count error. */
import { boundaryWidth, maskBoundary } from '../boundary/mask-boundary.ts';
import { type Mask, maskIou } from '../mask/mask.ts';

/**
 * Dice coefficient in 0..1: twice the common pixels over the sum of both; 1 when both are empty.
 * @throws RangeError when sizes differ
 */
export function dice(a: Mask, b: Mask): number {
  const iou = maskIou(a, b);
  return (2 * iou) / (1 + iou);
}

/**
 * IoU of the inner boundary bands, 0..1; 1 when both masks are empty.
 * Source: Cheng et al., Boundary IoU (2021); boundary-iou-api `boundary_utils.py`.
 *
 * @param ratio width of the band as a part of the diagonal
 * @throws RangeError when sizes differ
 */
export function boundaryIou(a: Mask, b: Mask, ratio = 0.02): number {
  const width = boundaryWidth(a, ratio);
  return maskIou(maskBoundary(a, width), maskBoundary(b, width));
}

/** Mean absolute and mean signed error of object counts; null of no pictures. */
export function countError(
  pairs: readonly { readonly truth: number; readonly counted: number }[],
): { readonly absolute: number; readonly signed: number } | null {
  if (pairs.length === 0) return null;
  const sum = (term: (difference: number) => number): number =>
    pairs.reduce((total, { truth, counted }) => total + term(counted - truth), 0);
  return { absolute: sum(Math.abs) / pairs.length, signed: sum((d) => d) / pairs.length };
}

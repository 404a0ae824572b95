/** COCO keypoints: lists of x, y and visibility (0 not labelled, 1 labelled but hidden, 2 visible). */
import { isNumberList } from './json-fields.ts';
import type { CocoBox } from './rle.ts';

/** Spread of annotators by keypoint, nose to ankles, relative to the object's scale. Source: cocoapi `cocoeval.py` (`setKpParams`). */
export const cocoSigmas: readonly number[] = [
  0.26, 0.25, 0.25, 0.35, 0.35, 0.79, 0.79, 0.72, 0.72, 0.62, 0.62, 1.07, 1.07, 0.87, 0.87, 0.89, 0.89,
].map((sigma) => sigma / 10);

/** True for `[x, y, v, x, y, v, ...]` of that many points. */
export function isKeypointList(value: unknown, points: number): value is readonly number[] {
  return isNumberList(value) && value.length === 3 * points;
}

/** Points that are labelled. */
export function labelledPoints(keypoints: readonly number[]): number {
  return keypoints.filter((value, i) => i % 3 === 2 && value > 0).length;
}

/** The box around all points, labelled or not. Source: cocoapi `coco.py` (`loadRes`). */
export function keypointBox(keypoints: readonly number[]): CocoBox {
  const xs = keypoints.filter((_, i) => i % 3 === 0);
  const ys = keypoints.filter((_, i) => i % 3 === 1);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return [x, y, Math.max(...xs) - x, Math.max(...ys) - y];
}

/** Object keypoint similarity (OKS), which takes the place of IoU where poses are compared. */
import { labelledPoints } from '../coco/keypoints.ts';
import type { CompareInstances } from './detection-cell-maker.ts';

const TINY = 2 ** -52; // numpy's spacing(1)

/** How far outside of a range a value lies. */
const outside = (value: number, from: number, to: number): number =>
  Math.max(0, from - value) + Math.max(0, value - to);

/**
 * Mean of exp(-d² / (2 area (2 sigma)²)) over the labelled points of the truth. Of a truth without labelled points, d is the distance
 * to its box at three times its size, over all points. Source: cocoapi `cocoeval.py` (`computeOks`).
 *
 * @param found `[x, y, v, ...]`; its visibility is not used
 * @param sigmas one a point
 */
function similarity(
  found: readonly number[],
  truth: { readonly keypoints: readonly number[]; readonly area: number; readonly box: readonly number[] },
  sigmas: readonly number[],
): number {
  const { keypoints, area } = truth;
  const [bx = 0, by = 0, bw = 0, bh = 0] = truth.box;
  const labelled = labelledPoints(keypoints);
  let sum = 0;
  for (const [k, sigma] of sigmas.entries()) {
    const [x = 0, y = 0] = [found[3 * k], found[3 * k + 1]];
    if (labelled > 0 && !((keypoints[3 * k + 2] ?? 0) > 0)) continue;
    const dx = labelled > 0 ? x - (keypoints[3 * k] ?? 0) : outside(x, bx - bw, bx + bw * 2);
    const dy = labelled > 0 ? y - (keypoints[3 * k + 1] ?? 0) : outside(y, by - bh, by + bh * 2);
    sum += Math.exp(-((dx * dx + dy * dy) / (2 * sigma) ** 2 / (area + TINY) / 2));
  }
  return sum / (labelled > 0 ? labelled : sigmas.length);
}

/** Comparison of instances by OKS; one without keypoints is like none. */
export function keypointComparison(sigmas: readonly number[]): CompareInstances {
  return (detections, truths) => {
    const out = new Float64Array(detections.length * truths.length);
    for (const [d, { keypoints: found }] of detections.entries()) {
      for (const [t, { keypoints, area, box }] of truths.entries()) {
        if (found && keypoints) out[d * truths.length + t] = similarity(found, { keypoints, area, box }, sigmas);
      }
    }
    return out;
  };
}

/** How a mask's logits are spread, and what a threshold does to them. */
import type { LogitsPlane } from '../mask/logits.ts';

export interface LogitHistogram {
  /** Pixels per bin, from `low` to `high`; values outside are counted in the end bins. */
  readonly counts: readonly number[];
  readonly low: number;
  readonly high: number;
  readonly total: number;
}

function* picturePixels(plane: LogitsPlane): Generator<number> {
  const width = Math.min(plane.width, Math.ceil(plane.content.width));
  const height = Math.min(plane.height, Math.ceil(plane.content.height));
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) yield plane.data[y * plane.width + x] ?? 0;
}

/** Histogram of the logits over the picture part of the plane. */
export function logitHistogram(plane: LogitsPlane, low: number, high: number, bins: number): LogitHistogram {
  const counts = new Array<number>(bins).fill(0);
  let total = 0;
  for (const value of picturePixels(plane)) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * bins)));
    counts[bin] = (counts[bin] ?? 0) + 1;
    total++;
  }
  return { counts, low, high, total };
}

/** Offset of the stability score in logits, as in SAM's mask generator. */
export const STABILITY_OFFSET = 1;

export interface ThresholdEffect {
  /** Share of the picture that is mask, 0..1. */
  readonly area: number;
  /** Share of the picture that changes sides when the threshold moves by `offset` up or down, 0..1. */
  readonly undecided: number;
  /** IoU between the masks at threshold + offset and threshold - offset: the stability score. */
  readonly stability: number;
}

/** What the mask is at a threshold and how firmly the model stands behind it. */
export function thresholdEffect(
  plane: LogitsPlane,
  threshold: number,
  offset: number = STABILITY_OFFSET,
): ThresholdEffect {
  let area = 0;
  let inner = 0;
  let outer = 0;
  let total = 0;
  for (const value of picturePixels(plane)) {
    total++;
    if (value > threshold) area++;
    if (value > threshold + offset) inner++;
    if (value > threshold - offset) outer++;
  }
  return {
    area: total > 0 ? area / total : 0,
    undecided: total > 0 ? (outer - inner) / total : 0,
    stability: outer > 0 ? inner / outer : 0,
  };
}

/** How far a mask that was carried to a frame is to be doubted. */

/** Doubt from which a frame is flagged and propagation stops to ask, 0..1. */
export const DOUBTFUL = 0.5;

/** What speaks for an answer; each is 1 when all is well. */
export interface Signs {
  /** IoU of the two decodes, 0..1. */
  readonly agreement: number;
  /** Smaller over greater area, against the frame before and against the anchor, 0..1. */
  readonly areaRatio: number;
  readonly anchorRatio: number;
  /** Of `coverage`. */
  readonly cover: number;
  /** Of `histogramOverlap` with the anchor, 0..1. */
  readonly colour: number;
}

/**
 * Doubt, 0..1: a logistic function of the signs. The weights were rounded from a logistic regression on sixteen made sequences
 * (cut-outs moved over other photos, some behind a pillar, some beside a double), leaving one sequence out at a time.
 */
export function doubtOf({ agreement, areaRatio, anchorRatio, cover, colour }: Signs): number {
  const sum =
    0.3 * (1 - agreement) +
    0.3 * (1 - areaRatio) +
    0.3 * (1 - anchorRatio) +
    0.3 * Math.max(0, 1 - cover) +
    11 * (1 - colour);
  return 1 / (1 + Math.exp(-5 * (sum - 1)));
}

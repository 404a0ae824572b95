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
  /** Of `matchUnder`, -1..1. */
  readonly match: number;
  /** Of `histogramOverlap` with the anchor, 0..1. */
  readonly colour: number;
}

/**
 * Doubt, 0..1: a logistic function of the signs. Colours count the less the better the features match, since light and the side that
 * is seen change them. The weights were rounded from a logistic regression on sixteen made sequences (cut-outs moved over other
 * photos, some behind a pillar, some beside a double), leaving one sequence out at a time; those of agreement and anchor ratio and
 * the part of the match come from the eight scenes of `scripts/scenes/moving.ts`.
 */
export function doubtOf({ agreement, areaRatio, anchorRatio, cover, match, colour }: Signs): number {
  const sum =
    1.5 * (1 - agreement) +
    0.3 * (1 - areaRatio) +
    0.5 * (1 - anchorRatio) +
    0.3 * Math.max(0, 1 - cover) +
    11 * (1 - colour) * (1 - 0.9 * Math.max(0, match));
  return 1 / (1 + Math.exp(-5 * (sum - 1)));
}

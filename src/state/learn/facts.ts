/** What the stage of a lesson looks like at this moment, as masks and numbers that tasks are checked against. */

import { combineMasks, type Mask, maskIou } from '../../core/mask/mask.ts';

export interface StageFacts {
  /** The mask shown, at working size; null when there is none. */
  readonly mask: Mask | null;
  /** Number of prompts given for it. */
  readonly prompts: number;
  /** True outlines of the sample by name. */
  readonly truths: ReadonlyMap<string, Mask>;
  /** The candidates as masks at threshold 0, and which one is shown. */
  readonly candidates: readonly Mask[];
  readonly chosen: number;
  /** Which candidate the model itself would show. */
  readonly best: number;
  /** Share of the area at threshold 0 that is left at the threshold set. */
  readonly areaRatio: number | null;
  readonly stability: number | null;
  /** Cells of the embedding that lie on the picture. */
  readonly embeddingCells: number | null;
  /** The average-precision view's current figures. */
  readonly averagePrecision: number | null;
  /** The highest F-measure of the edges over all thresholds, once the view has tried them. */
  readonly bestEdgeF: number | null;
  /** Name of the prediction that is a hit at 0.50 and none at 0.75. */
  readonly lostAt75: string | null;
  /** Names of the predictions that a choice is made from. */
  readonly choices: readonly string[];
  readonly painted: Mask | null;
  /** Largest minus smallest similarity seen so far. */
  readonly similaritySpan: number;
}

export const NO_FACTS: StageFacts = {
  mask: null,
  prompts: 0,
  truths: new Map(),
  candidates: [],
  chosen: 0,
  best: 0,
  areaRatio: null,
  stability: null,
  embeddingCells: null,
  averagePrecision: null,
  bestEdgeF: null,
  lostAt75: null,
  choices: [],
  painted: null,
  similaritySpan: 0,
};

/**
 * The best overlap of a mask with any truth that a name stands for; `coin*` stands for every truth whose name starts with "coin".
 * @param without truths taken away from it first
 */
export function bestOverlap(
  mask: Mask,
  truths: ReadonlyMap<string, Mask>,
  name: string,
  without: readonly string[] = [],
): number {
  const away = without.flatMap((other) => truthsNamed(truths, other));
  let best = 0;
  for (const truth of truthsNamed(truths, name)) {
    const rest = away.reduce((left, other) => combineMasks(left, other, 'subtract'), truth);
    best = Math.max(best, maskIou(mask, rest));
  }
  return best;
}

/** The truths that a name stands for. */
export function truthsNamed(truths: ReadonlyMap<string, Mask>, name: string): Mask[] {
  const prefix = name.endsWith('*') ? name.slice(0, -1) : null;
  return [...truths]
    .filter(([key]) => (prefix === null ? key === name : key.startsWith(prefix)))
    .map(([, mask]) => mask);
}

/** The truth that a mask overlaps best, with its name and overlap; null when there is none or they do not touch. */
export function nearestTruth(
  mask: Mask,
  truths: ReadonlyMap<string, Mask>,
): { readonly name: string; readonly truth: Mask; readonly iou: number } | null {
  let best: { readonly name: string; readonly truth: Mask; readonly iou: number } | null = null;
  for (const [name, truth] of truths) {
    const iou = maskIou(mask, truth);
    if (iou > (best?.iou ?? 0)) best = { name, truth, iou };
  }
  return best;
}

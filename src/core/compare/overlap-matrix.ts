/** How alike several masks are, pair by pair. */
import type { Agreement } from './agreement.ts';

/** Square, symmetric, 1 on the diagonal; `iou[i][j]` and `dice[i][j]` in 0..1. */
export interface OverlapMatrix {
  readonly iou: readonly (readonly number[])[];
  readonly dice: readonly (readonly number[])[];
  /** Pixels of each mask. */
  readonly areas: readonly number[];
}

function pixelsWithAll(counts: readonly number[], bits: number): number {
  return counts.reduce((sum, count, set) => ((set & bits) === bits ? sum + count : sum), 0);
}

/**
 * Intersection over union |A n B| / |A u B|, and Dice 2 |A n B| / (|A| + |B|), from the counts alone.
 * Two empty masks are alike (1).
 */
export function overlapMatrix(agreement: Agreement): OverlapMatrix {
  const { masks, counts } = agreement;
  const index = Array.from({ length: masks }, (_, i) => i);
  const areas = index.map((i) => pixelsWithAll(counts, 1 << i));
  const pair = (i: number, j: number): { inter: number; sum: number } => ({
    inter: pixelsWithAll(counts, (1 << i) | (1 << j)),
    sum: (areas[i] ?? 0) + (areas[j] ?? 0),
  });
  return {
    areas,
    iou: index.map((i) =>
      index.map((j) => {
        const { inter, sum } = pair(i, j);
        return sum > 0 ? inter / (sum - inter) : 1;
      }),
    ),
    dice: index.map((i) =>
      index.map((j) => {
        const { inter, sum } = pair(i, j);
        return sum > 0 ? (2 * inter) / sum : 1;
      }),
    ),
  };
}

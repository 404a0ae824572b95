/** Times of a model's blocks, put in relation to each other. */
import { quantile } from '../compare/quantile.ts';

export interface BlockTime {
  /** Median, milliseconds; null when the block was not timed. */
  readonly ms: number | null;
  /** Half the distance between the quartiles: how far a single run usually is off. */
  readonly spread: number;
}

export function blockTime(ms: readonly number[]): BlockTime {
  if (ms.length === 0) return { ms: null, spread: 0 };
  return { ms: quantile(ms, 0.5), spread: (quantile(ms, 0.75) - quantile(ms, 0.25)) / 2 };
}

/** Sum of the medians, milliseconds; blocks that were not timed count nothing. */
export function sumOfBlocks(times: readonly (readonly number[])[]): number {
  return times.reduce((sum, ms) => sum + (blockTime(ms).ms ?? 0), 0);
}

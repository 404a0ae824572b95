/** Everything mode taken apart: which of all masks goes at which step, under the very rule that the worker keeps. */
import { Sieve, type SieveLimits, type SieveMask, type SieveVerdict } from '../mask/sieve.ts';

/** A mask with the grid point that it answers. */
export interface GridMask extends SieveMask {
  /** Index into the grid. */
  readonly point: number;
}

/** Steps after which something is left; `points` shows no mask yet. */
export const EVERYTHING_STEPS = ['points', 'masks', 'score', 'stability', 'size', 'duplicates'] as const;
export type EverythingStep = (typeof EVERYTHING_STEPS)[number];

const DROPPED_AT: Readonly<Record<SieveVerdict['kind'], EverythingStep | null>> = {
  kept: null,
  'low-score': 'score',
  unstable: 'stability',
  small: 'size',
  duplicate: 'duplicates',
};

/**
 * Judges all masks in the batches in which they were decoded.
 * @param masks in the order of their points
 * @returns one verdict a mask
 */
export function judgeAll(
  masks: readonly GridMask[],
  pointsPerBatch: number,
  limits: SieveLimits,
): readonly SieveVerdict[] {
  const sieve = new Sieve(limits);
  const verdicts: SieveVerdict[] = [];
  for (let from = 0; from < masks.length; ) {
    const batch = Math.floor((masks[from]?.point ?? 0) / pointsPerBatch);
    let to = from;
    while (to < masks.length && Math.floor((masks[to]?.point ?? 0) / pointsPerBatch) === batch) to++;
    verdicts.push(...sieve.take(masks.slice(from, to)));
    from = to;
  }
  return verdicts;
}

/** Indices of masks still there after a step, and of those that the step dropped. */
export function afterStep(
  verdicts: readonly SieveVerdict[],
  step: EverythingStep,
): { readonly left: readonly number[]; readonly dropped: readonly number[] } {
  const now = EVERYTHING_STEPS.indexOf(step);
  const left: number[] = [];
  const dropped: number[] = [];
  if (now === 0) return { left, dropped };
  for (const [i, { kind }] of verdicts.entries()) {
    const at = DROPPED_AT[kind];
    const when = at === null ? Number.POSITIVE_INFINITY : EVERYTHING_STEPS.indexOf(at);
    if (when > now) left.push(i);
    else if (when === now) dropped.push(i);
  }
  return { left, dropped };
}

/** Index + 1 of the smallest mask on each cell, 0 where there is none: small things lie on top of large ones. */
export function coverMap(
  masks: readonly GridMask[],
  shown: readonly number[],
  cells: number,
): Uint16Array<ArrayBuffer> {
  const out = new Uint16Array(cells);
  const order = [...shown].sort((a, b) => (masks[b]?.mask?.cells ?? 0) - (masks[a]?.mask?.cells ?? 0));
  for (const i of order) {
    const bits = masks[i]?.mask?.bits;
    if (!bits) continue;
    for (let c = 0; c < cells; c++) if (bits[c]) out[c] = i + 1;
  }
  return out;
}

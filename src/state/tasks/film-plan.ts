/** Which frames a run has to reach, and from where. */
import type { MaskRuns } from '../../core/mask/packed-runs.ts';
import { type FrameMask, type FrameMasks, isMarked, markedFrames } from './film-doc.ts';

/** One object's way over consecutive frames from a marked one. */
export interface Leg {
  readonly object: string;
  readonly direction: 1 | -1;
  /** Marked frame whose object is followed, and its mask. */
  readonly anchor: number;
  readonly anchorMask: MaskRuns;
  /** Frame that the run starts from: the anchor, or the last frame on which it was seen from there before. */
  readonly from: number;
  /** Frames after it on which it was looked for in vain. */
  readonly missed: number;
  /** Marked frame at the far end, null where there is none. */
  readonly end: number | null;
  readonly targets: readonly number[];
}

/** Frames that a run may reach, both inclusive. */
export interface FrameRange {
  readonly first: number;
  readonly last: number;
}

/** The ways of one object: there, and between two marked frames back as well. */
export interface ObjectPlan {
  readonly there: Leg | null;
  readonly back: Leg | null;
}

/**
 * From the marked frame at or before `at` (seen in the direction) to the next one or the end of the range; where all frames up to
 * the next one are reached already, from there on. Frames that were reached from the same masks are kept and gone on from.
 *
 * @returns null when nothing is marked on that side, or nothing is left to do
 */
export function planFrom(
  object: string,
  masks: FrameMasks,
  at: number,
  { first, last }: FrameRange,
  direction: 1 | -1,
): ObjectPlan | null {
  const marked = markedFrames(masks).filter((f) => f >= first && f <= last);
  const ordered = direction === 1 ? marked : marked.toReversed();
  const start = ordered.findLastIndex((f) => (direction === 1 ? f <= at : f >= at));
  if (start < 0) return null;
  for (const [i, anchor] of ordered.entries()) {
    if (i < start) continue;
    const end = ordered[i + 1] ?? null;
    const frames: number[] = [];
    const stop = end ?? (direction === 1 ? last + 1 : first - 1);
    for (let f = anchor + direction; f !== stop; f += direction) frames.push(f);
    const plan = planBetween(object, masks, anchor, end, frames, direction);
    if (plan) return plan;
  }
  return null;
}

function planBetween(
  object: string,
  masks: FrameMasks,
  anchor: number,
  end: number | null,
  frames: readonly number[],
  direction: 1 | -1,
): ObjectPlan | null {
  const there = legFrom(object, masks, anchor, end, frames, direction);
  if (end === null) return there && { there, back: null };
  const near = masks.get(anchor)?.mask;
  const far = masks.get(end)?.mask;
  if (!near || !far) return there && { there, back: null };
  const isBlended = (frame: number): boolean => {
    const from = masks.get(frame)?.from ?? [];
    return from.includes(near) && from.includes(far);
  };
  if (frames.every(isBlended)) return null;
  // What is reached only on the way there is blended on the way back.
  const asIfMissing = new Map([...masks].filter(([frame]) => !frames.includes(frame) || isBlended(frame)));
  const back = legFrom(object, asIfMissing, end, anchor, frames.toReversed(), direction === 1 ? -1 : 1);
  return { there, back };
}

function legFrom(
  object: string,
  masks: FrameMasks,
  anchor: number,
  end: number | null,
  frames: readonly number[],
  direction: 1 | -1,
): Leg | null {
  const anchorMask = masks.get(anchor)?.mask;
  if (!anchorMask) return null;
  const isReached = (mask: FrameMask | undefined): boolean =>
    mask !== undefined && !isMarked(mask) && mask.from.includes(anchorMask);
  const open = frames.findIndex((frame) => !isReached(masks.get(frame)));
  if (open < 0) return null;
  const seen = frames.slice(0, open).findLast((frame) => masks.get(frame)?.mask);
  const missed = open - 1 - (seen === undefined ? -1 : frames.indexOf(seen));
  return { object, direction, anchor, anchorMask, from: seen ?? anchor, missed, end, targets: frames.slice(open) };
}

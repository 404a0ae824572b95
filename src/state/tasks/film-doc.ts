/** What is known of a film's frames, and what follows from it. */
import type { LogitsPlane } from '../../core/mask/logits.ts';
import { type FrameScore, JFMetric, type JFResult } from '../../core/metrics/jf.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { DOUBTFUL } from '../../core/tasks/doubt.ts';

/** The mask of one frame. */
export interface FrameMask {
  /** null: the thing was looked for and not found. */
  readonly plane: LogitsPlane | null;
  /** Prompts of the person; none on a frame that was carried to. */
  readonly prompts: readonly Prompt[];
  /** Plane that the prompts correct: what was carried here before. */
  readonly under: LogitsPlane | null;
  /** Cosine with the look of the thing where it was clicked on, -1..1; null on clicked frames. */
  readonly likeness: number | null;
  /** 0 (sure) to 1 on frames that were propagated to; null on clicked frames. */
  readonly doubt: number | null;
  /** Mask of the clicked frame that it was propagated from; null on clicked frames. */
  readonly anchor: LogitsPlane | null;
}

export interface FilmDoc {
  readonly masks: ReadonlyMap<number, FrameMask>;
}

/** Frames that the person answered for. */
export function clickedFrames(doc: FilmDoc): readonly number[] {
  return [...doc.masks].filter(([, m]) => m.prompts.length > 0).map(([frame]) => frame);
}

/** Means over measured frames that were carried to: frames with clicks would flatter. */
export function carriedScore(state: FilmDoc & { readonly scores: ReadonlyMap<number, FrameScore> }): JFResult {
  const metric = new JFMetric();
  for (const [frame, score] of state.scores) {
    if ((state.masks.get(frame)?.prompts.length ?? 0) === 0) metric.add(score);
  }
  return metric.result();
}

/** Frames that were propagated to and that a person should look at, in order. */
export function doubtfulFrames(doc: FilmDoc): readonly number[] {
  return [...doc.masks]
    .flatMap(([frame, m]) => (m.doubt !== null && m.doubt >= DOUBTFUL ? [frame] : []))
    .toSorted((a, b) => a - b);
}

/** Which frames a run covers, and from where. */
export interface RunPlan {
  readonly direction: 1 | -1;
  /** Clicked frame whose object is followed. */
  readonly anchor: number;
  /** Frame that the run starts from: the anchor, or the last frame on which it was seen from there before. */
  readonly from: number;
  /** Frames after it on which it was looked for in vain. */
  readonly missed: number;
  /** Clicked frame at the far end, or null. */
  readonly end: number | null;
  readonly targets: readonly number[];
}

/**
 * The run from the frame shown, or from the nearest clicked frame before it, to the next clicked frame or the end. Frames that were
 * reached from the same mask before are kept and gone on from; when all of them were, the run covers them anew. null when nothing
 * was clicked on that side.
 */
export function runFrom(doc: FilmDoc, at: number, frames: number, direction: 1 | -1): RunPlan | null {
  const clicked = clickedFrames(doc);
  const [anchor] = clicked.filter((f) => (direction === 1 ? f <= at : f >= at)).toSorted((a, b) => (b - a) * direction);
  if (anchor === undefined) return null;
  const all: number[] = [];
  let f = anchor + direction;
  for (; f >= 0 && f < frames && !clicked.includes(f); f += direction) all.push(f);
  const end = f >= 0 && f < frames ? f : null;
  const mask = doc.masks.get(anchor)?.plane ?? null;
  const isReached = (frame: number): boolean => {
    const known = doc.masks.get(frame);
    return mask !== null && known?.anchor === mask;
  };
  const open = all.findIndex((frame) => !isReached(frame));
  // Between two clicked frames both sides are blended, which needs all of them.
  const skip = end === null && open > 0 ? open : 0;
  const seen = all.slice(0, skip).findLast((frame) => doc.masks.get(frame)?.plane) ?? anchor;
  return {
    direction,
    anchor,
    from: seen,
    missed: Math.max(0, skip - 1 - all.indexOf(seen)),
    end,
    targets: all.slice(skip),
  };
}

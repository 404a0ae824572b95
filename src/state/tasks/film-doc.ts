/** What is known of a film's frames, and what follows from it. */
import type { LogitsPlane } from '../../core/mask/logits.ts';
import { type FrameScore, JFMetric, type JFResult } from '../../core/metrics/jf.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';

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

/** Where a run begins and which frames it covers, in order; null when nothing was clicked on that side. */
export function runFrom(
  doc: FilmDoc,
  at: number,
  frames: number,
  direction: 1 | -1,
): { readonly start: number; readonly targets: readonly number[] } | null {
  const clicked = clickedFrames(doc);
  const behind = clicked.filter((f) => (direction === 1 ? f <= at : f >= at)).toSorted((a, b) => (b - a) * direction);
  const [start] = behind;
  if (start === undefined) return null;
  const targets: number[] = [];
  for (let f = start + direction; f >= 0 && f < frames && !clicked.includes(f); f += direction) targets.push(f);
  return { start, targets };
}

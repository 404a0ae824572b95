/** What is known of a video's objects, frame by frame, and what follows from it. */
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { PackedMask } from '../../core/mask/packed.ts';
import { type MaskRuns, runsToPacked } from '../../core/mask/packed-runs.ts';
import { type FrameScore, JFMetric, type JFResult } from '../../core/metrics/jf.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { DOUBTFUL } from '../../core/tasks/doubt.ts';
import { planeOfMask } from '../../core/tasks/mask-plane.ts';

/** The mask of one object on one frame. */
export interface FrameMask {
  /** Run lengths at the source's size; null: the object was looked for and not found. */
  readonly mask: MaskRuns | null;
  /** The decoder's own answer, kept where the person marked the object. */
  readonly plane: LogitsPlane | null;
  /** Prompts of the person; none on a frame that was propagated to. */
  readonly prompts: readonly Prompt[];
  /** Mask that the prompts correct: what was propagated here before. */
  readonly under: MaskRuns | null;
  /** Cosine with the look of the object where it was marked, -1..1; null on marked frames. */
  readonly likeness: number | null;
  /** 0 (sure) to 1 on frames that were propagated to; null on marked frames. */
  readonly doubt: number | null;
  /** Masks of the marked frames that it was propagated from: one, or one on either side; none on marked frames. */
  readonly from: readonly MaskRuns[];
}

/** An object's masks by frame. */
export type FrameMasks = ReadonlyMap<number, FrameMask>;

/** An object that is followed. */
export interface FilmObject {
  readonly id: string;
  readonly name: string;
  /** CSS colour. */
  readonly color: string;
  /** Name of the truth that its masks are measured against. */
  readonly truth: string | null;
}

export interface FilmDoc {
  readonly objects: readonly FilmObject[];
  /** By object id; an object without an entry has no mask yet. */
  readonly tracks: ReadonlyMap<string, FrameMasks>;
}

const NO_MASKS: FrameMasks = new Map();

export function masksOf(doc: Pick<FilmDoc, 'tracks'>, object: string): FrameMasks {
  return doc.tracks.get(object) ?? NO_MASKS;
}

const packed = new WeakMap<MaskRuns, PackedMask>();

/** The pixels of run lengths; kept as long as these are. */
export function packedOf(runs: MaskRuns): PackedMask {
  const known = packed.get(runs) ?? runsToPacked(runs);
  packed.set(runs, known);
  return known;
}

/** Logits of a mask: the decoder's own where they are kept, else from its pixels. */
export function planeOf({ mask, plane }: Pick<FrameMask, 'mask' | 'plane'>): LogitsPlane | null {
  return plane ?? (mask && planeOfMask(runsToPacked(mask)));
}

export const isMarked = (mask: FrameMask | undefined): boolean => (mask?.prompts.length ?? 0) > 0;

/** Frames that the person answered for, in order. */
export function markedFrames(masks: FrameMasks): readonly number[] {
  return [...masks].flatMap(([frame, m]) => (isMarked(m) ? [frame] : [])).toSorted((a, b) => a - b);
}

/** Means over measured frames that were propagated to: marked frames would flatter. */
export function carriedScore(masks: FrameMasks, scores: ReadonlyMap<number, FrameScore>): JFResult {
  const metric = new JFMetric();
  for (const [frame, score] of scores) if (!isMarked(masks.get(frame))) metric.add(score);
  return metric.result();
}

const isDoubtful = ({ doubt }: FrameMask): boolean => doubt !== null && doubt >= DOUBTFUL;

/** Frames on which some object was propagated to and that a person should look at, in order. */
export function doubtfulFrames({ tracks }: Pick<FilmDoc, 'tracks'>): readonly number[] {
  const frames = [...tracks.values()].flatMap((masks) =>
    [...masks].flatMap(([frame, mask]) => (isDoubtful(mask) ? [frame] : [])),
  );
  return [...new Set(frames)].sort((a, b) => a - b);
}

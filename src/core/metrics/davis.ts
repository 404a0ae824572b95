/** J&F as DAVIS 2017 reports it: region overlap and outline agreement over objects, with recall and decay. */
import { isJsonObject } from '../coco/json-fields.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import { maskOfLabel } from '../mask/mask.ts';
import { type FrameScore, frameScore } from './jf.ts';
import type { Metric } from './metric.ts';

/** One frame of a sequence, with all its objects. */
export interface DavisSample {
  readonly sequence: string;
  /** Name of the frame; frames are taken in the order of their names. */
  readonly frame: string;
  /** Objects of the sequence: the greatest label of its first frame, 255 (void) apart. */
  readonly objects: number;
  /** Labels 1 .. objects; 0 and 255 are no object. */
  readonly truth: LabelMap;
  readonly prediction: LabelMap;
}

/** Mean, share of frames above 0.5, and mean of the first quarter minus mean of the last; null where undefined. */
export interface DavisMeasure {
  readonly mean: number | null;
  readonly recall: number | null;
  readonly decay: number | null;
}

/** Means over objects, each over its frames. */
export interface DavisFigures {
  readonly jf: number | null;
  readonly j: DavisMeasure;
  readonly f: DavisMeasure;
  /** By `SEQUENCE_OBJECT`. */
  readonly objects: ReadonlyMap<string, { readonly j: number; readonly f: number }>;
  readonly frames: number;
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, v) => sum + v, 0) / values.length;

function meanOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((v) => v !== null);
  return known.length < values.length ? null : mean(known);
}

/**
 * Mean, recall and decay of one object's frames.
 * Source: davis2017-evaluation `utils.py` (`db_statistics`). The limits of the quarters are kept in eight bits there, so that the
 * decay of a sequence of more than 256 frames is about other frames, or undefined; it is the same here.
 */
function statistics(values: readonly number[]): DavisMeasure {
  const limit = (k: number): number => (Math.round(1 + (k * (values.length - 1)) / 4 + 1e-10) - 1) & 255;
  const quarter = (k: number): number | null => mean(values.slice(limit(k), limit(k + 1) + 1));
  const [first, last] = [quarter(0), quarter(3)];
  return {
    mean: mean(values),
    recall: mean(values.map((v) => (v > 0.5 ? 1 : 0))),
    decay: first === null || last === null ? null : first - last,
  };
}

/**
 * The semi-supervised task of DAVIS 2017 as a mergeable accumulator. Void pixels count as background, as they do there.
 * The first and the last frame of a sequence do not count; whoever adds frames leaves them out.
 * Source: davis2017-evaluation `evaluation.py`, `metrics.py`, `evaluation_method.py`; Pont-Tuset et al. (2017), section 3.
 */
export class DavisJf implements Metric<DavisSample, DavisFigures> {
  readonly #sequences = new Map<string, Map<string, readonly FrameScore[]>>();

  /** @throws RangeError when sizes differ, the frame was added before, or a label is predicted that the sequence does not have */
  add({ sequence, frame, objects, truth, prediction }: DavisSample): void {
    if (prediction.width !== truth.width || prediction.height !== truth.height)
      throw new RangeError(
        `the prediction is ${prediction.width} x ${prediction.height} pixels, the truth ${truth.width} x ${truth.height}`,
      );
    let most = 0;
    for (const label of prediction.data) most = Math.max(most, label);
    if (most > objects) throw new RangeError(`has the label ${most}, but the sequence has ${objects} objects`);
    const scores = Array.from({ length: objects }, (_, i) =>
      frameScore(maskOfLabel(prediction, i + 1), maskOfLabel(truth, i + 1)),
    );
    this.#put(sequence, frame, scores);
  }

  #put(sequence: string, frame: string, scores: readonly FrameScore[]): void {
    const frames = this.#sequences.get(sequence) ?? new Map<string, readonly FrameScore[]>();
    if (frames.has(frame)) throw new RangeError(`frame ${frame} of ${sequence} was added twice`);
    frames.set(frame, scores);
    this.#sequences.set(sequence, frames);
  }

  merge(other: this): void {
    for (const [sequence, frames] of other.#sequences)
      for (const [frame, scores] of frames) this.#put(sequence, frame, scores);
  }

  result(): DavisFigures {
    const measures: { readonly j: DavisMeasure; readonly f: DavisMeasure }[] = [];
    const objects = new Map<string, { readonly j: number; readonly f: number }>();
    let count = 0;
    for (const [sequence, frames] of [...this.#sequences].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const ordered = [...frames].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, scores]) => scores);
      count += ordered.length;
      for (const [i] of (ordered[0] ?? []).entries()) {
        const j = statistics(ordered.map((scores) => scores[i]?.j ?? 0));
        const f = statistics(ordered.map((scores) => scores[i]?.f ?? 0));
        measures.push({ j, f });
        objects.set(`${sequence}_${i + 1}`, { j: j.mean ?? 0, f: f.mean ?? 0 });
      }
    }
    const over = (which: 'j' | 'f'): DavisMeasure => ({
      mean: meanOrNull(measures.map((m) => m[which].mean)),
      recall: meanOrNull(measures.map((m) => m[which].recall)),
      decay: meanOrNull(measures.map((m) => m[which].decay)),
    });
    const [j, f] = [over('j'), over('f')];
    return { jf: j.mean === null || f.mean === null ? null : (j.mean + f.mean) / 2, j, f, objects, frames: count };
  }

  toJSON(): unknown {
    const sequences = [...this.#sequences].map(([name, frames]) => [
      name,
      [...frames].map(([frame, scores]) => [frame, scores.map(({ j, f }) => [j, f])]),
    ]);
    return { kind: 'davis', sequences };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): DavisJf {
    if (!isJsonObject(value) || value.kind !== 'davis') throw new TypeError('not the saved state of a DAVIS run');
    const metric = new DavisJf();
    for (const [sequence, frames] of pairs(value.sequences))
      for (const [frame, scores] of pairs(frames)) {
        const list = pairs(scores).map(([j, f]): FrameScore => {
          if (typeof j !== 'number' || typeof f !== 'number') throw new TypeError('the saved state is damaged');
          return { j, f };
        });
        metric.#put(String(sequence), String(frame), list);
      }
    return metric;
  }
}

function pairs(value: unknown): (readonly [unknown, unknown])[] {
  if (!Array.isArray(value)) throw new TypeError('the saved state is damaged');
  return value.map((pair: unknown) => {
    const [a, b]: unknown[] = Array.isArray(pair) ? pair : [];
    return [a, b];
  });
}

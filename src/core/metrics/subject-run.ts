/** What a model would cut out without a click, against masks: IoU, F-measure and mean absolute error. */
import { isJsonObject } from '../coco/json-fields.ts';
import type { Mask } from '../mask/mask.ts';
import { meanOfDefined } from './confusion.ts';
import type { Metric } from './metric.ts';

/** Thresholds of the F-measure: 0, 1/255, ... 1. */
const LEVELS = 256;
/** Weight of precision: Achanta et al., "Frequency-tuned Salient Region Detection" (CVPR 2009). */
const BETA2 = 0.3;

export interface SubjectSample {
  /** Unique over the whole run. */
  readonly name: string;
  /** Probability 0..1 of each pixel, row by row, as large as the truth. */
  readonly probability: Float32Array;
  readonly truth: Mask;
}

export interface SubjectFigures {
  /** Mean over pictures of the IoU at one half; null without pictures. */
  readonly iou: number | null;
  /** Largest F over the thresholds, of precision and recall averaged over pictures. */
  readonly maxF: number | null;
  /** Mean over pictures of the mean absolute difference. */
  readonly mae: number | null;
  readonly pictures: number;
}

interface Row {
  readonly iou: number;
  readonly mae: number;
  readonly precision: readonly number[];
  readonly recall: readonly number[];
}

/** @throws RangeError when the sizes differ */
function rowOf({ name, probability, truth }: SubjectSample): Row {
  if (probability.length !== truth.data.length)
    throw new RangeError(`${name}: the map has another size than the truth`);
  const inside = new Float64Array(LEVELS);
  const found = new Float64Array(LEVELS);
  let [area, both, either, apart] = [0, 0, 0, 0];
  for (let i = 0; i < probability.length; i++) {
    const p = probability[i] ?? 0;
    const t = truth.data[i] ? 1 : 0;
    const level = Math.min(LEVELS - 1, Math.floor(p * (LEVELS - 1)));
    found[level] = (found[level] ?? 0) + 1;
    inside[level] = (inside[level] ?? 0) + t;
    area += t;
    apart += Math.abs(p - t);
    if (p > 0.5 && t) both++;
    if (p > 0.5 || t) either++;
  }
  const precision: number[] = new Array(LEVELS).fill(0);
  const recall: number[] = new Array(LEVELS).fill(0);
  let [hits, taken] = [0, 0];
  for (let k = LEVELS - 1; k >= 0; k--) {
    hits += inside[k] ?? 0;
    taken += found[k] ?? 0;
    precision[k] = taken > 0 ? hits / taken : 1;
    recall[k] = area > 0 ? hits / area : 1;
  }
  return { iou: either > 0 ? both / either : 1, mae: apart / Math.max(1, probability.length), precision, recall };
}

/** One sample is one picture. */
export class SubjectRun implements Metric<SubjectSample, SubjectFigures> {
  readonly #rows = new Map<string, Row>();

  /** @throws RangeError when the picture was added before */
  add(sample: SubjectSample): void {
    this.#put(sample.name, rowOf(sample));
  }

  #put(name: string, row: Row): void {
    if (this.#rows.has(name)) throw new RangeError(`picture ${name} was added twice`);
    this.#rows.set(name, row);
  }

  merge(other: this): void {
    for (const [name, row] of other.#rows) this.#put(name, row);
  }

  result(): SubjectFigures {
    const rows = [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    const f = Array.from({ length: LEVELS }, (_, k) => {
      const p = meanOfDefined(rows.map((r) => r.precision[k] ?? 0)) ?? 0;
      const r = meanOfDefined(rows.map((row) => row.recall[k] ?? 0)) ?? 0;
      return p + r > 0 ? ((1 + BETA2) * p * r) / (BETA2 * p + r) : 0;
    });
    return {
      iou: meanOfDefined(rows.map((r) => r.iou)),
      maxF: rows.length > 0 ? Math.max(...f) : null,
      mae: meanOfDefined(rows.map((r) => r.mae)),
      pictures: rows.length,
    };
  }

  toJSON(): unknown {
    return { kind: 'subject-run', rows: [...this.#rows] };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): SubjectRun {
    if (!isJsonObject(value) || value.kind !== 'subject-run' || !Array.isArray(value.rows))
      throw new TypeError('not the saved state of a subject run');
    const metric = new SubjectRun();
    for (const entry of value.rows) {
      const [name, row] = Array.isArray(entry) ? entry : [];
      if (!isJsonObject(row) || !Array.isArray(row.precision) || !Array.isArray(row.recall))
        throw new TypeError('the saved state is damaged');
      metric.#put(String(name), {
        iou: Number(row.iou),
        mae: Number(row.mae),
        precision: row.precision.map(Number),
        recall: row.recall.map(Number),
      });
    }
    return metric;
  }
}

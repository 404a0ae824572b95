/** A promptable model under the robot user: clicks, box and the model's own judgement, by set of objects. */
import { isJsonObject } from '../coco/json-fields.ts';
import { type ClickFigures, Clicks } from './clicks.ts';
import { meanOfDefined } from './confusion.ts';
import { groupBy } from './group-by.ts';
import type { Metric } from './metric.ts';

/** One object; all measures 0..1. */
export interface ClickRecord {
  /** Unique over the whole run. */
  readonly name: string;
  /** The set that it belongs to, for rows of their own. */
  readonly set: string;
  /** IoU of the mask that the model shows after each click. */
  readonly ious: readonly number[];
  /** Best IoU of the candidates of the first click. */
  readonly oracle: number;
  /** IoU of the answer to the object's true box; null when the model takes no boxes. */
  readonly box: number | null;
  /** Boundary IoU after the last click. */
  readonly boundary: number;
  /** |predicted IoU - IoU| of the mask shown after the first click; null when the model predicts none. */
  readonly predictionError: number | null;
  /** The predicted IoU itself; absent or null when the model predicts none. */
  readonly predicted?: number | null;
  /** The object's part of the photo, 0..1; absent in runs saved before it was kept. */
  readonly part?: number;
}

/** Classes of object size by part of the photo, each up to (not including) its bound. */
const SIZES: readonly (readonly [string, number])[] = [
  ['small', 0.02],
  ['medium', 0.1],
  ['large', Number.POSITIVE_INFINITY],
];
const BINS = 10;

/**
 * Expected calibration error of the predicted IoU: in ten equal bins of the prediction, |mean prediction - mean IoU|, weighted by
 * objects (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, with IoU in the place of accuracy).
 */
function calibrationError(records: readonly ClickRecord[]): number | null {
  const judged = records.flatMap((r) =>
    typeof r.predicted === 'number' ? [{ said: r.predicted, is: r.ious[0] ?? 0 }] : [],
  );
  if (judged.length === 0) return null;
  const bins = groupBy(judged, ({ said }) => Math.min(BINS - 1, Math.max(0, Math.floor(said * BINS))));
  const apart = [...bins.values()].map((own) => Math.abs(own.reduce((sum, { said, is }) => sum + said - is, 0)));
  return apart.reduce((a, b) => a + b, 0) / judged.length;
}

/** Figures of a set of objects; null of none. */
export interface ClickRunFigures extends ClickFigures {
  readonly oracle: number | null;
  readonly box: number | null;
  readonly boundary: number | null;
  readonly predictionError: number | null;
  readonly calibrationError: number | null;
  /** How much better the best candidate of the first click is than the one chosen. */
  readonly choiceGap: number | null;
}

/** Figures of all objects, of each set and of each class of object size that occurs. */
export interface ClickRunResult {
  readonly all: ClickRunFigures;
  readonly sets: ReadonlyMap<string, ClickRunFigures>;
  readonly sizes: ReadonlyMap<string, ClickRunFigures>;
}

/** One sample is one object. */
export class ClickRun implements Metric<ClickRecord, ClickRunResult> {
  readonly maxClicks: number;
  readonly #records = new Map<string, ClickRecord>();

  constructor(maxClicks = 20) {
    this.maxClicks = maxClicks;
  }

  /** @throws RangeError when the object was added before */
  add(record: ClickRecord): void {
    if (this.#records.has(record.name)) throw new RangeError(`object ${record.name} was added twice`);
    this.#records.set(record.name, record);
  }

  merge(other: this): void {
    if (other.maxClicks !== this.maxClicks)
      throw new RangeError('runs with different numbers of clicks cannot be joined');
    for (const record of other.#records.values()) this.add(record);
  }

  result(): ClickRunResult {
    const records = [...this.#records.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const sets = [...groupBy(records, (record) => record.set)].sort(([a], [b]) => (a < b ? -1 : 1));
    const sizes = SIZES.map(([name, below], i) => {
      const from = SIZES[i - 1]?.[1] ?? 0;
      return [name, records.filter(({ part }) => part !== undefined && part >= from && part < below)] as const;
    });
    return {
      all: this.#figures(records),
      sets: new Map(sets.map(([set, mine]) => [set, this.#figures(mine)])),
      sizes: new Map(sizes.flatMap(([name, mine]) => (mine.length > 0 ? [[name, this.#figures(mine)]] : []))),
    };
  }

  #figures(records: readonly ClickRecord[]): ClickRunFigures {
    const clicks = new Clicks(this.maxClicks);
    for (const record of records) clicks.add(record);
    return {
      ...clicks.result(),
      oracle: meanOfDefined(records.map((r) => r.oracle)),
      box: meanOfDefined(records.map((r) => r.box)),
      boundary: meanOfDefined(records.map((r) => r.boundary)),
      predictionError: meanOfDefined(records.map((r) => r.predictionError)),
      calibrationError: calibrationError(records),
      choiceGap: meanOfDefined(records.map((r) => r.oracle - (r.ious[0] ?? 0))),
    };
  }

  toJSON(): unknown {
    return { kind: 'click-run', maxClicks: this.maxClicks, records: [...this.#records.values()] };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): ClickRun {
    if (
      !isJsonObject(value) ||
      value.kind !== 'click-run' ||
      typeof value.maxClicks !== 'number' ||
      !Array.isArray(value.records)
    ) {
      throw new TypeError('not the saved state of a click run');
    }
    const metric = new ClickRun(value.maxClicks);
    const share = (v: unknown): number | null => (typeof v === 'number' ? v : null);
    for (const record of value.records) {
      if (!isJsonObject(record) || !Array.isArray(record.ious)) throw new TypeError('the saved state is damaged');
      metric.add({
        name: String(record.name),
        set: String(record.set),
        ious: record.ious.map(Number),
        oracle: Number(record.oracle),
        box: share(record.box),
        boundary: Number(record.boundary),
        predictionError: share(record.predictionError),
        predicted: share(record.predicted),
        ...(typeof record.part === 'number' ? { part: record.part } : {}),
      });
    }
    return metric;
  }
}

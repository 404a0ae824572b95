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
}

/** Figures of a set of objects; null of none. */
export interface ClickRunFigures extends ClickFigures {
  readonly oracle: number | null;
  readonly box: number | null;
  readonly boundary: number | null;
  readonly predictionError: number | null;
}

/** Figures of all objects and of each set. */
export interface ClickRunResult {
  readonly all: ClickRunFigures;
  readonly sets: ReadonlyMap<string, ClickRunFigures>;
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
    return { all: this.#figures(records), sets: new Map(sets.map(([set, mine]) => [set, this.#figures(mine)])) };
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
      });
    }
    return metric;
  }
}

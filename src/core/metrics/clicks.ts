/** Interactive segmentation: clicks needed for an IoU, IoU after k clicks, area under that curve. */
import { isJsonObject } from '../coco/json-fields.ts';
import type { Metric } from './metric.ts';

/** One object: its IoU after each click, 0..1. A run that stopped early keeps its last value. */
export interface ClickSample {
  /** Unique over the whole run. */
  readonly name: string;
  readonly ious: readonly number[];
}

/** Figures over objects. */
export interface ClickFigures {
  /** Mean number of clicks to reach 80, 85 and 90 %; objects that never do count as the largest number. */
  readonly noc80: number | null;
  readonly noc85: number | null;
  readonly noc90: number | null;
  /** Objects whose count is the largest number. */
  readonly over80: number;
  readonly over85: number;
  readonly over90: number;
  /** Mean IoU after 1, 2, ... clicks. */
  readonly miouAt: readonly number[];
  /** Mean of `miouAt`: the area under IoU over clicks, normalised to 0..1. */
  readonly auc: number | null;
  readonly objects: number;
}

/** First click, from 1, whose IoU reaches the level in single precision (as the official arrays are); `most` when none does. */
export function clicksToReach(ious: readonly number[], level: number, most: number): number {
  const at = ious.slice(0, most).findIndex((iou) => Math.fround(iou) >= Math.fround(level));
  return at < 0 ? most : at + 1;
}

/** Source: ritm_interactive_segmentation `isegm/inference/utils.py` (`compute_noc_metric`). */
export class Clicks implements Metric<ClickSample, ClickFigures> {
  readonly maxClicks: number;
  readonly #objects = new Map<string, readonly number[]>();

  constructor(maxClicks = 20) {
    this.maxClicks = maxClicks;
  }

  /** @throws RangeError when the object was added before */
  add(sample: ClickSample): void {
    if (this.#objects.has(sample.name)) throw new RangeError(`object ${sample.name} was added twice`);
    this.#objects.set(sample.name, sample.ious);
  }

  merge(other: this): void {
    if (other.maxClicks !== this.maxClicks)
      throw new RangeError('runs with different numbers of clicks cannot be joined');
    for (const [name, ious] of other.#objects) this.add({ name, ious });
  }

  result(): ClickFigures {
    const objects = [...this.#objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ious]) => ious);
    const mean = (values: readonly number[]): number | null =>
      values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
    const counts = (level: number): number[] => objects.map((ious) => clicksToReach(ious, level, this.maxClicks));
    const over = (level: number): number => counts(level).filter((count) => count === this.maxClicks).length;
    const miouAt =
      objects.length === 0
        ? []
        : Array.from(
            { length: this.maxClicks },
            (_, k) => mean(objects.map((ious) => ious[k] ?? ious.at(-1) ?? 0)) ?? 0,
          );
    return {
      noc80: mean(counts(0.8)),
      noc85: mean(counts(0.85)),
      noc90: mean(counts(0.9)),
      over80: over(0.8),
      over85: over(0.85),
      over90: over(0.9),
      miouAt,
      auc: mean(miouAt),
      objects: objects.length,
    };
  }

  toJSON(): unknown {
    return { kind: 'clicks', maxClicks: this.maxClicks, objects: [...this.#objects] };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): Clicks {
    if (
      !isJsonObject(value) ||
      value.kind !== 'clicks' ||
      typeof value.maxClicks !== 'number' ||
      !Array.isArray(value.objects)
    ) {
      throw new TypeError('not the saved state of a click run');
    }
    const metric = new Clicks(value.maxClicks);
    for (const [name, ious] of value.objects) {
      if (!Array.isArray(ious)) throw new TypeError('the saved state is damaged');
      metric.add({ name: String(name), ious: ious.map(Number) });
    }
    return metric;
  }
}

/** BRAVO: reliability of street-scene segmentation over nine subsets, and its aggregates. */
import { isJsonObject } from '../coco/json-fields.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import { ConfusionMatrix, confusionFigures, meanOfDefined } from './confusion.ts';
import { cityscapesTrainIdLabels } from './label-sets/cityscapes.ts';
import { voidLabel, wrongLabel } from './label-sets/label-set.ts';
import type { Metric } from './metric.ts';
import { LabelError } from './miou.ts';
import { confidenceLevels, curveFigures, LevelCounts } from './ranked-curves.ts';

/** The subsets in the order of the official result file. */
export const bravoSubsets = [
  'ACDCfog',
  'ACDCrain',
  'ACDCnight',
  'ACDCsnow',
  'synrain',
  'SMIYC',
  'synobjs',
  'synflare',
  'outofcontext',
] as const;

/** One of the nine subsets. */
export type BravoSubset = (typeof bravoSubsets)[number];

/** Subsets in which unknown objects are to be found; SMIYC has no semantic figures. */
const oodSubsets: readonly BravoSubset[] = ['SMIYC', 'synobjs'];

/** One picture; all maps have one size. */
export interface BravoSample {
  readonly subset: BravoSubset;
  /** Train ids 0..18, 255 void. */
  readonly truth: LabelMap;
  /** 0 = valid, anything else = invalid (unknown object, unreliable). */
  readonly invalid: LabelMap;
  /** Train ids 0..18. */
  readonly prediction: LabelMap;
  /** 0..65535. */
  readonly confidence: LabelMap;
  /** Positions of the pixels that enter the curves; all that are not void when left out. */
  readonly sampled?: Uint32Array;
}

/** All figures by their official names, 0..1; null where undefined. */
export type BravoFigures = Readonly<Record<string, number | null>>;

interface SubsetState {
  readonly confusion: ConfusionMatrix;
  /** Correct against wrong prediction, on valid pixels. */
  readonly right: LevelCounts;
  /** Invalid against valid, by reversed confidence. */
  readonly unknown: LevelCounts;
}

const CLASSES = cityscapesTrainIdLabels.classes.length;
const newState = (): SubsetState => ({
  confusion: new ConfusionMatrix(CLASSES),
  right: new LevelCounts(),
  unknown: new LevelCounts(),
});

/** Harmonic mean; null of nothing, 0 as soon as one value is 0. */
function harmonicMean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  if (values.some((value) => value <= 0)) return 0;
  return values.length / values.reduce((sum, value) => sum + 1 / value, 0);
}

/** Lower is better: enters the means as 1 - x. */
const isError = (name: string): boolean => name.includes('_ece_') || name.includes('_fpr95_');

/**
 * One sample is one picture; the pixels of a subset are pooled.
 * Source: valeoai/bravo_challenge `bravo_toolkit/eval/eval_script.py`, `metrics.py`.
 */
export class Bravo implements Metric<BravoSample, BravoFigures> {
  readonly #subsets = new Map<BravoSubset, SubsetState>();
  #pictures = 0;

  get pictures(): number {
    return this.#pictures;
  }

  #state(subset: BravoSubset): SubsetState {
    let state = this.#subsets.get(subset);
    if (!state) {
      state = newState();
      this.#subsets.set(subset, state);
    }
    return state;
  }

  /** @throws LabelError when sizes differ or a value must not occur; nothing of the picture is counted then */
  add(sample: BravoSample): void {
    const { truth, invalid, prediction, confidence, subset } = sample;
    for (const map of [invalid, prediction, confidence]) {
      if (map.width !== truth.width || map.height !== truth.height) {
        throw new LabelError(
          `a map is ${map.width} x ${map.height} pixels, the truth ${truth.width} x ${truth.height}`,
        );
      }
    }
    const set = cityscapesTrainIdLabels;
    const columns = new Int16Array(truth.data.length);
    for (let i = 0; i < columns.length; i++) {
      const row = set.truth[truth.data[i] ?? 0] ?? wrongLabel;
      const column = set.prediction[prediction.data[i] ?? 0] ?? wrongLabel;
      if (row === wrongLabel) throw new LabelError(`the truth has the value ${truth.data[i]}, which is no train id`);
      if (column === wrongLabel && row !== voidLabel) {
        throw new LabelError(`the prediction has the value ${prediction.data[i]}, which is no train id`);
      }
      columns[i] = column < 0 ? CLASSES : column;
    }
    const { confusion, right, unknown } = this.#state(subset);
    const curve = (i: number): void => {
      const row = truth.data[i] ?? 255;
      if (row === 255) return;
      const level = confidence.data[i] ?? 0;
      if (invalid.data[i] === 0) right.add(level, columns[i] === row);
      unknown.add(confidenceLevels - 1 - level, invalid.data[i] !== 0);
    };
    for (let i = 0; i < columns.length; i++) {
      const row = truth.data[i] ?? 255;
      if (row !== 255 && invalid.data[i] === 0) {
        const cell = row * (CLASSES + 1) + (columns[i] ?? CLASSES);
        confusion.counts[cell] = (confusion.counts[cell] ?? 0) + 1;
      }
      if (!sample.sampled) curve(i);
    }
    for (const i of sample.sampled ?? []) curve(i);
    this.#pictures++;
  }

  merge(other: this): void {
    for (const [subset, theirs] of other.#subsets) {
      const mine = this.#state(subset);
      mine.confusion.merge(theirs.confusion);
      mine.right.merge(theirs.right);
      mine.unknown.merge(theirs.unknown);
    }
    this.#pictures += other.#pictures;
  }

  /** IoU of the 19 classes on the valid pixels of a subset; null where a class does not occur. */
  classIou(subset: BravoSubset): readonly (number | null)[] {
    const state = this.#subsets.get(subset);
    return state ? confusionFigures(state.confusion).perClass.map((c) => c.iou) : [];
  }

  result(): BravoFigures {
    const figures: Record<string, number | null> = {};
    const put = (name: string, value: number): void => {
      figures[name] = Number.isNaN(value) ? null : value;
    };
    for (const subset of bravoSubsets) {
      const state = this.#subsets.get(subset);
      if (!state) continue;
      if (subset !== 'SMIYC') {
        figures[`${subset}_miou_valid`] = meanOfDefined(this.classIou(subset));
        const { ece, auroc, auprSuccess, auprError, fpr95 } = curveFigures(state.right);
        put(`${subset}_ece_valid`, ece);
        put(`${subset}_auroc_valid`, auroc);
        put(`${subset}_auprc_success_valid`, auprSuccess);
        put(`${subset}_auprc_error_valid`, auprError);
        put(`${subset}_fpr95_valid`, fpr95);
      }
      if (oodSubsets.includes(subset)) {
        const { auroc, auprSuccess, fpr95 } = curveFigures(state.unknown);
        put(`${subset}_auroc_ood`, auroc);
        put(`${subset}_auprc_ood`, auprSuccess);
        put(`${subset}_fpr95_ood`, fpr95);
      }
    }
    const base = Object.entries(figures);
    const hmean = (wanted: (name: string) => boolean): number | null =>
      harmonicMean(
        base.flatMap(([name, value]) => (!wanted(name) || value === null ? [] : [isError(name) ? 1 - value : value])),
      );
    for (const subset of bravoSubsets) {
      if (this.#subsets.has(subset)) figures[`${subset}_hmean`] = hmean((name) => name.startsWith(`${subset}_`));
    }
    const semantic = hmean((name) => name.endsWith('_valid'));
    const ood = hmean((name) => name.endsWith('_ood'));
    figures.semantic_hmean = semantic;
    figures.ood_hmean = ood;
    figures.bravo_index = semantic === null || ood === null ? null : harmonicMean([semantic, ood]);
    return figures;
  }

  toJSON(): unknown {
    const subsets = [...this.#subsets].map(([name, { confusion, right, unknown }]) => [
      name,
      [...confusion.counts],
      right.toJSON(),
      unknown.toJSON(),
    ]);
    return { kind: 'bravo', pictures: this.#pictures, subsets };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): Bravo {
    if (
      !isJsonObject(value) ||
      value.kind !== 'bravo' ||
      !Array.isArray(value.subsets) ||
      typeof value.pictures !== 'number'
    ) {
      throw new TypeError('not the saved state of a BRAVO run');
    }
    const metric = new Bravo();
    metric.#pictures = value.pictures;
    for (const [name, counts, right, unknown] of value.subsets) {
      const subset = bravoSubsets.find((s) => s === name);
      if (!subset || !Array.isArray(counts)) throw new TypeError('the saved state is damaged');
      const confusion = new ConfusionMatrix(CLASSES);
      confusion.counts.set(counts.map(Number));
      metric.#subsets.set(subset, {
        confusion,
        right: LevelCounts.fromJSON(right),
        unknown: LevelCounts.fromJSON(unknown),
      });
    }
    return metric;
  }
}

/**
 * The subset that a file of the official layout belongs to, by its path; null for other files.
 * `bravo_ACDC/fog/...` is ACDCfog, `bravo_synobjs/...` synobjs, and so on.
 */
export function bravoSubsetOf(path: string): BravoSubset | null {
  const [, split = '', rest = ''] = /(?:^|\/)bravo_([^/]+)\/([^/]+)/.exec(path) ?? [];
  const name = split === 'ACDC' ? `ACDC${rest}` : split;
  return bravoSubsets.find((subset) => subset === name) ?? null;
}

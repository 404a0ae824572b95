/** LVIS average precision: federated annotation, frequency groups, 300 detections a picture. */
import type { CocoCategory } from '../coco/dataset.ts';
import { isJsonObject } from '../coco/json-fields.ts';
import type { DetectionSample } from './coco-ap.ts';
import { makeCell, strongest } from './detection-cell-maker.ts';
import {
  addCells,
  type CellsByImage,
  cellsFromJson,
  cellsToJson,
  cocoSizeBins,
  cocoThresholds,
  type DetectionCell,
  type DetectionSettings,
} from './detection-cells.ts';
import { averagePrecision, averageRecall, type DetectionCurves, detectionCurves } from './detection-curves.ts';
import { groupBy } from './group-by.ts';
import { type IouType, instanceComparison } from './instance-comparison.ts';
import type { Metric } from './metric.ts';

/** Choices of an LVIS run. */
export interface LvisApOptions {
  readonly type: IouType;
  readonly categories: readonly Pick<CocoCategory, 'id' | 'frequency'>[];
  /** Detections kept a picture over all categories; 300 officially. */
  readonly maxDetections?: number;
  /** Fixed AP: no limit a picture, but the strongest 10,000 detections of each category over the whole dataset. */
  readonly fixed?: boolean;
}

/** Detections a category of fixed AP. Source: Dave et al. (2021), section 4. */
const FIXED_PER_CATEGORY = 10_000;

/** Figures of one category; -1 where it has no true instance. */
export interface LvisCategoryFigures {
  readonly categoryId: number;
  readonly frequency: 'r' | 'c' | 'f' | null;
  readonly ap: number;
  readonly ap50: number;
  readonly ar: number;
}

/** All figures of a run; -1 is "nothing to judge by". */
export interface LvisFigures {
  /** The official names: AP AP50 AP75 APs APm APl APr APc APf AR@300 ARs@300 ARm@300 ARl@300. */
  readonly stats: Readonly<Record<string, number>>;
  readonly perCategory: readonly LvisCategoryFigures[];
  readonly apByThreshold: readonly number[];
  readonly curves: DetectionCurves;
  readonly images: number;
}

/**
 * LVISEval as a mergeable accumulator; one sample is one picture with all its detections.
 * Of a picture only categories count that are annotated in it, as present or as verified absent; where a category is not
 * annotated exhaustively, unmatched detections are no errors.
 * Fixed AP ranks equal scores at the limit of a category by picture id, where the authors' program takes the order of the file.
 * Source: lvis-api `lvis/eval.py` and `lvis/results.py`; fixed AP: Dave, Dollár, Ramanan, Kirillov, Girshick, "Evaluating
 * Large-Vocabulary Object Detectors: The Devil is in the Details" (2021).
 */
export class LvisAp implements Metric<DetectionSample, LvisFigures> {
  readonly type: IouType;
  readonly settings: DetectionSettings;
  readonly #categories: readonly Pick<CocoCategory, 'id' | 'frequency'>[];
  readonly #limit: number;
  readonly #fixed: boolean;
  readonly #cells: CellsByImage = new Map();

  constructor(options: LvisApOptions) {
    this.type = options.type;
    this.#categories = options.categories.map(({ id, frequency }) => ({ id, frequency })).sort((a, b) => a.id - b.id);
    this.#fixed = options.fixed === true;
    this.#limit = this.#fixed ? Number.MAX_SAFE_INTEGER : (options.maxDetections ?? 300);
    this.settings = {
      thresholds: cocoThresholds,
      bins: cocoSizeBins,
      maxDetections: [this.#limit],
      categories: this.#categories.map(({ id }) => id),
      ...(this.#fixed ? { mostPerCategory: FIXED_PER_CATEGORY } : {}),
    };
  }

  add(sample: DetectionSample): void {
    const { image } = sample;
    // lvis-api asks for annotations whose area lies between 0 and infinity, both left out, after cutting at the limit
    const hasArea = ({ area }: { readonly area: number }): boolean => area > 0 && area < Number.POSITIVE_INFINITY;
    const truths = groupBy(sample.truths.filter(hasArea), (truth) => truth.categoryId);
    const kept = strongest(sample.detections, this.#limit).filter(hasArea);
    const detections = groupBy(kept, (detection) => detection.categoryId);
    const compare = instanceComparison(this.type, image);
    const cells = new Map<number, DetectionCell>();
    for (const { id } of this.#categories) {
      const mine = truths.get(id) ?? [];
      const found = mine.length > 0 || image.negative.includes(id) ? (detections.get(id) ?? []) : [];
      if (mine.length === 0 && found.length === 0) continue;
      const cell = makeCell({
        truths: mine.map((truth) => (truth.crowd ? { ...truth, crowd: false } : truth)),
        detections: found,
        thresholds: this.settings.thresholds,
        bins: this.settings.bins,
        limit: this.#limit,
        isIgnored: (truth) => truth.ignored === true,
        excuseAll: image.notExhaustive.includes(id),
        compare,
      });
      cells.set(id, cell);
    }
    addCells(this.#cells, image.id, cells);
  }

  merge(other: this): void {
    if (JSON.stringify(other.#header()) !== JSON.stringify(this.#header())) {
      throw new RangeError('the two runs differ in type, categories or limit and cannot be joined');
    }
    for (const [image, cells] of other.#cells) addCells(this.#cells, image, cells);
  }

  result(): LvisFigures {
    const curves = detectionCurves(this.#cells, this.settings);
    const group = (frequency: string): number[] =>
      Array.from(this.#categories.keys()).filter((k) => this.#categories[k]?.frequency === frequency);
    const suffix = this.#fixed ? '@fixed' : `@${this.#limit}`;
    const stats = {
      AP: averagePrecision(curves),
      AP50: averagePrecision(curves, { threshold: 0 }),
      AP75: averagePrecision(curves, { threshold: 5 }),
      APs: averagePrecision(curves, { bin: 1 }),
      APm: averagePrecision(curves, { bin: 2 }),
      APl: averagePrecision(curves, { bin: 3 }),
      APr: averagePrecision(curves, { categories: group('r') }),
      APc: averagePrecision(curves, { categories: group('c') }),
      APf: averagePrecision(curves, { categories: group('f') }),
      [`AR${suffix}`]: averageRecall(curves),
      [`ARs${suffix}`]: averageRecall(curves, { bin: 1 }),
      [`ARm${suffix}`]: averageRecall(curves, { bin: 2 }),
      [`ARl${suffix}`]: averageRecall(curves, { bin: 3 }),
    };
    const perCategory = this.#categories.map(({ id, frequency }, k) => ({
      categoryId: id,
      frequency,
      ap: averagePrecision(curves, { categories: [k] }),
      ap50: averagePrecision(curves, { categories: [k], threshold: 0 }),
      ar: averageRecall(curves, { categories: [k] }),
    }));
    const apByThreshold = cocoThresholds.map((_, threshold) => averagePrecision(curves, { threshold }));
    return { stats, perCategory, apByThreshold, curves, images: this.#cells.size };
  }

  #header(): {
    kind: 'lvis';
    type: IouType;
    categories: readonly (readonly [number, string | null])[];
    maxDetections: number;
    fixed?: boolean;
  } {
    const categories = this.#categories.map(({ id, frequency }) => [id, frequency] as const);
    const fixed = this.#fixed ? { fixed: true } : {};
    return { kind: 'lvis', type: this.type, categories, maxDetections: this.#limit, ...fixed };
  }

  toJSON(): unknown {
    return { ...this.#header(), cells: cellsToJson(this.#cells) };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): LvisAp {
    if (!isJsonObject(value) || value.kind !== 'lvis') throw new TypeError('not the saved state of an LVIS run');
    const { type, categories, maxDetections } = value;
    if (type !== 'segm' && type !== 'bbox' && type !== 'boundary') throw new TypeError('unknown type of comparison');
    if (!Array.isArray(categories) || typeof maxDetections !== 'number')
      throw new TypeError('the saved state is damaged');
    const pairs = categories.map((pair: unknown): Pick<CocoCategory, 'id' | 'frequency'> => {
      const [id, frequency]: unknown[] = Array.isArray(pair) ? pair : [];
      if (typeof id !== 'number') throw new TypeError('the saved state is damaged: expected a category id');
      return { id, frequency: frequency === 'r' || frequency === 'c' || frequency === 'f' ? frequency : null };
    });
    const metric = new LvisAp({ type, categories: pairs, maxDetections, fixed: value.fixed === true });
    for (const [image, cells] of cellsFromJson(value.cells)) addCells(metric.#cells, image, cells);
    return metric;
  }
}

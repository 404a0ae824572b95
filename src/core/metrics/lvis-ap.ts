/** LVIS average precision: federated annotation, frequency groups, 300 detections a picture. */
import type { CocoCategory } from '../coco/dataset.ts';
import { isJsonObject } from '../coco/json-fields.ts';
import type { DetectionSample } from './coco-ap.ts';
import { areaSuffix } from './coco-figures.ts';
import { checkedAreas, checkedThresholds, savedBounds } from './detection-bounds.ts';
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
  type SizeBin,
} from './detection-cells.ts';
import {
  averagePrecision,
  averageRecall,
  type CurveSlice,
  type DetectionCurves,
  detectionCurves,
  thresholdAt,
} from './detection-curves.ts';
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
  /** IoU thresholds, ascending, at most 32; .50:.05:.95 officially. */
  readonly thresholds?: readonly number[];
  /** Area ranges in square pixels beside "all"; small, medium and large officially. */
  readonly areas?: readonly SizeBin[];
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

  /** @throws RangeError for thresholds or areas that cannot be used */
  constructor(options: LvisApOptions) {
    this.type = options.type;
    this.#categories = options.categories.map(({ id, frequency }) => ({ id, frequency })).sort((a, b) => a.id - b.id);
    this.#fixed = options.fixed === true;
    this.#limit = this.#fixed ? Number.MAX_SAFE_INTEGER : (options.maxDetections ?? 300);
    this.settings = {
      thresholds: options.thresholds ? checkedThresholds(options.thresholds) : cocoThresholds,
      bins: options.areas ? [...cocoSizeBins.slice(0, 1), ...checkedAreas(options.areas)] : cocoSizeBins,
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
      const isJudged = mine.length > 0 || image.negative.includes(id);
      // As in the authors' program of fixed AP, detections where the category is not annotated take up places, and count for nothing else.
      const found = isJudged || this.#fixed ? (detections.get(id) ?? []) : [];
      if (mine.length === 0 && found.length === 0) continue;
      const cell = makeCell({
        truths: mine.map((truth) => (truth.crowd ? { ...truth, crowd: false } : truth)),
        detections: found,
        thresholds: this.settings.thresholds,
        bins: this.settings.bins,
        limit: this.#limit,
        isIgnored: (truth) => truth.ignored === true,
        excuseAll: !isJudged || image.notExhaustive.includes(id),
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
    const at50 = thresholdAt(this.settings, 0.5);
    const at75 = thresholdAt(this.settings, 0.75);
    const ap = (slice: CurveSlice = {}): number => averagePrecision(curves, slice);
    const areas = this.settings.bins.map(({ name }, bin) => ({ name: areaSuffix(name), bin })).slice(1);
    const stats: Record<string, number> = {
      AP: ap(),
      AP50: at50 === null ? -1 : ap({ threshold: at50 }),
      AP75: at75 === null ? -1 : ap({ threshold: at75 }),
    };
    for (const { name, bin } of areas) stats[`AP${name}`] = ap({ bin });
    for (const frequency of ['r', 'c', 'f']) stats[`AP${frequency}`] = ap({ categories: group(frequency) });
    stats[`AR${suffix}`] = averageRecall(curves);
    for (const { name, bin } of areas) stats[`AR${name}${suffix}`] = averageRecall(curves, { bin });
    const perCategory = this.#categories.map(({ id, frequency }, k) => ({
      categoryId: id,
      frequency,
      ap: ap({ categories: [k] }),
      ap50: at50 === null ? -1 : ap({ categories: [k], threshold: at50 }),
      ar: averageRecall(curves, { categories: [k] }),
    }));
    const apByThreshold = this.settings.thresholds.map((_, threshold) => ap({ threshold }));
    return { stats, perCategory, apByThreshold, curves, images: this.#cells.size };
  }

  #header(): {
    kind: 'lvis';
    type: IouType;
    categories: readonly (readonly [number, string | null])[];
    maxDetections: number;
    fixed?: boolean;
    thresholds?: readonly number[];
    areas?: readonly SizeBin[];
  } {
    const categories = this.#categories.map(({ id, frequency }) => [id, frequency] as const);
    const fixed = this.#fixed ? { fixed: true } : {};
    const { thresholds, bins } = this.settings;
    const own = {
      ...(thresholds === cocoThresholds ? {} : { thresholds }),
      ...(bins === cocoSizeBins ? {} : { areas: bins.slice(1) }),
    };
    return { kind: 'lvis', type: this.type, categories, maxDetections: this.#limit, ...fixed, ...own };
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
    const fixed = value.fixed === true;
    const metric = new LvisAp({ type, categories: pairs, maxDetections, fixed, ...savedBounds(value) });
    for (const [image, cells] of cellsFromJson(value.cells)) addCells(metric.#cells, image, cells);
    return metric;
  }
}

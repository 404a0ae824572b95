/** COCO average precision and recall for masks, boxes and boundaries. */
import type { CocoDataset, CocoImage, Truth } from '../coco/dataset.ts';
import { isJsonObject } from '../coco/json-fields.ts';
import type { CocoResults, Detection } from '../coco/results.ts';
import { type MatchReport, makeCell } from './detection-cell-maker.ts';
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
} from './detection-curves.ts';
import { groupBy } from './group-by.ts';
import { type IouType, instanceComparison } from './instance-comparison.ts';
import type { Metric } from './metric.ts';

/** Everything about one picture. */
export interface DetectionSample {
  readonly image: CocoImage;
  readonly truths: readonly Truth[];
  readonly detections: readonly Detection[];
}

/** Choices of a COCO run. */
export interface CocoApOptions {
  readonly type: IouType;
  /** Category ids of the dataset. */
  readonly categories: readonly number[];
  /** False pools all categories (class-agnostic proposals). */
  readonly useCategories?: boolean;
  /** Detections a picture and category, ascending; 1, 10, 100 officially. */
  readonly maxDetections?: readonly number[];
  /** IoU thresholds, ascending, at most 32; .50:.05:.95 officially. */
  readonly thresholds?: readonly number[];
  /** Area ranges in square pixels beside "all"; small, medium and large officially. */
  readonly areas?: readonly SizeBin[];
}

/** Figures of one category, over all thresholds unless named otherwise; -1 where it has no true instance. */
export interface CategoryFigures {
  readonly categoryId: number;
  readonly ap: number;
  readonly ap50: number;
  readonly ap75: number;
  readonly ar: number;
  readonly apSmall: number;
  readonly apMedium: number;
  readonly apLarge: number;
}

/** All figures of a run; -1 is "no true instance to judge by". */
export interface CocoFigures {
  /** The official names: AP AP50 AP75 APs APm APl AR1 AR10 AR100 ARs ARm ARl (ARn for other limits). */
  readonly stats: Readonly<Record<string, number>>;
  readonly perCategory: readonly CategoryFigures[];
  readonly apByThreshold: readonly number[];
  readonly curves: DetectionCurves;
  readonly images: number;
}

/**
 * COCOeval as a mergeable accumulator; one sample is one picture, and a picture without truths or detections counts too.
 * AP is taken at the largest limit of `maxDetections`.
 * Source: cocoapi `PythonAPI/pycocotools/cocoeval.py`; boundary: boundary-iou-api.
 */
export class CocoAp implements Metric<DetectionSample, CocoFigures> {
  readonly type: IouType;
  readonly settings: DetectionSettings;
  /** Called for each picture, category and size bin with who matched whom. */
  report: ((report: MatchReport) => void) | undefined;
  readonly #categories: readonly number[];
  readonly #pooled: boolean;
  readonly #cells: CellsByImage = new Map();

  /** @throws RangeError for thresholds or areas that cannot be used */
  constructor(options: CocoApOptions) {
    this.type = options.type;
    this.#categories = [...new Set(options.categories)].sort((a, b) => a - b);
    this.#pooled = options.useCategories === false;
    this.settings = {
      thresholds: checkedThresholds(options.thresholds ?? cocoThresholds),
      bins: options.areas ? [...cocoSizeBins.slice(0, 1), ...checkedAreas(options.areas)] : cocoSizeBins,
      maxDetections: [...(options.maxDetections ?? [1, 10, 100])].sort((a, b) => a - b),
      categories: this.#pooled ? [-1] : this.#categories,
    };
  }

  add(sample: DetectionSample): void {
    const cells = new Map<number, DetectionCell>();
    const truths = groupBy(sample.truths, (truth) => truth.categoryId);
    const detections = groupBy(sample.detections, (detection) => detection.categoryId);
    const compare = instanceComparison(this.type, sample.image);
    const place = (category: number, mine: readonly Truth[], found: readonly Detection[]): void => {
      if (mine.length === 0 && found.length === 0) return;
      const cell = makeCell({
        truths: mine,
        detections: found,
        thresholds: this.settings.thresholds,
        bins: this.settings.bins,
        limit: this.settings.maxDetections.at(-1) ?? 0,
        // pycocotools overwrites the file's ignore field by iscrowd, boundary-iou-api honours both
        isIgnored: (truth) => truth.crowd || (this.type === 'boundary' && truth.ignored === true),
        excuseAll: false,
        compare,
        report: this.report,
      });
      cells.set(category, cell);
    };
    if (this.#pooled) {
      // pooled in the order of categories, then of the file: it decides ties as the official code does
      const pooled = <T>(groups: Map<number, T[]>): T[] => this.#categories.flatMap((c) => groups.get(c) ?? []);
      place(-1, pooled(truths), pooled(detections));
    } else {
      for (const category of this.#categories)
        place(category, truths.get(category) ?? [], detections.get(category) ?? []);
    }
    addCells(this.#cells, sample.image.id, cells);
  }

  merge(other: this): void {
    if (JSON.stringify(other.#header()) !== JSON.stringify(this.#header())) {
      throw new RangeError('the two runs differ in type, categories or limits and cannot be joined');
    }
    for (const [image, cells] of other.#cells) addCells(this.#cells, image, cells);
  }

  result(): CocoFigures {
    const curves = detectionCurves(this.#cells, this.settings);
    return { ...figuresOf(curves), curves, images: this.#cells.size };
  }

  #header(): {
    kind: 'coco';
    type: IouType;
    categories: readonly number[];
    useCategories: boolean;
    maxDetections: readonly number[];
    thresholds?: readonly number[];
    areas?: readonly SizeBin[];
  } {
    const { type, settings } = this;
    const useCategories = !this.#pooled;
    const { maxDetections, thresholds, bins } = settings;
    return {
      kind: 'coco',
      type,
      categories: this.#categories,
      useCategories,
      maxDetections,
      ...(thresholds === cocoThresholds ? {} : { thresholds }),
      ...(bins === cocoSizeBins ? {} : { areas: bins.slice(1) }),
    };
  }

  toJSON(): unknown {
    return { ...this.#header(), cells: cellsToJson(this.#cells) };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): CocoAp {
    if (!isJsonObject(value) || value.kind !== 'coco') throw new TypeError('not the saved state of a COCO run');
    const { type, categories, useCategories, maxDetections } = value;
    if (type !== 'segm' && type !== 'bbox' && type !== 'boundary') throw new TypeError('unknown type of comparison');
    if (!Array.isArray(categories) || !Array.isArray(maxDetections)) throw new TypeError('the saved state is damaged');
    const thresholds = Array.isArray(value.thresholds) ? { thresholds: value.thresholds.map(Number) } : {};
    const areas = Array.isArray(value.areas) ? { areas: value.areas.map(savedArea) } : {};
    const useAll = useCategories !== false;
    const metric = new CocoAp({ type, categories, useCategories: useAll, maxDetections, ...thresholds, ...areas });
    for (const [image, cells] of cellsFromJson(value.cells)) addCells(metric.#cells, image, cells);
    return metric;
  }
}

function checkedThresholds(values: readonly number[]): readonly number[] {
  if (values.length < 1 || values.length > 32) throw new RangeError('expected 1 to 32 IoU thresholds');
  if (!values.every((v, i) => v > 0 && v <= 1 && v > (values[i - 1] ?? 0)))
    throw new RangeError('IoU thresholds must ascend within 0 to 1');
  return values;
}

function checkedAreas(areas: readonly SizeBin[]): readonly SizeBin[] {
  const names = new Set(['all', ...areas.map(({ name }) => name)]);
  if (names.size <= areas.length) throw new RangeError('area ranges need names of their own, other than "all"');
  const wrong = areas.find(({ from, to }) => !(from >= 0 && to >= from));
  if (wrong) throw new RangeError(`the area range ${wrong.name} ends before it begins`);
  return areas;
}

function savedArea(value: unknown): SizeBin {
  if (!isJsonObject(value) || typeof value.from !== 'number' || typeof value.to !== 'number')
    throw new TypeError('the saved state is damaged: expected an area range');
  return { name: String(value.name), from: value.from, to: value.to };
}

/** What the official figures call their areas; others are named in full, as in `AP_tiny`. */
const SHORT: Readonly<Record<string, string>> = { small: 's', medium: 'm', large: 'l' };

/**
 * The figures of the whole, those of each category, and AP by threshold. As in pycocotools' `summarize`, AP50 and AP75 are undefined
 * (-1) where their threshold is not among those of the run.
 */
export function figuresOf(curves: DetectionCurves): Pick<CocoFigures, 'stats' | 'perCategory' | 'apByThreshold'> {
  const { maxDetections, thresholds, categories, bins } = curves.settings;
  const at = (iou: number, slice: CurveSlice = {}): number => {
    const threshold = thresholds.findIndex((t) => Math.abs(t - iou) < 1e-9);
    return threshold < 0 ? -1 : averagePrecision(curves, { ...slice, threshold });
  };
  const named = (measure: 'AP' | 'AR', name: string): string => `${measure}${SHORT[name] ?? `_${name}`}`;
  const areas = bins.map(({ name }, bin) => ({ name, bin })).slice(1);
  const stats: Record<string, number> = { AP: averagePrecision(curves), AP50: at(0.5), AP75: at(0.75) };
  for (const { name, bin } of areas) stats[named('AP', name)] = averagePrecision(curves, { bin });
  for (const [limit, most] of maxDetections.entries()) stats[`AR${most}`] = averageRecall(curves, { limit });
  for (const { name, bin } of areas) stats[named('AR', name)] = averageRecall(curves, { bin });
  const ofArea = (name: string, k: number): number => {
    const found = areas.find((area) => area.name === name);
    return found ? averagePrecision(curves, { categories: [k], bin: found.bin }) : -1;
  };
  const perCategory = categories.map((categoryId, k) => ({
    categoryId,
    ap: averagePrecision(curves, { categories: [k] }),
    ap50: at(0.5, { categories: [k] }),
    ap75: at(0.75, { categories: [k] }),
    ar: averageRecall(curves, { categories: [k] }),
    apSmall: ofArea('small', k),
    apMedium: ofArea('medium', k),
    apLarge: ofArea('large', k),
  }));
  return {
    stats,
    perCategory,
    apByThreshold: thresholds.map((_, threshold) => averagePrecision(curves, { threshold })),
  };
}

/** The samples of a dataset and its results, in ascending picture id. */
export function* detectionSamples(dataset: CocoDataset, results: CocoResults): Generator<DetectionSample> {
  for (const image of dataset.images) {
    yield {
      image,
      truths: dataset.truths.get(image.id) ?? [],
      detections: results.detections.get(image.id) ?? [],
    };
  }
}

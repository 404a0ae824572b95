/** COCO average precision and recall for masks, boxes, boundaries and keypoints. */
import type { CocoDataset, CocoImage, Truth } from '../coco/dataset.ts';
import { isJsonObject, isNumberList } from '../coco/json-fields.ts';
import { cocoSigmas } from '../coco/keypoints.ts';
import type { CocoResults, Detection } from '../coco/results.ts';
import { type CocoFigures, figuresOf } from './coco-figures.ts';
import { checkedAreas, checkedThresholds, savedBounds } from './detection-bounds.ts';
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
  keypointSizeBins,
  type SizeBin,
} from './detection-cells.ts';
import { detectionCurves } from './detection-curves.ts';
import { groupBy } from './group-by.ts';
import { type CocoType, instanceComparison } from './instance-comparison.ts';
import { keypointComparison } from './keypoint-similarity.ts';
import type { Metric } from './metric.ts';

/** Everything about one picture. */
export interface DetectionSample {
  readonly image: CocoImage;
  readonly truths: readonly Truth[];
  readonly detections: readonly Detection[];
}

/** Choices of a COCO run. */
export interface CocoApOptions {
  readonly type: CocoType;
  /** Category ids of the dataset. */
  readonly categories: readonly number[];
  /** False pools all categories (class-agnostic proposals). */
  readonly useCategories?: boolean;
  /** Detections a picture and category, ascending; 1, 10, 100 officially, 20 for keypoints. */
  readonly maxDetections?: readonly number[];
  /** IoU thresholds, ascending, at most 32; .50:.05:.95 officially. */
  readonly thresholds?: readonly number[];
  /** Area ranges in square pixels beside "all"; small, medium and large officially, medium and large for keypoints. */
  readonly areas?: readonly SizeBin[];
  /** Spread of each keypoint; those of COCO's 17 unless given. */
  readonly sigmas?: readonly number[];
}

/**
 * COCOeval as a mergeable accumulator; one sample is one picture, and a picture without truths or detections counts too.
 * AP is taken at the largest limit of `maxDetections`.
 * Source: cocoapi `PythonAPI/pycocotools/cocoeval.py`; boundary: boundary-iou-api.
 */
export class CocoAp implements Metric<DetectionSample, CocoFigures> {
  readonly type: CocoType;
  readonly settings: DetectionSettings;
  /** Called for each picture, category and size bin with who matched whom. */
  report: ((report: MatchReport) => void) | undefined;
  readonly #categories: readonly number[];
  readonly #pooled: boolean;
  readonly #sigmas: readonly number[];
  readonly #cells: CellsByImage = new Map();

  /** @throws RangeError for choices that cannot be used */
  constructor(options: CocoApOptions) {
    this.type = options.type;
    this.#categories = [...new Set(options.categories)].sort((a, b) => a - b);
    this.#pooled = options.useCategories === false;
    const poses = this.type === 'keypoints';
    if (poses && this.#pooled) throw new RangeError('keypoints are compared within their category only');
    this.#sigmas = checkedSigmas(options.sigmas ?? cocoSigmas);
    this.settings = {
      thresholds: checkedThresholds(options.thresholds ?? cocoThresholds),
      bins: options.areas ? [...cocoSizeBins.slice(0, 1), ...checkedAreas(options.areas)] : officialBins(this.type),
      maxDetections: [...(options.maxDetections ?? (poses ? [20] : [1, 10, 100]))].sort((a, b) => a - b),
      categories: this.#pooled ? [-1] : this.#categories,
    };
  }

  add(sample: DetectionSample): void {
    const cells = new Map<number, DetectionCell>();
    const truths = groupBy(sample.truths, (truth) => truth.categoryId);
    const detections = groupBy(sample.detections, (detection) => detection.categoryId);
    const compare =
      this.type === 'keypoints' ? keypointComparison(this.#sigmas) : instanceComparison(this.type, sample.image);
    const place = (category: number, mine: readonly Truth[], found: readonly Detection[]): void => {
      if (mine.length === 0 && found.length === 0) return;
      const cell = makeCell({
        truths: mine,
        detections: found,
        thresholds: this.settings.thresholds,
        bins: this.settings.bins,
        limit: this.settings.maxDetections.at(-1) ?? 0,
        // pycocotools overwrites the file's ignore field by iscrowd, boundary-iou-api honours both
        isIgnored: (truth) =>
          truth.crowd ||
          (this.type === 'boundary' && truth.ignored === true) ||
          (this.type === 'keypoints' && truth.keypointCount === 0),
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
    return { ...figuresOf(curves, this.type), curves, images: this.#cells.size };
  }

  #header(): {
    kind: 'coco';
    type: CocoType;
    categories: readonly number[];
    useCategories: boolean;
    maxDetections: readonly number[];
    thresholds?: readonly number[];
    areas?: readonly SizeBin[];
    sigmas?: readonly number[];
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
      ...(bins === officialBins(type) ? {} : { areas: bins.slice(1) }),
      ...(this.#sigmas === cocoSigmas ? {} : { sigmas: this.#sigmas }),
    };
  }

  toJSON(): unknown {
    return { ...this.#header(), cells: cellsToJson(this.#cells) };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): CocoAp {
    if (!isJsonObject(value) || value.kind !== 'coco') throw new TypeError('not the saved state of a COCO run');
    const { type, categories, useCategories, maxDetections } = value;
    if (type !== 'segm' && type !== 'bbox' && type !== 'boundary' && type !== 'keypoints')
      throw new TypeError('unknown type of comparison');
    if (!Array.isArray(categories) || !Array.isArray(maxDetections)) throw new TypeError('the saved state is damaged');
    const sigmas = isNumberList(value.sigmas) ? { sigmas: value.sigmas } : {};
    const own = { ...savedBounds(value), ...sigmas };
    const metric = new CocoAp({ type, categories, useCategories: useCategories !== false, maxDetections, ...own });
    for (const [image, cells] of cellsFromJson(value.cells)) addCells(metric.#cells, image, cells);
    return metric;
  }
}

const officialBins = (type: CocoType): readonly SizeBin[] => (type === 'keypoints' ? keypointSizeBins : cocoSizeBins);

function checkedSigmas(values: readonly number[]): readonly number[] {
  if (values.length === 0 || !values.every((v) => v > 0)) throw new RangeError('the spread of a keypoint is above 0');
  return values;
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

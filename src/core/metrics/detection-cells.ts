/** What a detection metric keeps of each picture and category: enough for every figure, small enough for whole datasets. */

/** Matching outcome of one picture and category; detections by falling score. */
export interface DetectionCell {
  readonly scores: Float64Array;
  /** True instances that count, one number a size bin. */
  readonly positives: Uint32Array;
  /** `right[bin * detections + d]`: bit k set where detection d is a true positive at threshold k. */
  readonly right: Uint32Array;
  /** Same layout: bit k set where the detection does not count at threshold k. */
  readonly ignored: Uint32Array;
}

/** Fixed choices of a run; accumulators merge only when they agree. */
export interface DetectionSettings {
  /** IoU thresholds, at most 32. */
  readonly thresholds: readonly number[];
  /** Size bins by area in square pixels, inclusive at both ends. */
  readonly bins: readonly SizeBin[];
  /** Detections kept a picture and category, ascending. */
  readonly maxDetections: readonly number[];
  /** Category ids, ascending; [-1] when categories are pooled. */
  readonly categories: readonly number[];
  /** Detections kept a category over the whole dataset, the strongest; all when left out. */
  readonly mostPerCategory?: number;
}

/** A size bin, inclusive at both ends. */
export interface SizeBin {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** COCO's size bins, in square pixels. */
export const cocoSizeBins: readonly SizeBin[] = [
  { name: 'all', from: 0, to: 1e10 },
  { name: 'small', from: 0, to: 32 * 32 },
  { name: 'medium', from: 32 * 32, to: 96 * 96 },
  { name: 'large', from: 96 * 96, to: 1e10 },
];

/** The size bins of COCO keypoints: small people have no keypoints. */
export const keypointSizeBins: readonly SizeBin[] = cocoSizeBins.filter(({ name }) => name !== 'small');

/** IoU thresholds .50:.05:.95 as numpy's `linspace(.5, .95, 10)` computes them, so that ".90" is 0.8999999999999999. */
export const cocoThresholds: readonly number[] = Array.from({ length: 10 }, (_, k) =>
  k === 9 ? 0.95 : 0.5 + k * ((0.95 - 0.5) / 9),
);

/** Everything seen so far, by picture and category. */
export type CellsByImage = Map<number, ReadonlyMap<number, DetectionCell>>;

/** JSON form of the cells: [image, [category, scores, positives, right, ignored], ...] lists. */
export function cellsToJson(cells: CellsByImage): unknown[] {
  return [...cells]
    .sort(([a], [b]) => a - b)
    .map(([image, byCategory]) => [
      image,
      ...[...byCategory].map(([category, c]) => [
        category,
        [...c.scores],
        [...c.positives],
        [...c.right],
        [...c.ignored],
      ]),
    ]);
}

function numbers(value: unknown): number[] {
  if (Array.isArray(value) && value.every((v) => typeof v === 'number')) return value;
  throw new TypeError('the saved state is damaged: expected a list of numbers');
}

/**
 * Restores what {@link cellsToJson} wrote.
 * @throws TypeError when the value has another shape
 */
export function cellsFromJson(value: unknown): CellsByImage {
  if (!Array.isArray(value)) throw new TypeError('the saved state is damaged: expected a list of pictures');
  const cells: CellsByImage = new Map();
  for (const row of value) {
    const [image, ...entries]: unknown[] = Array.isArray(row) ? row : [];
    if (typeof image !== 'number') throw new TypeError('the saved state is damaged: expected a picture id');
    const byCategory = new Map<number, DetectionCell>();
    for (const entry of entries) {
      const [category, scores, positives, right, ignored]: unknown[] = Array.isArray(entry) ? entry : [];
      if (typeof category !== 'number') throw new TypeError('the saved state is damaged: expected a category id');
      byCategory.set(category, {
        scores: Float64Array.from(numbers(scores)),
        positives: Uint32Array.from(numbers(positives)),
        right: Uint32Array.from(numbers(right)),
        ignored: Uint32Array.from(numbers(ignored)),
      });
    }
    cells.set(image, byCategory);
  }
  return cells;
}

/**
 * Adds the cells of one picture.
 * @throws RangeError when the picture was added before, because it would count twice
 */
export function addCells(cells: CellsByImage, image: number, byCategory: ReadonlyMap<number, DetectionCell>): void {
  if (cells.has(image)) throw new RangeError(`picture ${image} was added twice`);
  cells.set(image, byCategory);
}

/** Panoptic quality: segments of things and stuff, matched at IoU above one half. */
import { isJsonObject } from '../coco/json-fields.ts';
import { meanOfDefined } from './confusion.ts';
import type { Metric } from './metric.ts';
import { boundaryIds, countOverlaps, type Overlaps, type SegmentIds } from './panoptic-overlap.ts';

/** One segment of a panoptic picture. */
export interface PanopticSegment {
  readonly id: number;
  readonly categoryId: number;
  readonly crowd: boolean;
  /** Pixels by the file's own field, which the official code takes for true segments; counted from the map when left out. */
  readonly area?: number;
}

/** A category of the truth; the instances of things are told apart, stuff is one segment a picture. */
export interface PanopticClass {
  readonly id: number;
  readonly thing: boolean;
}

/** Segment ids by pixel, 0 = void, and what the ids mean. */
export interface PanopticMap extends SegmentIds {
  readonly segments: readonly PanopticSegment[];
}

/** One picture; truth and prediction have the same size. */
export interface PanopticSample {
  readonly truth: PanopticMap;
  readonly prediction: PanopticMap;
}

/** Figures of one category or their mean, 0..1; null where nothing occurs. */
export interface PanopticScores {
  readonly pq: number | null;
  readonly sq: number | null;
  readonly rq: number | null;
}

/** Figures of one category with its counts. */
export interface PanopticCategory extends PanopticScores {
  readonly categoryId: number;
  readonly matched: number;
  readonly wrong: number;
  readonly missed: number;
}

/** Means over all categories, those of things and those of stuff. */
export interface PanopticFigures {
  readonly all: PanopticScores;
  readonly things: PanopticScores;
  readonly stuff: PanopticScores;
  readonly perCategory: readonly PanopticCategory[];
  readonly pictures: number;
}

interface Tally {
  /** IoUs of the matches, summed in sorted order in the end so that the order of pictures changes nothing. */
  readonly ious: number[];
  wrong: number;
  missed: number;
}

/** A picture that the official code refuses; the message names segment and category. */
export class PanopticError extends Error {
  override readonly name = 'PanopticError';
}

/**
 * PQ = sum of IoU / (matches + wrong / 2 + missed / 2), SQ = mean IoU of matches, RQ = PQ / SQ.
 * Source: Kirillov et al., Panoptic Segmentation (2019), and panopticapi `evaluation.py`: void and crowd pixels excuse a prediction
 * that lies on them by more than half (of several crowds of a category, those of the last one listed); crowds are never missed.
 * A true segment without a pixel is missed. Pixels of the truth that no segment lists are neither void nor a segment.
 * Boundary PQ takes the smaller of a pair's IoU and the IoU of their boundary bands. Source: boundary-iou-api
 * `coco_panoptic_api/evaluation.py` (ratio 0.02) and `cityscapes_panoptic_api` (ratio 0.005). That program marks the inside of
 * segments with the id after the largest category, and mixes it up with a segment of this id; here the mark is no segment's id.
 */
export class PanopticQuality implements Metric<PanopticSample, PanopticFigures> {
  readonly #classes: ReadonlyMap<number, PanopticClass>;
  /** Width of the boundary bands as a part of the diagonal; null compares segments as wholes. */
  readonly boundaryRatio: number | null;
  readonly #tallies = new Map<number, Tally>();
  #pictures = 0;

  /**
   * @param classes the truth's categories; others enter no mean
   * @throws RangeError for a ratio that is not above 0
   */
  constructor(classes: Iterable<PanopticClass>, boundaryRatio: number | null = null) {
    if (boundaryRatio !== null && !(boundaryRatio > 0 && boundaryRatio <= 1))
      throw new RangeError('the width of the boundary is a part of the diagonal, above 0 and up to 1');
    this.boundaryRatio = boundaryRatio;
    this.#classes = new Map([...classes].map((c) => [c.id, { id: c.id, thing: c.thing }]));
  }

  #tally(categoryId: number): Tally {
    let tally = this.#tallies.get(categoryId);
    if (!tally) {
      tally = { ious: [], wrong: 0, missed: 0 };
      this.#tallies.set(categoryId, tally);
    }
    return tally;
  }

  /** @throws PanopticError where panopticapi refuses too: sizes differ, or the prediction's list and map do not agree */
  add(sample: PanopticSample): void {
    const { truth, prediction } = sample;
    if (truth.width !== prediction.width || truth.height !== prediction.height)
      throw new PanopticError(
        `the prediction is ${prediction.width} x ${prediction.height} pixels, the truth ${truth.width} x ${truth.height}`,
      );
    const truths = new Map(truth.segments.map((segment) => [segment.id, segment]));
    const predictions = new Map(prediction.segments.map((segment) => [segment.id, segment]));
    const { truthArea, predictedArea, shared } = countOverlaps(truth, prediction);
    this.#check(predictions, predictedArea);
    this.#pictures++;
    const onVoid = new Map(shared.filter((s) => s.truthId === 0).map((s) => [s.predictedId, s.pixels]));
    const bandIou = this.boundaryRatio === null ? () => 1 : boundaryIous(truth, prediction, this.boundaryRatio);
    const matchedTruths = new Set<number>();
    const matchedPredictions = new Set<number>();
    for (const { truthId, predictedId, pixels } of shared) {
      const t = truths.get(truthId);
      const p = predictions.get(predictedId);
      if (!t || !p || t.crowd || t.categoryId !== p.categoryId) continue;
      const areas = (predictedArea.get(predictedId) ?? 0) + (t.area ?? truthArea.get(truthId) ?? 0);
      const whole = pixels / (areas - pixels - (onVoid.get(predictedId) ?? 0));
      const iou = Math.min(whole, bandIou(truthId, predictedId));
      if (!(iou > 0.5)) continue;
      this.#tally(t.categoryId).ious.push(iou);
      matchedTruths.add(truthId);
      matchedPredictions.add(predictedId);
    }
    const crowds = new Map<number, number>();
    for (const t of truths.values()) {
      if (t.crowd) crowds.set(t.categoryId, t.id);
      else if (!matchedTruths.has(t.id)) this.#tally(t.categoryId).missed++;
    }
    const onCrowd = (p: PanopticSegment): number =>
      shared.find((s) => s.truthId === crowds.get(p.categoryId) && s.predictedId === p.id)?.pixels ?? 0;
    for (const p of predictions.values()) {
      if (matchedPredictions.has(p.id)) continue;
      const excused = (onVoid.get(p.id) ?? 0) + onCrowd(p);
      if (!(excused / (predictedArea.get(p.id) ?? 0) > 0.5)) this.#tally(p.categoryId).wrong++;
    }
  }

  #check(predictions: ReadonlyMap<number, PanopticSegment>, area: ReadonlyMap<number, number>): void {
    for (const id of area.keys()) {
      if (id !== 0 && !predictions.has(id))
        throw new PanopticError(`a pixel of the prediction names segment ${id}, which is not listed`);
    }
    const absent = [...predictions.keys()].filter((id) => !area.has(id));
    if (absent.length > 0)
      throw new PanopticError(`the prediction lists segment ${absent.join(', ')}, of which the PNG has no pixel`);
    for (const { id, categoryId } of predictions.values()) {
      if (!this.#classes.has(categoryId))
        throw new PanopticError(
          `segment ${id} of the prediction has the category ${categoryId}, which the truth does not list`,
        );
    }
  }

  merge(other: this): void {
    if (other.boundaryRatio !== this.boundaryRatio)
      throw new RangeError('the two runs differ in what they compare and cannot be joined');
    this.#pictures += other.#pictures;
    for (const [categoryId, { ious, wrong, missed }] of other.#tallies) {
      const tally = this.#tally(categoryId);
      tally.ious.push(...ious);
      tally.wrong += wrong;
      tally.missed += missed;
    }
  }

  result(): PanopticFigures {
    const perCategory = [...this.#tallies]
      .filter(([categoryId]) => this.#classes.has(categoryId))
      .sort(([a], [b]) => a - b)
      .map(([categoryId, { ious, wrong, missed }]): PanopticCategory => {
        const matched = ious.length;
        const sum = [...ious].sort((a, b) => a - b).reduce((total, iou) => total + iou, 0);
        const weight = matched + wrong / 2 + missed / 2;
        const share = (value: number): number | null => (weight > 0 ? value / weight : null);
        return {
          categoryId,
          pq: share(sum),
          sq: matched > 0 ? sum / matched : weight > 0 ? 0 : null,
          rq: share(matched),
          matched,
          wrong,
          missed,
        };
      });
    const mean = (categories: readonly PanopticCategory[]): PanopticScores => ({
      pq: meanOfDefined(categories.map((c) => c.pq)),
      sq: meanOfDefined(categories.map((c) => c.sq)),
      rq: meanOfDefined(categories.map((c) => c.rq)),
    });
    return {
      all: mean(perCategory),
      things: mean(perCategory.filter((c) => this.#classes.get(c.categoryId)?.thing === true)),
      stuff: mean(perCategory.filter((c) => this.#classes.get(c.categoryId)?.thing === false)),
      perCategory,
      pictures: this.#pictures,
    };
  }

  toJSON(): unknown {
    return {
      kind: 'panoptic',
      ...(this.boundaryRatio === null ? {} : { boundaryRatio: this.boundaryRatio }),
      pictures: this.#pictures,
      classes: [...this.#classes.values()],
      tallies: [...this.#tallies],
    };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): PanopticQuality {
    if (
      !isJsonObject(value) ||
      value.kind !== 'panoptic' ||
      !Array.isArray(value.classes) ||
      !Array.isArray(value.tallies)
    ) {
      throw new TypeError('not the saved state of a panoptic run');
    }
    const metric = new PanopticQuality(
      value.classes.map((c: unknown) => {
        if (!isJsonObject(c)) throw new TypeError('the saved state is damaged');
        return { id: Number(c.id), thing: c.thing === true };
      }),
      typeof value.boundaryRatio === 'number' ? value.boundaryRatio : null,
    );
    metric.#pictures = Number(value.pictures);
    for (const [categoryId, tally] of value.tallies) {
      if (!isJsonObject(tally) || !Array.isArray(tally.ious)) throw new TypeError('the saved state is damaged');
      const mine = metric.#tally(Number(categoryId));
      mine.ious.push(...tally.ious.map(Number));
      mine.wrong = Number(tally.wrong);
      mine.missed = Number(tally.missed);
    }
    return metric;
  }
}

const pairKey = (truthId: number, predictedId: number): string => `${truthId} ${predictedId}`;

/** IoU of the boundary bands of a true and a predicted segment; void counts as no part of a prediction's band. */
function boundaryIous(truth: PanopticMap, prediction: PanopticMap, ratio: number): (t: number, p: number) => number {
  const bands: Overlaps = countOverlaps(boundaryIds(truth, ratio), boundaryIds(prediction, ratio));
  const shared = new Map(bands.shared.map((s) => [pairKey(s.truthId, s.predictedId), s.pixels]));
  return (truthId, predictedId) => {
    const common = shared.get(pairKey(truthId, predictedId)) ?? 0;
    const areas = (bands.truthArea.get(truthId) ?? 0) + (bands.predictedArea.get(predictedId) ?? 0);
    return common / (areas - common - (shared.get(pairKey(0, predictedId)) ?? 0));
  };
}

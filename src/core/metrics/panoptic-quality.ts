/** Panoptic quality: segments of things and stuff, matched at IoU above one half. */
import { isJsonObject } from '../coco/json-fields.ts';
import { meanOfDefined } from './confusion.ts';
import type { Metric } from './metric.ts';

/** One segment of a panoptic picture. */
export interface PanopticSegment {
  readonly id: number;
  readonly categoryId: number;
  readonly crowd: boolean;
}

/** Segment ids by pixel, 0 = void, and what the ids mean. */
export interface PanopticMap {
  readonly ids: ArrayLike<number>;
  readonly segments: readonly PanopticSegment[];
}

/** One picture; truth and prediction have the same number of pixels. */
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
}

interface Tally {
  /** IoUs of the matches, summed in sorted order in the end so that the order of pictures changes nothing. */
  readonly ious: number[];
  wrong: number;
  missed: number;
}

/**
 * PQ = sum of IoU / (matches + wrong / 2 + missed / 2), SQ = mean IoU of matches, RQ = PQ / SQ.
 * Source: Kirillov et al., Panoptic Segmentation (2019), and panopticapi `evaluation.py`: void and crowd pixels excuse a prediction
 * that lies on them by more than half; crowds are never missed.
 */
export class PanopticQuality implements Metric<PanopticSample, PanopticFigures> {
  readonly #things: ReadonlySet<number>;
  readonly #tallies = new Map<number, Tally>();

  /** @param things the categories whose instances are told apart; all others are stuff */
  constructor(things: Iterable<number>) {
    this.#things = new Set(things);
  }

  #tally(categoryId: number): Tally {
    let tally = this.#tallies.get(categoryId);
    if (!tally) {
      tally = { ious: [], wrong: 0, missed: 0 };
      this.#tallies.set(categoryId, tally);
    }
    return tally;
  }

  /** @throws RangeError when the two maps differ in size or a pixel names an unknown segment */
  add(sample: PanopticSample): void {
    const { truth, prediction } = sample;
    if (truth.ids.length !== prediction.ids.length) throw new RangeError('truth and prediction differ in size');
    const truths = segmentsById(truth, 'truth');
    const predictions = segmentsById(prediction, 'prediction');
    const { truthArea, predictedArea, shared } = countOverlaps(truth, prediction);
    const matchedTruths = new Set<number>();
    const matchedPredictions = new Set<number>();
    for (const { truthId, predictedId, pixels } of shared) {
      const t = truths.get(truthId);
      const p = predictions.get(predictedId);
      if (!t || !p || t.crowd || t.categoryId !== p.categoryId) continue;
      const onVoid = shared.find((s) => s.truthId === 0 && s.predictedId === predictedId)?.pixels ?? 0;
      const iou = pixels / ((predictedArea.get(predictedId) ?? 0) + (truthArea.get(truthId) ?? 0) - pixels - onVoid);
      if (iou <= 0.5) continue;
      this.#tally(t.categoryId).ious.push(iou);
      matchedTruths.add(truthId);
      matchedPredictions.add(predictedId);
    }
    for (const t of truth.segments) {
      if (!t.crowd && !matchedTruths.has(t.id) && truthArea.has(t.id)) this.#tally(t.categoryId).missed++;
    }
    for (const p of prediction.segments) {
      const area = predictedArea.get(p.id);
      if (area === undefined || matchedPredictions.has(p.id)) continue;
      const excused = shared
        .filter(({ truthId, predictedId }) => {
          const t = truths.get(truthId);
          return predictedId === p.id && (truthId === 0 || (t?.crowd === true && t.categoryId === p.categoryId));
        })
        .reduce((sum, { pixels }) => sum + pixels, 0);
      if (excused / area <= 0.5) this.#tally(p.categoryId).wrong++;
    }
  }

  merge(other: this): void {
    for (const [categoryId, { ious, wrong, missed }] of other.#tallies) {
      const tally = this.#tally(categoryId);
      tally.ious.push(...ious);
      tally.wrong += wrong;
      tally.missed += missed;
    }
  }

  result(): PanopticFigures {
    const perCategory = [...this.#tallies]
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
      things: mean(perCategory.filter((c) => this.#things.has(c.categoryId))),
      stuff: mean(perCategory.filter((c) => !this.#things.has(c.categoryId))),
      perCategory,
    };
  }

  toJSON(): unknown {
    return { kind: 'panoptic', things: [...this.#things], tallies: [...this.#tallies] };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): PanopticQuality {
    if (
      !isJsonObject(value) ||
      value.kind !== 'panoptic' ||
      !Array.isArray(value.things) ||
      !Array.isArray(value.tallies)
    ) {
      throw new TypeError('not the saved state of a panoptic run');
    }
    const metric = new PanopticQuality(value.things.map(Number));
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

function segmentsById(map: PanopticMap, role: string): Map<number, PanopticSegment> {
  const byId = new Map(map.segments.map((segment) => [segment.id, segment]));
  let last = 0;
  for (let i = 0; i < map.ids.length; i++) {
    const id = map.ids[i] ?? 0;
    if (id !== last && id !== 0 && !byId.has(id))
      throw new RangeError(`a pixel of the ${role} names segment ${id}, which is not listed`);
    last = id;
  }
  return byId;
}

interface Overlap {
  readonly truthId: number;
  readonly predictedId: number;
  pixels: number;
}

function countOverlaps(
  truth: PanopticMap,
  prediction: PanopticMap,
): { truthArea: Map<number, number>; predictedArea: Map<number, number>; shared: Overlap[] } {
  const truthArea = new Map<number, number>();
  const predictedArea = new Map<number, number>();
  const pairs = new Map<string, Overlap>();
  let last: Overlap | undefined;
  for (let i = 0; i < truth.ids.length; i++) {
    const truthId = truth.ids[i] ?? 0;
    const predictedId = prediction.ids[i] ?? 0;
    if (!last || last.truthId !== truthId || last.predictedId !== predictedId) {
      const key = `${truthId}/${predictedId}`;
      last = pairs.get(key) ?? { truthId, predictedId, pixels: 0 };
      pairs.set(key, last);
    }
    last.pixels++;
  }
  for (const { truthId, predictedId, pixels } of pairs.values()) {
    truthArea.set(truthId, (truthArea.get(truthId) ?? 0) + pixels);
    predictedArea.set(predictedId, (predictedArea.get(predictedId) ?? 0) + pixels);
  }
  return { truthArea, predictedArea, shared: [...pairs.values()] };
}

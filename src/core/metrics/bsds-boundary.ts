/** BSDS boundary precision and recall: ODS, OIS, AP and R50. */
import { BoundaryMatcher } from '../boundary/correspond.ts';
import { thin } from '../boundary/thin.ts';
import { isJsonObject } from '../coco/json-fields.ts';
import type { Size } from '../geometry/space.ts';
import type { Mask } from '../mask/mask.ts';
import {
  type BoundaryCounts,
  type BoundaryFigures,
  type BoundaryPictureFigures,
  boundaryFigures,
  pictureFigures,
} from './bsds-curve.ts';
import type { Metric } from './metric.ts';

/** Boundary strength of one picture, 0..1, row-major, and the annotators' boundary maps of the same size. */
export interface BoundarySample {
  readonly name: string;
  readonly strength: Size & { readonly data: ArrayLike<number> };
  readonly truths: readonly Mask[];
}

/** Choices of a BSDS run. */
export interface BsdsOptions {
  /** Number of thresholds, 99 officially. */
  readonly thresholds?: number;
  /** Largest distance of a match as a part of the diagonal. */
  readonly tolerance?: number;
  /** Whether thresholded maps are thinned; true officially. */
  readonly thin?: boolean;
}

/** Thresholds 1/(n+1) .. n/(n+1), as `linspace(1/(n+1), 1-1/(n+1), n)`. */
export function boundaryThresholds(n: number): number[] {
  const first = 1 / (n + 1);
  const last = 1 - 1 / (n + 1);
  if (n === 1) return [last];
  return Array.from({ length: n }, (_, i) => (i === n - 1 ? last : first + i * ((last - first) / (n - 1))));
}

/**
 * Counts matched pixels of one picture against each annotator at each threshold.
 *
 * @param mapAt the binary boundary map at the k-th threshold
 */
export function countBoundaries(
  mapAt: (k: number) => Mask,
  truths: readonly Mask[],
  size: Size,
  thresholds: number,
  options: BsdsOptions = {},
): BoundaryCounts {
  const matcher = new BoundaryMatcher(size, options.tolerance);
  const prepared = truths.map((truth) => matcher.prepare(truth));
  const truthPixels = prepared.reduce((sum, truth) => sum + truth.positions.length, 0);
  const counts = { cntR: [] as number[], sumR: [] as number[], cntP: [] as number[], sumP: [] as number[] };
  let previous: Mask | null = null;
  for (let k = 0; k < thresholds; k++) {
    const map = mapAt(k);
    counts.sumR.push(truthPixels);
    if (previous && sameData(previous, map)) {
      for (const list of [counts.cntR, counts.cntP, counts.sumP]) list.push(list[k - 1] ?? 0);
      continue;
    }
    previous = map;
    const found = matcher.prepare(options.thin === false ? map : thin(map));
    const matched = new Uint8Array(found.positions.length);
    let right = 0;
    for (const truth of prepared) {
      const { first, count } = matcher.match(found, truth);
      right += count;
      for (let i = 0; i < first.length; i++) if ((first[i] ?? -1) >= 0) matched[i] = 1;
    }
    let any = 0;
    for (const flag of matched) any += flag;
    counts.cntR.push(right);
    counts.cntP.push(any);
    counts.sumP.push(found.positions.length);
  }
  return counts;
}

function sameData(a: Mask, b: Mask): boolean {
  for (let i = 0; i < a.data.length; i++) if (a.data[i] !== b.data[i]) return false;
  return true;
}

/** The map of pixels whose strength reaches the threshold. */
export function thresholdStrength(strength: BoundarySample['strength'], threshold: number): Mask {
  const { width, height, data } = strength;
  const out = new Uint8Array(width * height);
  for (let i = 0; i < out.length; i++) out[i] = (data[i] ?? 0) >= threshold ? 1 : 0;
  return { width, height, data: out };
}

/**
 * The BSDS500 boundary benchmark; one sample is one picture.
 * Source: BSDS500 `bench/benchmarks/evaluation_bdry_image.m`, `collect_eval_bdry.m`; R50: pdollar/edges `edgesEvalDir.m`.
 */
export class BsdsBoundary implements Metric<BoundarySample, BoundaryFigures> {
  readonly thresholds: readonly number[];
  readonly #options: BsdsOptions;
  readonly #pictures = new Map<string, BoundaryCounts>();

  constructor(options: BsdsOptions = {}) {
    this.#options = options;
    this.thresholds = boundaryThresholds(options.thresholds ?? 99);
  }

  /** @throws RangeError when a truth has another size than the strength, or there is none */
  add(sample: BoundarySample): void {
    const { strength, truths } = sample;
    if (truths.length === 0) throw new RangeError('the picture has no true boundaries');
    for (const truth of truths) {
      if (truth.width !== strength.width || truth.height !== strength.height) {
        throw new RangeError(
          `the boundary map is ${strength.width} x ${strength.height} pixels, the truth ${truth.width} x ${truth.height}`,
        );
      }
    }
    const mapAt = (k: number): Mask => thresholdStrength(strength, this.thresholds[k] ?? 1);
    this.addCounts(sample.name, countBoundaries(mapAt, truths, strength, this.thresholds.length, this.#options));
  }

  /**
   * Adds a picture whose pixels were counted elsewhere, at this metric's thresholds.
   * @throws RangeError when the picture was added before or the number of thresholds differs
   */
  addCounts(name: string, counts: BoundaryCounts): void {
    if (this.#pictures.has(name)) throw new RangeError(`picture ${name} was added twice`);
    for (const list of [counts.cntR, counts.sumR, counts.cntP, counts.sumP]) {
      if (list.length !== this.thresholds.length)
        throw new RangeError('the counts are for another number of thresholds');
    }
    this.#pictures.set(name, counts);
  }

  merge(other: this): void {
    if (JSON.stringify(other.#header()) !== JSON.stringify(this.#header())) {
      throw new RangeError('the two runs differ in thresholds, tolerance or thinning and cannot be joined');
    }
    for (const [name, counts] of other.#pictures) this.addCounts(name, counts);
  }

  result(): BoundaryFigures {
    return boundaryFigures([...this.#pictures.values()], this.thresholds);
  }

  /** The best threshold and its figures of each picture, by name. */
  pictures(): ReadonlyMap<string, BoundaryPictureFigures> {
    const sorted = [...this.#pictures].sort(([a], [b]) => (a < b ? -1 : 1));
    return new Map(sorted.map(([name, counts]) => [name, pictureFigures(counts, this.thresholds)]));
  }

  /** Pixel counts of each picture, sorted by name. */
  counts(): readonly BoundaryCounts[] {
    return [...this.#pictures].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, counts]) => counts);
  }

  #header(): { kind: 'bsds'; thresholds: number; tolerance: number; thin: boolean } {
    const { tolerance = 0.0075, thin: thinned = true } = this.#options;
    return { kind: 'bsds', thresholds: this.thresholds.length, tolerance, thin: thinned };
  }

  toJSON(): unknown {
    return { ...this.#header(), pictures: [...this.#pictures] };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): BsdsBoundary {
    if (!isJsonObject(value) || value.kind !== 'bsds' || !Array.isArray(value.pictures)) {
      throw new TypeError('not the saved state of a BSDS run');
    }
    const { thresholds, tolerance, thin: thinned } = value;
    if (typeof thresholds !== 'number' || typeof tolerance !== 'number' || typeof thinned !== 'boolean') {
      throw new TypeError('the saved state is damaged');
    }
    const metric = new BsdsBoundary({ thresholds, tolerance, thin: thinned });
    const list = (numbers: unknown): number[] => {
      if (!Array.isArray(numbers)) throw new TypeError('the saved state is damaged: expected counts');
      return numbers.map(Number);
    };
    for (const [name, counts] of value.pictures) {
      if (!isJsonObject(counts)) throw new TypeError('the saved state is damaged: expected counts');
      const { cntR, sumR, cntP, sumP } = counts;
      metric.addCounts(String(name), { cntR: list(cntR), sumR: list(sumR), cntP: list(cntP), sumP: list(sumP) });
    }
    return metric;
  }
}

/** BSDS region measures: segmentation covering, probabilistic Rand index, variation of information. */
import { isJsonObject } from '../coco/json-fields.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import type { Metric } from './metric.ts';

/** One picture: a segmentation for each scale (threshold), and the annotators' segmentations. */
export interface RegionSample {
  readonly name: string;
  readonly segmentations: readonly LabelMap[];
  readonly truths: readonly LabelMap[];
}

/** Measures of one picture, one number a scale; areas in pixels. */
export interface RegionCounts {
  /** True regions' areas times their best overlap, summed over annotators. */
  readonly covered: readonly number[];
  /** True regions' areas, summed over annotators. */
  readonly area: number;
  /** As `covered`, with the best overlap over all scales. */
  readonly coveredBest: number;
  readonly randIndex: readonly number[];
  /** In bits. */
  readonly variation: readonly number[];
}

/** Figures of a run. ODS: one scale for the whole set; OIS: the best scale of each picture; `best`: the best scale of each region. */
export interface RegionFigures {
  readonly covering: { readonly ods: number; readonly odsScale: number; readonly ois: number; readonly best: number };
  readonly randIndex: { readonly ods: number; readonly odsScale: number; readonly ois: number };
  readonly variation: { readonly ods: number; readonly odsScale: number; readonly ois: number };
  readonly pictures: number;
}

interface Contingency {
  readonly rows: ReadonlyMap<number, number>;
  readonly columns: ReadonlyMap<number, number>;
  readonly cells: ReadonlyMap<number, number>;
}

/** Above every 16-bit label, so that a pair of labels is one number. */
const PAIR = 65536;

function contingency(segmentation: LabelMap, truth: LabelMap): Contingency {
  const rows = new Map<number, number>();
  const columns = new Map<number, number>();
  const cells = new Map<number, number>();
  const { data } = segmentation;
  let start = 0;
  for (let i = 1; i <= data.length; i++) {
    if (i < data.length && data[i] === data[start] && truth.data[i] === truth.data[start]) continue;
    const s = data[start] ?? 0;
    const t = truth.data[start] ?? 0;
    const run = i - start;
    rows.set(s, (rows.get(s) ?? 0) + run);
    columns.set(t, (columns.get(t) ?? 0) + run);
    cells.set(s * PAIR + t, (cells.get(s * PAIR + t) ?? 0) + run);
    start = i;
  }
  return { rows, columns, cells };
}

function sumOf(values: Iterable<number>, term: (value: number) => number): number {
  let total = 0;
  for (const value of values) total += term(value);
  return total;
}

/**
 * Measures one picture.
 * Source: BSDS500 `bench/benchmarks/evaluation_reg_image.m`, `match_segmentations.m`, `match_segmentations2.m`.
 * @throws RangeError when sizes differ
 */
export function regionCounts(sample: Omit<RegionSample, 'name'>): RegionCounts {
  const { segmentations, truths } = sample;
  for (const map of [...segmentations, ...truths]) {
    if (map.width !== truths[0]?.width || map.height !== truths[0].height)
      throw new RangeError('the label maps differ in size');
  }
  const covered: number[] = [];
  const randIndex: number[] = [];
  const variation: number[] = [];
  const bestOverlap = truths.map(() => new Map<number, number>());
  let area = 0;
  for (const [s, segmentation] of segmentations.entries()) {
    let total = 0;
    let rand = 0;
    let bits = 0;
    for (const [t, truth] of truths.entries()) {
      const { rows, columns, cells } = contingency(segmentation, truth);
      const overlap = new Map<number, number>();
      for (const [key, common] of cells) {
        const region = key % PAIR;
        const size = (columns.get(region) ?? 0) + (rows.get((key - region) / PAIR) ?? 0) - common;
        overlap.set(region, Math.max(overlap.get(region) ?? 0, common / size));
      }
      for (const [region, pixels] of columns) {
        const own = overlap.get(region) ?? 0;
        total += pixels * own;
        bestOverlap[t]?.set(region, Math.max(bestOverlap[t]?.get(region) ?? 0, own));
        if (s === 0) area += pixels;
      }
      const n = truth.data.length;
      const square = (v: number): number => v * v;
      const pairs =
        sumOf(rows.values(), square) / 2 + sumOf(columns.values(), square) / 2 - sumOf(cells.values(), square);
      rand += 1 - pairs / ((n * (n - 1)) / 2);
      const entropy = (v: number): number => -(v / n) * Math.log2(v / n);
      const joint = sumOf(cells.values(), entropy);
      bits += 2 * joint - sumOf(rows.values(), entropy) - sumOf(columns.values(), entropy);
    }
    covered.push(total);
    randIndex.push(rand / truths.length);
    variation.push(bits / truths.length);
  }
  let coveredBest = 0;
  for (const [t, truth] of truths.entries()) {
    const sizes = new Map<number, number>();
    for (const label of truth.data) sizes.set(label, (sizes.get(label) ?? 0) + 1);
    for (const [region, pixels] of sizes) coveredBest += pixels * (bestOverlap[t]?.get(region) ?? 0);
  }
  return { covered, area, coveredBest, randIndex, variation };
}

/** The region benchmark; one sample is one picture, all with the same number of scales. */
export class BsdsRegions implements Metric<RegionSample, RegionFigures> {
  readonly #pictures = new Map<string, RegionCounts>();

  /** @throws RangeError when sizes or the number of scales differ, or the picture was added before */
  add(sample: RegionSample): void {
    this.#put(sample.name, regionCounts(sample));
  }

  #put(name: string, counts: RegionCounts): void {
    if (this.#pictures.has(name)) throw new RangeError(`picture ${name} was added twice`);
    const [first] = this.#pictures.values();
    if (first && first.covered.length !== counts.covered.length)
      throw new RangeError('pictures differ in their number of scales');
    this.#pictures.set(name, counts);
  }

  merge(other: this): void {
    for (const [name, counts] of other.#pictures) this.#put(name, counts);
  }

  result(): RegionFigures {
    // summed in the order of names, so that the order of adding changes nothing
    const all = [...this.#pictures].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, counts]) => counts);
    const scales = Array.from(all[0]?.covered.keys() ?? []);
    const area = sumOf(
      all.map((c) => c.area),
      (v) => v,
    );
    const over = (values: (counts: RegionCounts, scale: number) => number): number[] =>
      scales.map((scale) => all.reduce((total, counts) => total + values(counts, scale), 0));
    const covering = over((c, scale) => c.covered[scale] ?? 0).map((v) => v / area);
    const rand = over((c, scale) => c.randIndex[scale] ?? 0).map((v) => v / all.length);
    const bits = over((c, scale) => c.variation[scale] ?? 0).map((v) => v / all.length);
    const top = (values: readonly number[], sign: number): { ods: number; odsScale: number } => {
      const ods = sign * Math.max(...values.map((v) => sign * v));
      return { ods, odsScale: values.indexOf(ods) };
    };
    const mean = (values: number[]): number => values.reduce((total, v) => total + v, 0) / values.length;
    return {
      covering: {
        ...top(covering, 1),
        ois:
          sumOf(
            all.map((c) => Math.max(...c.covered)),
            (v) => v,
          ) / area,
        best:
          sumOf(
            all.map((c) => c.coveredBest),
            (v) => v,
          ) / area,
      },
      randIndex: { ...top(rand, 1), ois: mean(all.map((c) => Math.max(...c.randIndex))) },
      variation: { ...top(bits, -1), ois: mean(all.map((c) => Math.min(...c.variation))) },
      pictures: all.length,
    };
  }

  toJSON(): unknown {
    return { kind: 'bsds-regions', pictures: [...this.#pictures] };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): BsdsRegions {
    if (!isJsonObject(value) || value.kind !== 'bsds-regions' || !Array.isArray(value.pictures)) {
      throw new TypeError('not the saved state of a BSDS region run');
    }
    const metric = new BsdsRegions();
    const list = (numbers: unknown): number[] => {
      if (!Array.isArray(numbers)) throw new TypeError('the saved state is damaged: expected numbers');
      return numbers.map(Number);
    };
    for (const [name, counts] of value.pictures) {
      if (!isJsonObject(counts)) throw new TypeError('the saved state is damaged');
      metric.#put(String(name), {
        covered: list(counts.covered),
        area: Number(counts.area),
        coveredBest: Number(counts.coveredBest),
        randIndex: list(counts.randIndex),
        variation: list(counts.variation),
      });
    }
    return metric;
  }
}

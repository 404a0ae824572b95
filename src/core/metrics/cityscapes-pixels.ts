/** Cityscapes pixel-level evaluation: class and category IoU, each also weighted by instance size. */
import { isJsonObject } from '../coco/json-fields.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import { meanOfDefined } from './confusion.ts';
import { cityscapesEvaluated, cityscapesIds, cityscapesMeanSizes } from './label-sets/cityscapes.ts';
import type { Metric } from './metric.ts';
import { LabelError } from './miou.ts';

/** One picture: label ids of both, and the instance ids of the truth where the weighted scores are wanted. */
export interface CityscapesSample {
  readonly truth: LabelMap;
  readonly prediction: LabelMap;
  readonly instances: LabelMap | null;
}

/** A score by name; null where the class does not occur or has no instances. */
export type NamedScores = Readonly<Record<string, number | null>>;

/** The official script's result file. */
export interface CityscapesFigures {
  readonly classScores: NamedScores;
  readonly classInstScores: NamedScores;
  readonly categoryScores: NamedScores;
  readonly categoryInstScores: NamedScores;
  readonly averageScoreClasses: number | null;
  readonly averageScoreInstClasses: number | null;
  readonly averageScoreCategories: number | null;
  readonly averageScoreInstCategories: number | null;
  readonly pictures: number;
}

const N = cityscapesIds.length;
const categories = [...new Set(cityscapesIds.map((label) => label.category))];
/** Categories all of whose labels have instances. */
const instanceCategories = categories.filter((c) => cityscapesIds.every((l) => l.category !== c || l.hasInstances));

/**
 * Pixels of instances found and missed, by label or category name and by instance size.
 * Kept as whole numbers by size and weighted only in the end, so that the order of pictures changes nothing.
 */
type InstancePixels = Map<string, Map<number, [found: number, missed: number]>>;

/** Source: cityscapesScripts `evalPixelLevelSemanticLabeling.py`. One sample is one picture. */
export class CityscapesPixels implements Metric<CityscapesSample, CityscapesFigures> {
  /** [truth id][predicted id] over the 34 ids. */
  readonly #counts = new Float64Array(N * N);
  readonly #instances: InstancePixels = new Map();
  #pictures = 0;

  /** @throws LabelError when sizes differ or an id is above 33; nothing of the picture is counted then */
  add(sample: CityscapesSample): void {
    const { truth, prediction, instances } = sample;
    for (const map of [prediction, instances]) {
      if (map && (map.width !== truth.width || map.height !== truth.height)) {
        throw new LabelError(`sizes differ: ${map.width} x ${map.height} and ${truth.width} x ${truth.height}`);
      }
    }
    for (const map of [truth, prediction]) {
      const wrong = map.data.findIndex((id) => id >= N);
      if (wrong >= 0) throw new LabelError(`${map.data[wrong]} is no label id of Cityscapes (0 to ${N - 1})`);
    }
    for (let i = 0; i < truth.data.length; i++) {
      const cell = (truth.data[i] ?? 0) * N + (prediction.data[i] ?? 0);
      this.#counts[cell] = (this.#counts[cell] ?? 0) + 1;
    }
    if (instances) this.#addInstances(instances, prediction);
    this.#pictures++;
  }

  #addInstances(instances: LabelMap, prediction: LabelMap): void {
    const found = new Map<number, { size: number; hit: number; categoryHit: number }>();
    for (let i = 0; i < instances.data.length; i++) {
      const id = instances.data[i] ?? 0;
      if (id <= 1000) continue;
      let entry = found.get(id);
      if (!entry) {
        entry = { size: 0, hit: 0, categoryHit: 0 };
        found.set(id, entry);
      }
      const label = Math.floor(id / 1000);
      const predicted = prediction.data[i] ?? 0;
      entry.size++;
      if (predicted === label) entry.hit++;
      if (cityscapesIds[predicted]?.category === cityscapesIds[label]?.category) entry.categoryHit++;
    }
    for (const [id, { size, hit, categoryHit }] of found) {
      const label = cityscapesIds[Math.floor(id / 1000)];
      if (!label || label.ignored) continue;
      this.#count(label.name, label.name, size, hit, size - hit);
      if (instanceCategories.includes(label.category)) {
        this.#count(label.category, label.name, size, categoryHit, size - categoryHit);
      }
    }
  }

  /** The key carries the label too, because a category's instances are weighted by their label's mean size. */
  #count(target: string, label: string, size: number, found: number, missed: number): void {
    const key = `${target}/${label}`;
    const bySize = this.#instances.get(key) ?? new Map<number, [number, number]>();
    this.#instances.set(key, bySize);
    const [f, m] = bySize.get(size) ?? [0, 0];
    bySize.set(size, [f + found, m + missed]);
  }

  merge(other: this): void {
    for (let i = 0; i < N * N; i++) this.#counts[i] = (this.#counts[i] ?? 0) + (other.#counts[i] ?? 0);
    for (const [key, bySize] of other.#instances) {
      const [target = '', label = ''] = key.split('/');
      for (const [size, [found, missed]] of bySize) this.#count(target, label, size, found, missed);
    }
    this.#pictures += other.#pictures;
  }

  #sum(truths: readonly number[], predictions: readonly number[]): number {
    let total = 0;
    for (const t of truths) for (const p of predictions) total += this.#counts[t * N + p] ?? 0;
    return total;
  }

  #weighted(target: string): [found: number, missed: number] {
    let [found, missed] = [0, 0];
    const keys = [...this.#instances.keys()].filter((key) => key.startsWith(`${target}/`)).sort();
    for (const key of keys) {
      const mean = cityscapesMeanSizes[key.slice(target.length + 1)] ?? 0;
      for (const [size, [f, m]] of [...(this.#instances.get(key) ?? [])].sort(([a], [b]) => a - b)) {
        found += (f * mean) / size;
        missed += (m * mean) / size;
      }
    }
    return [found, missed];
  }

  result(): CityscapesFigures {
    const all = cityscapesIds.map((label) => label.id);
    const judged = cityscapesEvaluated.map((label) => label.id);
    const ratio = (hit: number, rest: number): number | null => (hit + rest > 0 ? hit / (hit + rest) : null);
    const classScores: Record<string, number | null> = {};
    const classInstScores: Record<string, number | null> = {};
    for (const { id, name, ignored, hasInstances } of cityscapesIds) {
      const hit = this.#sum([id], [id]);
      const wrong = this.#sum(
        judged.filter((other) => other !== id),
        [id],
      );
      classScores[name] = ignored ? null : ratio(hit, this.#sum([id], all) - hit + wrong);
      const [found, missed] = this.#weighted(name);
      classInstScores[name] = ignored || !hasInstances ? null : ratio(found, missed + wrong);
    }
    const categoryScores: Record<string, number | null> = {};
    const categoryInstScores: Record<string, number | null> = {};
    for (const category of categories) {
      const mine = cityscapesEvaluated.filter((l) => l.category === category).map((l) => l.id);
      const others = cityscapesEvaluated.filter((l) => l.category !== category).map((l) => l.id);
      const hit = this.#sum(mine, mine);
      const wrong = this.#sum(others, mine);
      categoryScores[category] = ratio(hit, this.#sum(mine, all) - hit + wrong);
      const [found, missed] = this.#weighted(category);
      categoryInstScores[category] = instanceCategories.includes(category) ? ratio(found, missed + wrong) : null;
    }
    return {
      classScores,
      classInstScores,
      categoryScores,
      categoryInstScores,
      averageScoreClasses: meanOfDefined(Object.values(classScores)),
      averageScoreInstClasses: meanOfDefined(Object.values(classInstScores)),
      averageScoreCategories: meanOfDefined(Object.values(categoryScores)),
      averageScoreInstCategories: meanOfDefined(Object.values(categoryInstScores)),
      pictures: this.#pictures,
    };
  }

  toJSON(): unknown {
    const instances = [...this.#instances].map(([key, bySize]) => [key, [...bySize]]);
    return { kind: 'cityscapes', pictures: this.#pictures, counts: [...this.#counts], instances };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): CityscapesPixels {
    if (!isJsonObject(value) || value.kind !== 'cityscapes')
      throw new TypeError('not the saved state of a Cityscapes run');
    const { pictures, counts, instances } = value;
    if (
      !Array.isArray(counts) ||
      counts.length !== N * N ||
      !Array.isArray(instances) ||
      typeof pictures !== 'number'
    ) {
      throw new TypeError('the saved state is damaged');
    }
    const metric = new CityscapesPixels();
    metric.#counts.set(counts.map(Number));
    metric.#pictures = pictures;
    for (const [key, bySize] of instances) {
      const [target = '', label = ''] = String(key).split('/');
      for (const [size, [found, missed]] of bySize)
        metric.#count(target, label, Number(size), Number(found), Number(missed));
    }
    return metric;
  }
}

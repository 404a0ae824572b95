/** Outline distances and generalised Dice of label maps, picture by picture. */
import { isJsonObject } from '../coco/json-fields.ts';
import type { Mask } from '../mask/mask.ts';
import { type ConfusionMatrix, meanOfDefined } from './confusion.ts';
import { type OutlineDistance, outlineDistance } from './hausdorff.ts';
import { type LabelSet, voidLabel } from './label-sets/label-set.ts';
import type { Metric } from './metric.ts';
import { confusionOf, type LabelSample } from './miou.ts';

/**
 * Generalised Dice of one picture, 0..1: twice the weighted common pixels over the weighted sum of both, weight 1 / (true pixels)².
 * A class that the truth does not have takes the largest weight of those it has. With no class in the truth, 1 where the prediction
 * has none either, else 0. Background, where a convention has it, is a class like others; void pixels of the truth are left out.
 * Source: Sudre et al., "Generalised Dice overlap as a deep learning loss function" (2017), after Crum et al. (2006); weights of
 * absent classes as in MONAI `GeneralizedDiceScore` (`weight_type="square"`).
 */
export function generalisedDice(matrix: ConfusionMatrix): number {
  const n = matrix.classes;
  const classes = Array.from({ length: n }, (_, c) => {
    let [truth, predicted] = [0, 0];
    for (let k = 0; k < n; k++) predicted += matrix.at(k, c);
    for (let k = 0; k <= n; k++) truth += matrix.at(c, k);
    return { truth, predicted, common: matrix.at(c, c) };
  });
  const largest = Math.max(0, ...classes.filter((c) => c.truth > 0).map((c) => 1 / c.truth ** 2));
  let [above, below] = [0, 0];
  for (const { truth, predicted, common } of classes) {
    const weight = truth > 0 ? 1 / truth ** 2 : largest;
    above += 2 * weight * common;
    below += weight * (truth + predicted);
  }
  if (below > 0) return above / below;
  return classes.every((c) => c.predicted === 0) ? 1 : 0;
}

interface Row {
  readonly dice: number;
  /** Distances of the classes that both maps have, as [class, Hausdorff, HD95]. */
  readonly distances: readonly (readonly [number, number, number])[];
  /** Classes that only one of the maps has. */
  readonly oneSided: readonly number[];
}

/** Figures of one class. */
export interface ClassShape {
  readonly hausdorff: number | null;
  readonly hausdorff95: number | null;
  /** Pictures in which both maps have the class, and in which one of them has it. */
  readonly both: number;
  readonly oneSided: number;
}

/** Figures over the set; distances in pixels, null where no class of a picture is in both maps. */
export interface ShapeFigures {
  readonly hausdorff: number | null;
  readonly hausdorff95: number | null;
  /** Mean over pictures. */
  readonly generalisedDice: number | null;
  /** Pairs of picture and class without a distance, because one of the maps does not have the class. */
  readonly oneSided: number;
  readonly perClass: readonly ClassShape[];
  readonly pictures: number;
}

const isBackground = (set: LabelSet, index: number): boolean => set.classes[index]?.name === 'background';

function maskOfClass(sample: LabelSample, set: LabelSet, index: number, of: 'truth' | 'prediction'): Mask {
  const { truth } = sample;
  const map = sample[of];
  const data = new Uint8Array(truth.data.length);
  for (let i = 0; i < data.length; i++) {
    const isVoid = set.truth[truth.data[i] ?? 0] === voidLabel;
    data[i] = !isVoid && set[of][map.data[i] ?? 0] === index ? 1 : 0;
  }
  return { width: truth.width, height: truth.height, data };
}

/** @throws LabelError */
function rowOf(sample: LabelSample, set: LabelSet): Row {
  const matrix = confusionOf(sample, set);
  const distances: [number, number, number][] = [];
  const oneSided: number[] = [];
  for (let c = 0; c < matrix.classes; c++) {
    if (isBackground(set, c)) continue;
    let [isTrue, isPredicted] = [false, false];
    for (let k = 0; k <= matrix.classes; k++) {
      isTrue ||= matrix.at(c, k) > 0;
      isPredicted ||= k < matrix.classes && matrix.at(k, c) > 0;
    }
    if (isTrue !== isPredicted) oneSided.push(c);
    if (!isTrue || !isPredicted) continue;
    const apart: OutlineDistance | null = outlineDistance(
      maskOfClass(sample, set, c, 'truth'),
      maskOfClass(sample, set, c, 'prediction'),
    );
    if (apart) distances.push([c, apart.hausdorff, apart.hausdorff95]);
  }
  return { dice: generalisedDice(matrix), distances, oneSided };
}

/**
 * One sample is one picture. Distances are averaged over the classes of a picture without background, and then over pictures, as
 * MONAI reduces them by `mean`; a class that only one of the maps has leaves no distance and is counted apart.
 */
export class Shapes implements Metric<LabelSample, ShapeFigures> {
  readonly set: LabelSet;
  readonly #rows = new Map<string, Row>();

  constructor(set: LabelSet) {
    this.set = set;
  }

  /** @throws LabelError when sizes differ or a value must not occur, RangeError when the picture was added before */
  add(sample: LabelSample): void {
    this.#put(sample.name, rowOf(sample, this.set));
  }

  #put(name: string, row: Row): void {
    if (this.#rows.has(name)) throw new RangeError(`picture ${name} was added twice`);
    this.#rows.set(name, row);
  }

  merge(other: this): void {
    if (other.set.id !== this.set.id) throw new RangeError('runs over different label sets cannot be joined');
    for (const [name, row] of other.#rows) this.#put(name, row);
  }

  result(): ShapeFigures {
    const rows = [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    const mean = (index: 1 | 2): number | null =>
      meanOfDefined(rows.map(({ distances }) => meanOfDefined(distances.map((d) => d[index]))));
    const perClass = this.set.classes.map((_, c): ClassShape => {
      const mine = rows.flatMap(({ distances }) => distances.filter(([k]) => k === c));
      return {
        hausdorff: meanOfDefined(mine.map((d) => d[1])),
        hausdorff95: meanOfDefined(mine.map((d) => d[2])),
        both: mine.length,
        oneSided: rows.filter(({ oneSided }) => oneSided.includes(c)).length,
      };
    });
    return {
      hausdorff: mean(1),
      hausdorff95: mean(2),
      generalisedDice: meanOfDefined(rows.map(({ dice }) => dice)),
      oneSided: rows.reduce((sum, { oneSided }) => sum + oneSided.length, 0),
      perClass,
      pictures: rows.length,
    };
  }

  toJSON(): unknown {
    return { kind: 'shapes', set: this.set.id, rows: [...this.#rows] };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown, setById: (id: string) => LabelSet | null): Shapes {
    if (!isJsonObject(value) || value.kind !== 'shapes' || !Array.isArray(value.rows))
      throw new TypeError('not the saved state of a run over shapes');
    const set = typeof value.set === 'string' ? setById(value.set) : null;
    if (!set) throw new TypeError(`the saved state names an unknown label set: ${String(value.set)}`);
    const metric = new Shapes(set);
    for (const entry of value.rows) {
      const [name, row]: unknown[] = Array.isArray(entry) ? entry : [];
      if (!isJsonObject(row) || !Array.isArray(row.distances) || !Array.isArray(row.oneSided))
        throw new TypeError('the saved state is damaged');
      const distances = row.distances.map((d: unknown): [number, number, number] => {
        const [c, hd, hd95]: unknown[] = Array.isArray(d) ? d : [];
        if (typeof c !== 'number' || typeof hd !== 'number' || typeof hd95 !== 'number')
          throw new TypeError('the saved state is damaged: expected distances');
        return [c, hd, hd95];
      });
      metric.#put(String(name), { dice: Number(row.dice), distances, oneSided: row.oneSided.map(Number) });
    }
    return metric;
  }
}

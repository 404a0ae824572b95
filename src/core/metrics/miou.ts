/** Mean IoU and its relatives for label maps, by a dataset's convention. */
import { isJsonObject } from '../coco/json-fields.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import { type ConfusionFigures, ConfusionMatrix, confusionFigures } from './confusion.ts';
import { type LabelSet, voidLabel, wrongLabel } from './label-sets/label-set.ts';
import type { Metric } from './metric.ts';

/** One picture's truth and prediction, same size. */
export interface LabelSample {
  readonly name: string;
  readonly truth: LabelMap;
  readonly prediction: LabelMap;
}

/** Figures over the set. */
export interface MiouFigures extends ConfusionFigures {
  /** The mean that the dataset's convention asks for; null when no pixel was judged. */
  readonly miou: number | null;
  /** ADE20K's official score: mean of pixel accuracy and mIoU. */
  readonly finalScore: number | null;
  readonly confusion: ConfusionMatrix;
  readonly pictures: number;
}

/** A label map that breaks the dataset's convention; the message names pixel and value. */
export class LabelError extends Error {
  override readonly name = 'LabelError';
}

/** One pixel count a class pair over the whole set; a sample is one picture. */
export class Miou implements Metric<LabelSample, MiouFigures> {
  readonly set: LabelSet;
  readonly #matrix: ConfusionMatrix;
  #pictures = 0;

  constructor(set: LabelSet) {
    this.set = set;
    this.#matrix = new ConfusionMatrix(set.classes.length);
  }

  /** @throws LabelError when sizes differ or a value must not occur; nothing of the picture is counted then */
  add(sample: LabelSample): void {
    this.#matrix.merge(confusionOf(sample, this.set));
    this.#pictures++;
  }

  merge(other: this): void {
    if (other.set.id !== this.set.id) throw new RangeError('runs over different label sets cannot be joined');
    this.#matrix.merge(other.#matrix);
    this.#pictures += other.#pictures;
  }

  result(): MiouFigures {
    const figures = confusionFigures(this.#matrix);
    const miou = this.set.absentAsZero && figures.pixels > 0 ? figures.miouAbsentAsZero : figures.miouPresent;
    const { pixelAccuracy } = figures;
    const finalScore = miou === null || pixelAccuracy === null ? null : (miou + pixelAccuracy) / 2;
    return { ...figures, miou, finalScore, confusion: this.#matrix, pictures: this.#pictures };
  }

  toJSON(): unknown {
    return { kind: 'miou', set: this.set.id, pictures: this.#pictures, counts: [...this.#matrix.counts] };
  }

  /**
   * @param setById finds the label set that the state names
   * @throws TypeError when the value is not what `toJSON` gives
   */
  static fromJSON(value: unknown, setById: (id: string) => LabelSet | null): Miou {
    if (!isJsonObject(value) || value.kind !== 'miou') throw new TypeError('not the saved state of an mIoU run');
    const set = typeof value.set === 'string' ? setById(value.set) : null;
    if (!set) throw new TypeError(`the saved state names an unknown label set: ${String(value.set)}`);
    const metric = new Miou(set);
    const { counts, pictures } = value;
    if (!Array.isArray(counts) || counts.length !== metric.#matrix.counts.length || typeof pictures !== 'number') {
      throw new TypeError('the saved state is damaged');
    }
    metric.#matrix.counts.set(counts.map(Number));
    metric.#pictures = pictures;
    return metric;
  }
}

/**
 * The confusion matrix of one picture.
 * @throws LabelError
 */
export function confusionOf(sample: LabelSample, set: LabelSet): ConfusionMatrix {
  const { truth, prediction } = sample;
  if (truth.width !== prediction.width || truth.height !== prediction.height) {
    throw new LabelError(
      `the prediction is ${prediction.width} x ${prediction.height} pixels, the truth ${truth.width} x ${truth.height}`,
    );
  }
  const n = set.classes.length;
  const matrix = new ConfusionMatrix(n);
  const { counts } = matrix;
  for (let i = 0; i < truth.data.length; i++) {
    const row = set.truth[truth.data[i] ?? 0] ?? wrongLabel;
    if (row === voidLabel) continue;
    if (row === wrongLabel) throw wrongValue('truth', truth, i, set);
    const column = set.prediction[prediction.data[i] ?? 0] ?? wrongLabel;
    if (column === wrongLabel) throw wrongValue('prediction', prediction, i, set);
    const cell = row * (n + 1) + (column === voidLabel ? n : column);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return matrix;
}

function wrongValue(role: string, map: LabelMap, at: number, set: LabelSet): LabelError {
  const where = `x ${at % map.width}, y ${Math.floor(at / map.width)}`;
  return new LabelError(`the ${role} has the value ${map.data[at]} at ${where}, which is no label of ${set.name}`);
}

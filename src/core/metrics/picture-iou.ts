/** Mean over pictures of one class's IoU, as some report foreground IoU. */
import { isJsonObject } from '../coco/json-fields.ts';
import { confusionFigures, meanOfDefined } from './confusion.ts';
import type { LabelSet } from './label-sets/label-set.ts';
import type { Metric } from './metric.ts';
import { confusionOf, type LabelSample } from './miou.ts';

/** The mean and the pictures it is made of, by name; null where the class occurs in neither truth nor prediction. */
export interface PictureIouFigures {
  readonly mean: number | null;
  readonly pictures: ReadonlyMap<string, number | null>;
}

/** IoU of one class in each picture. */
export class PictureIou implements Metric<LabelSample, PictureIouFigures> {
  readonly set: LabelSet;
  readonly classIndex: number;
  readonly #pictures = new Map<string, number | null>();

  constructor(set: LabelSet, classIndex: number) {
    this.set = set;
    this.classIndex = classIndex;
  }

  add(sample: LabelSample): void {
    this.#put(sample.name, confusionFigures(confusionOf(sample, this.set)).perClass[this.classIndex]?.iou ?? null);
  }

  #put(name: string, iou: number | null): void {
    if (this.#pictures.has(name)) throw new RangeError(`picture ${name} was added twice`);
    this.#pictures.set(name, iou);
  }

  merge(other: this): void {
    if (other.set.id !== this.set.id || other.classIndex !== this.classIndex) {
      throw new RangeError('runs over different classes cannot be joined');
    }
    for (const [name, iou] of other.#pictures) this.#put(name, iou);
  }

  result(): PictureIouFigures {
    const pictures = new Map([...this.#pictures].sort(([a], [b]) => (a < b ? -1 : 1)));
    return { mean: meanOfDefined([...pictures.values()]), pictures };
  }

  toJSON(): unknown {
    return { kind: 'picture-iou', set: this.set.id, classIndex: this.classIndex, pictures: [...this.#pictures] };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown, setById: (id: string) => LabelSet | null): PictureIou {
    if (!isJsonObject(value) || value.kind !== 'picture-iou' || !Array.isArray(value.pictures)) {
      throw new TypeError('not the saved state of a picture IoU run');
    }
    const set = typeof value.set === 'string' ? setById(value.set) : null;
    if (!set || typeof value.classIndex !== 'number') throw new TypeError('the saved state is damaged');
    const metric = new PictureIou(set, value.classIndex);
    for (const entry of value.pictures) {
      const [name, iou]: unknown[] = Array.isArray(entry) ? entry : [];
      metric.#put(String(name), typeof iou === 'number' ? iou : null);
    }
    return metric;
  }
}

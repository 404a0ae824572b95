/** Cityscapes instance-level average precision. */
import { isJsonObject } from '../coco/json-fields.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import { type InstanceLink, instanceAp, type TrueInstance } from './cityscapes-instance-curve.ts';
import { meanOfDefined } from './confusion.ts';
import { cityscapesIds, cityscapesInstanceClasses } from './label-sets/cityscapes.ts';
import type { Metric } from './metric.ts';
import { LabelError } from './miou.ts';

/** A predicted instance: every non-zero pixel of the mask belongs to it. */
export interface PredictedInstance {
  readonly labelId: number;
  readonly confidence: number;
  readonly mask: LabelMap;
}

/** One picture: the truth's instance ids (`*_instanceIds.png`) and the predictions. */
export interface CityscapesInstanceSample {
  readonly name: string;
  readonly truth: LabelMap;
  readonly predictions: readonly PredictedInstance[];
}

/** AP over the ten overlaps and at 50 %, 0..1; null for a class without true instances. */
export interface CityscapesInstanceFigures {
  readonly allAp: number | null;
  readonly allAp50: number | null;
  readonly classes: Readonly<Record<string, { readonly ap: number | null; readonly ap50: number | null }>>;
  /** [class][overlap], classes as in `cityscapesInstanceClasses`. */
  readonly matrix: readonly (readonly (number | null)[])[];
  readonly pictures: number;
}

/** np.arange(.5, 1, .05): sums of the step, so that ".6" is 0.6000000000000001. */
export const instanceOverlaps: readonly number[] = Array.from({ length: 10 }, (_, k) => 0.5 + k * 0.05);

interface PictureClasses {
  readonly classes: Readonly<Record<string, InstanceLink>>;
}

/** Source: cityscapesScripts `evalInstanceLevelSemanticLabeling.py`. One sample is one picture. */
export class CityscapesInstanceAp implements Metric<CityscapesInstanceSample, CityscapesInstanceFigures> {
  readonly #pictures = new Map<string, PictureClasses>();

  /** @throws LabelError when a mask has another size than the truth; nothing of the picture is counted then */
  add(sample: CityscapesInstanceSample): void {
    const wrong = sample.predictions.find(
      ({ mask }) => mask.width !== sample.truth.width || mask.height !== sample.truth.height,
    );
    if (wrong) {
      const { truth } = sample;
      throw new LabelError(
        `a predicted mask is ${wrong.mask.width} x ${wrong.mask.height} pixels, the truth ${truth.width} x ${truth.height}`,
      );
    }
    this.#put(sample.name, linkInstances(sample));
  }

  #put(name: string, picture: PictureClasses): void {
    if (this.#pictures.has(name)) throw new RangeError(`picture ${name} was added twice`);
    this.#pictures.set(name, picture);
  }

  merge(other: this): void {
    for (const [name, picture] of other.#pictures) this.#put(name, picture);
  }

  result(): CityscapesInstanceFigures {
    const names = [...this.#pictures.keys()].sort();
    const matrix = cityscapesInstanceClasses.map(({ name }) => {
      const links = names.flatMap((picture) => this.#pictures.get(picture)?.classes[name] ?? []);
      return instanceOverlaps.map((overlap) => instanceAp(links, overlap));
    });
    const classes = Object.fromEntries(
      cityscapesInstanceClasses.map(({ name }, c) => [
        name,
        { ap: meanOfDefined(matrix[c] ?? []), ap50: matrix[c]?.[0] ?? null },
      ]),
    );
    return {
      allAp: meanOfDefined(matrix.flat()),
      allAp50: meanOfDefined(matrix.map((row) => row[0] ?? null)),
      classes,
      matrix,
      pictures: names.length,
    };
  }

  toJSON(): unknown {
    return { kind: 'cityscapes-instance', pictures: [...this.#pictures] };
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): CityscapesInstanceAp {
    if (!isJsonObject(value) || value.kind !== 'cityscapes-instance' || !Array.isArray(value.pictures)) {
      throw new TypeError('not the saved state of a Cityscapes instance run');
    }
    const metric = new CityscapesInstanceAp();
    for (const [name, picture] of value.pictures) {
      if (typeof name !== 'string' || !isJsonObject(picture) || !isJsonObject(picture.classes)) {
        throw new TypeError('the saved state is damaged');
      }
      // written by toJSON above; the shape below this level is its own
      metric.#put(name, picture as unknown as PictureClasses);
    }
    return metric;
  }
}

/** Counts for every class which predictions touch which true instances. */
function linkInstances({ truth, predictions }: CityscapesInstanceSample): PictureClasses {
  const sizes = new Map<number, number>();
  for (const id of truth.data) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  const isVoid = (id: number): boolean => cityscapesIds[id]?.ignored === true;
  const links: Record<string, { truths: TrueInstance[]; predictions: InstanceLink['predictions'][number][] }> = {};
  for (const { id: label, name } of cityscapesInstanceClasses) {
    const ids = [...sizes.keys()]
      .filter((id) => (id < 1000 ? id : Math.floor(id / 1000)) === label)
      .sort((a, b) => a - b);
    links[name] = { truths: ids.map((id) => ({ group: id < 1000, pixels: sizes.get(id) ?? 0 })), predictions: [] };
    for (const prediction of predictions) {
      if (prediction.labelId !== label) continue;
      const shared = new Map<number, number>();
      let pixels = 0;
      let voidPixels = 0;
      for (let i = 0; i < truth.data.length; i++) {
        if (prediction.mask.data[i] === 0) continue;
        const id = truth.data[i] ?? 0;
        pixels++;
        if (isVoid(id)) voidPixels++;
        shared.set(id, (shared.get(id) ?? 0) + 1);
      }
      if (pixels === 0) continue;
      const overlaps = ids.flatMap((id, t) => {
        const common = shared.get(id) ?? 0;
        return common > 0 ? [{ truth: t, pixels: common }] : [];
      });
      links[name].predictions.push({ confidence: prediction.confidence, pixels, voidPixels, overlaps });
    }
  }
  return { classes: links };
}

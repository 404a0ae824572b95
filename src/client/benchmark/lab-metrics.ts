/** The accumulators of a run over a dataset, by what was added to them. */
import type { LabFigures } from '../../contract/dataset-lab.ts';
import { isJsonObject } from '../../core/coco/json-fields.ts';
import type { Dataset } from '../../core/datasets/dataset.ts';
import { BsdsBoundary } from '../../core/metrics/bsds-boundary.ts';
import { odsInterval } from '../../core/metrics/bsds-interval.ts';
import { CocoAp, type DetectionSample } from '../../core/metrics/coco-ap.ts';
import { labelSetById } from '../../core/metrics/label-sets/catalogue.ts';
import type { LabelSet } from '../../core/metrics/label-sets/label-set.ts';
import { LvisAp } from '../../core/metrics/lvis-ap.ts';
import { bsdsFigures, figure, miouFigures } from '../../core/metrics/metric-figures.ts';
import { type LabelSample, Miou } from '../../core/metrics/miou.ts';

/** Figures of boundary maps by the official names. */
export function boundaryLabFigures(metric: BsdsBoundary, seed: number): LabFigures {
  return {
    figures: bsdsFigures(metric).stats,
    interval: odsInterval(metric, seed),
    curve: metric.result().curve.map(({ recall, precision }) => ({ recall, precision })),
    classes: [],
  };
}

/** Figures of label maps. */
export function labelLabFigures(metric: Miou): LabFigures {
  const { perClass } = metric.result();
  const classes = perClass.map((c, i) => ({ name: metric.set.classes[i]?.name ?? `${i}`, value: figure(c.iou) }));
  return { ...nothing, figures: miouFigures(metric).stats, classes };
}

const nothing: LabFigures = { figures: {}, interval: null, curve: [], classes: [] };

/** One accumulator a protocol, made when first needed. */
export class LabMetrics {
  readonly #dataset: Dataset;
  #boundary: BsdsBoundary | null = null;
  #labels: Miou | null = null;
  #detections: CocoAp | LvisAp | null = null;

  constructor(dataset: Dataset) {
    this.#dataset = dataset;
  }

  #newDetections(): CocoAp | LvisAp {
    const { annotations } = this.#dataset;
    if (this.#dataset.kind === 'lvis' && annotations)
      return new LvisAp({ type: 'segm', categories: annotations.categories });
    return new CocoAp({ type: 'segm', categories: annotations ? annotations.categories.map((c) => c.id) : [1] });
  }

  /** Datasets without annotation file are judged as one class. */
  addDetections(sample: DetectionSample): void {
    this.#detections ??= this.#newDetections();
    if (this.#dataset.annotations) {
      this.#detections.add(sample);
      return;
    }
    const one = <T extends { readonly categoryId: number }>(list: readonly T[]): T[] =>
      list.map((item) => ({ ...item, categoryId: 1 }));
    this.#detections.add({ ...sample, truths: one(sample.truths), detections: one(sample.detections) });
  }

  /** @returns F at the picture's best threshold */
  addBoundary(
    name: string,
    strength: Parameters<BsdsBoundary['add']>[0]['strength'],
    truths: Parameters<BsdsBoundary['add']>[0]['truths'],
  ): number {
    this.#boundary ??= new BsdsBoundary();
    this.#boundary.add({ name, strength, truths });
    return this.#boundary.pictures().get(name)?.f ?? 0;
  }

  /** @returns the picture's pixel accuracy */
  addLabels(sample: LabelSample, set: LabelSet): number {
    this.#labels ??= new Miou(set);
    this.#labels.add(sample);
    const own = new Miou(set);
    own.add(sample);
    return own.result().pixelAccuracy ?? 0;
  }

  figures(seed: number): LabFigures {
    if (this.#boundary) return boundaryLabFigures(this.#boundary, seed);
    if (this.#labels) return labelLabFigures(this.#labels);
    if (this.#detections) return { ...nothing, figures: { ...this.#detections.result().stats } };
    return nothing;
  }

  state(): unknown {
    return {
      boundary: this.#boundary?.toJSON() ?? null,
      labels: this.#labels?.toJSON() ?? null,
      detections: this.#detections?.toJSON() ?? null,
    };
  }

  /** @throws TypeError when the value is not what `state` gave for this kind of dataset */
  restore(state: unknown): void {
    if (!isJsonObject(state)) throw new TypeError('not the saved state of a run');
    const { boundary, labels, detections } = state;
    this.#boundary = boundary ? BsdsBoundary.fromJSON(boundary) : null;
    this.#labels = labels ? Miou.fromJSON(labels, labelSetById) : null;
    if (!detections) this.#detections = null;
    else this.#detections = this.#dataset.kind === 'lvis' ? LvisAp.fromJSON(detections) : CocoAp.fromJSON(detections);
  }
}

/** Every metric, one entry each: lab, command line and merging of shards take them from here. */
import type { DatasetKind } from '../datasets/dataset.ts';
import { Bravo } from './bravo.ts';
import { BsdsBoundary } from './bsds-boundary.ts';
import { BsdsRegions } from './bsds-regions.ts';
import { CityscapesInstanceAp } from './cityscapes-instance.ts';
import { CityscapesPixels } from './cityscapes-pixels.ts';
import { ClickRun } from './click-run.ts';
import { CocoAp } from './coco-ap.ts';
import { DavisJf } from './davis.ts';
import { labelSetById } from './label-sets/catalogue.ts';
import { LvisAp } from './lvis-ap.ts';
import {
  bravoFigures,
  bsdsFigures,
  cityscapesFigures,
  clicksFigures,
  cocoFigures,
  davisFigures,
  instancesFigures,
  lvisFigures,
  type MetricFigures,
  miouFigures,
  panopticFigures,
  regionsFigures,
  shapesFigures,
  subjectFigures,
} from './metric-figures.ts';
import { Miou } from './miou.ts';
import { PanopticQuality } from './panoptic-quality.ts';
import { Shapes } from './shapes.ts';
import { SubjectRun } from './subject-run.ts';

/** An accumulator, whatever its samples are. */
export interface Accumulator {
  toJSON(): unknown;
}

/** A metric as those see it who do not add samples. */
export interface MetricEntry {
  /** What its saved state has as `kind`. */
  readonly id: string;
  /** The datasets that are published with it. */
  readonly datasets: readonly DatasetKind[];
  /** Joins saved states of shards. @throws TypeError, RangeError when one is damaged or they do not fit */
  join(states: readonly unknown[]): { readonly metric: Accumulator; readonly figures: MetricFigures };
}

function entry<M extends Accumulator & { merge(other: M): void }>(
  id: string,
  datasets: readonly DatasetKind[],
  fromJSON: (value: unknown) => M,
  figures: (metric: M) => MetricFigures,
): MetricEntry {
  return {
    id,
    datasets,
    join([first, ...rest]) {
      const metric = fromJSON(first);
      for (const state of rest) metric.merge(fromJSON(state));
      return { metric, figures: figures(metric) };
    },
  };
}

export const metricEntries: readonly MetricEntry[] = [
  entry('coco', ['coco'], CocoAp.fromJSON, cocoFigures),
  entry('lvis', ['lvis'], LvisAp.fromJSON, lvisFigures),
  entry('bsds', ['bsds500'], BsdsBoundary.fromJSON, bsdsFigures),
  entry('bsds-regions', ['bsds500'], BsdsRegions.fromJSON, regionsFigures),
  entry('miou', ['ade20k', 'loveda', 'pets', 'voc', 'cityscapes'], (v) => Miou.fromJSON(v, labelSetById), miouFigures),
  entry(
    'shapes',
    ['ade20k', 'loveda', 'pets', 'voc', 'cityscapes', 'folder'],
    (v) => Shapes.fromJSON(v, labelSetById),
    shapesFigures,
  ),
  entry('cityscapes', ['cityscapes'], CityscapesPixels.fromJSON, cityscapesFigures),
  entry('cityscapes-instance', ['cityscapes'], CityscapesInstanceAp.fromJSON, instancesFigures),
  entry('panoptic', ['panoptic', 'cityscapes'], PanopticQuality.fromJSON, panopticFigures),
  entry('bravo', ['bravo'], Bravo.fromJSON, bravoFigures),
  entry('davis', ['davis'], DavisJf.fromJSON, davisFigures),
  entry('click-run', ['folder'], ClickRun.fromJSON, clicksFigures),
  entry('subject-run', ['folder'], SubjectRun.fromJSON, subjectFigures),
];

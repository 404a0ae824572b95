/** From a filled accumulator to named figures: the same in the app, on the command line and for merged runs. */
import { type Bravo, bravoSubsets } from './bravo.ts';
import type { BsdsBoundary } from './bsds-boundary.ts';
import type { BsdsRegions } from './bsds-regions.ts';
import type { CityscapesInstanceAp } from './cityscapes-instance.ts';
import type { CityscapesPixels } from './cityscapes-pixels.ts';
import type { ClickRun, ClickRunFigures } from './click-run.ts';
import type { CocoAp } from './coco-ap.ts';
import type { DavisJf } from './davis.ts';
import type { LvisAp } from './lvis-ap.ts';
import type { Miou } from './miou.ts';
import type { PanopticQuality, PanopticScores } from './panoptic-quality.ts';
import type { Shapes } from './shapes.ts';
import type { SubjectRun } from './subject-run.ts';

/** What a metric found. */
export interface MetricFigures {
  readonly metric: string;
  /** Figures by the toolkit's name, unrounded, -1 where undefined. */
  readonly stats: Readonly<Record<string, number>>;
  /** Further figures (per class, curves); plain data. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly pictures: number;
  /** What `pictures` counts, where it is not pictures. */
  readonly unit?: string;
}

/** Undefined figures are -1 in the toolkits' manner; so is what is no finite number. */
export function figure(value: number | null | undefined): number {
  return Number.isFinite(value) ? (value ?? -1) : -1;
}

/** Whether a figure has a value: -1 alone stands for none, since kappa and decay may be negative. */
export const isDefined = (value: number): boolean => value !== -1;

/** What a figure counts, by its name: most are shares of 1. */
export function figureUnit(name: string): 'share' | 'pixels' | 'bits' | 'count' {
  if (/^HD(95)?$/.test(name) || name.endsWith(', HD95')) return 'pixels';
  if (name.startsWith('VI_')) return 'bits';
  return name === 'oneSided' || name === 'objects' || name.startsWith('NoC@') ? 'count' : 'share';
}

export function cocoFigures(metric: CocoAp): MetricFigures {
  const { stats, perCategory, apByThreshold, images } = metric.result();
  const { maxDetections } = metric.settings;
  const details = { type: metric.type, maxDetections, apByThreshold, perCategory };
  return { metric: `COCO ${metric.type}`, stats, details, pictures: images };
}

export function lvisFigures(metric: LvisAp): MetricFigures {
  const { stats, perCategory, apByThreshold, images } = metric.result();
  const details = { type: metric.type, apByThreshold, perCategory };
  return { metric: `LVIS ${metric.type}`, stats, details, pictures: images };
}

export function bsdsFigures(metric: BsdsBoundary): MetricFigures {
  const { ods, ois, ap, r50, curve, pictures } = metric.result();
  const stats = {
    ODS: ods.f,
    ODS_threshold: ods.threshold,
    ODS_recall: ods.recall,
    ODS_precision: ods.precision,
    OIS: ois.f,
    OIS_recall: ois.recall,
    OIS_precision: ois.precision,
    AP: ap,
    R50: r50,
  };
  const details = { curve, perPicture: Object.fromEntries(metric.pictures()) };
  return { metric: 'BSDS500 boundaries', stats, details, pictures };
}

export function miouFigures(metric: Miou): MetricFigures {
  const figures = metric.result();
  const stats = {
    mIoU: figure(figures.miou),
    pixelAccuracy: figure(figures.pixelAccuracy),
    meanAccuracy: figure(figures.meanAccuracy),
    fwIoU: figure(figures.frequencyWeightedIou),
    mDice: figure(figures.meanDice),
    kappa: figure(figures.kappa),
    // ADE20K: the mean over classes that occur, and the challenge's score, beside the official mean
    ...(metric.set.id.startsWith('ade20k')
      ? { 'mIoU-present': figure(figures.miouPresent), finalScore: figure(figures.finalScore) }
      : {}),
  };
  const perClass = figures.perClass.map((c, i) => ({
    name: metric.set.classes[i]?.name ?? `${i}`,
    iou: figure(c.iou),
    accuracy: figure(c.accuracy),
    precision: figure(c.precision),
    dice: figure(c.dice),
  }));
  const n = metric.set.classes.length;
  const confusion = Array.from({ length: n }, (_, t) =>
    Array.from({ length: n }, (_u, p) => figures.confusion.at(t, p)),
  );
  const details = { dataset: metric.set.id, rule: metric.set.rule, perClass, confusion, pixels: figures.pixels };
  return { metric: metric.set.name, stats, details, pictures: figures.pictures };
}

export function cityscapesFigures(metric: CityscapesPixels): MetricFigures {
  const f = metric.result();
  const stats = {
    mIoU: figure(f.averageScoreClasses),
    averageScoreClasses: figure(f.averageScoreClasses),
    averageScoreInstClasses: figure(f.averageScoreInstClasses),
    averageScoreCategories: figure(f.averageScoreCategories),
    averageScoreInstCategories: figure(f.averageScoreInstCategories),
  };
  const { classScores, classInstScores, categoryScores, categoryInstScores } = f;
  const details = { dataset: 'cityscapes', classScores, classInstScores, categoryScores, categoryInstScores };
  return { metric: 'Cityscapes', stats, details, pictures: f.pictures };
}

export function bravoFigures(metric: Bravo): MetricFigures {
  const stats = Object.fromEntries(Object.entries(metric.result()).map(([name, value]) => [name, figure(value)]));
  const classIou = Object.fromEntries(bravoSubsets.map((subset) => [subset, metric.classIou(subset).map(figure)]));
  return { metric: 'BRAVO', stats, details: { classIou }, pictures: metric.pictures };
}

export function instancesFigures(metric: CityscapesInstanceAp): MetricFigures {
  const { allAp, allAp50, classes, pictures } = metric.result();
  const stats = { AP: figure(allAp), AP50: figure(allAp50) };
  const perClass = Object.fromEntries(
    Object.entries(classes).map(([name, { ap, ap50 }]) => [name, { AP: figure(ap), AP50: figure(ap50) }]),
  );
  return { metric: 'Cityscapes instances', stats, details: { classes: perClass }, pictures };
}

export function panopticFigures(metric: PanopticQuality): MetricFigures {
  const { all, things, stuff, perCategory, pictures } = metric.result();
  const named = (suffix: string, s: PanopticScores): Record<string, number> => ({
    [`PQ${suffix}`]: figure(s.pq),
    [`SQ${suffix}`]: figure(s.sq),
    [`RQ${suffix}`]: figure(s.rq),
  });
  const stats = { ...named('', all), ...named('_th', things), ...named('_st', stuff) };
  const { boundaryRatio } = metric;
  const name = boundaryRatio === null ? 'Panoptic quality' : 'Boundary panoptic quality';
  const details = { perCategory, ...(boundaryRatio === null ? {} : { boundaryRatio }) };
  return { metric: name, stats, details, pictures };
}

export function davisFigures(metric: DavisJf): MetricFigures {
  const { jf, j, f, objects, frames } = metric.result();
  const stats = {
    'J&F': figure(jf),
    'J-Mean': figure(j.mean),
    'J-Recall': figure(j.recall),
    'J-Decay': figure(j.decay),
    'F-Mean': figure(f.mean),
    'F-Recall': figure(f.recall),
    'F-Decay': figure(f.decay),
  };
  return {
    metric: 'DAVIS J&F',
    stats,
    details: { objects: Object.fromEntries(objects) },
    pictures: frames,
    unit: 'frames',
  };
}

export function regionsFigures(metric: BsdsRegions): MetricFigures {
  const { covering, randIndex, variation, pictures } = metric.result();
  const stats = {
    coveringODS: covering.ods,
    coveringOIS: covering.ois,
    coveringBest: covering.best,
    PRI_ODS: randIndex.ods,
    PRI_OIS: randIndex.ois,
    VI_ODS: variation.ods,
    VI_OIS: variation.ois,
  };
  const details = { coveringScale: covering.odsScale, PRI_scale: randIndex.odsScale, VI_scale: variation.odsScale };
  return { metric: 'BSDS500 regions', stats, details, pictures };
}

function clickStats(f: ClickRunFigures): Record<string, number> {
  const at = [1, 2, 3, 5, 10, 20].filter((k) => k <= f.miouAt.length);
  return {
    'oracle@1': figure(f.oracle),
    ...Object.fromEntries(at.map((k) => [`mIoU@${k}`, figure(f.miouAt[k - 1])])),
    'NoC@80': figure(f.noc80),
    'NoC@85': figure(f.noc85),
    'NoC@90': figure(f.noc90),
    AUC: figure(f.auc),
    boxIoU: figure(f.box),
    boundaryIoU: figure(f.boundary),
    predictedIoUError: figure(f.predictionError),
    ECE: figure(f.calibrationError),
    choiceGap: figure(f.choiceGap),
    objects: f.objects,
  };
}

export function clicksFigures(metric: ClickRun): MetricFigures {
  const { all, sets, sizes } = metric.result();
  const perSet = Object.fromEntries([...sets].map(([name, figures]) => [name, clickStats(figures)]));
  const perSize = Object.fromEntries([...sizes].map(([name, figures]) => [name, clickStats(figures)]));
  const details = { clicks: metric.maxClicks, miouAt: all.miouAt, over90: all.over90, perSet, perSize };
  return {
    metric: 'Robot user',
    stats: clickStats(all),
    details,
    pictures: all.objects,
    unit: 'objects',
  };
}

export function shapesFigures(metric: Shapes): MetricFigures {
  const { hausdorff, hausdorff95, generalisedDice, oneSided, perClass, pictures } = metric.result();
  const stats = {
    HD: figure(hausdorff),
    HD95: figure(hausdorff95),
    generalisedDice: figure(generalisedDice),
    oneSided,
  };
  const classes = perClass.map((c, i) => ({
    name: metric.set.classes[i]?.name ?? `${i}`,
    HD: figure(c.hausdorff),
    HD95: figure(c.hausdorff95),
    both: c.both,
    oneSided: c.oneSided,
  }));
  const details = { dataset: metric.set.id, rule: metric.set.rule, perClass: classes };
  return { metric: `Outline distances, ${metric.set.name}`, stats, details, pictures };
}

export function subjectFigures(metric: SubjectRun): MetricFigures {
  const { iou, maxF, mae, pictures } = metric.result();
  return {
    metric: 'Subject',
    stats: { IoU: figure(iou), maxF: figure(maxF), MAE: figure(mae) },
    details: {},
    pictures,
  };
}

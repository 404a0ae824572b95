/** From a filled accumulator to named figures, the same for a run and for merged runs. */
import type { DataProblem } from '../core/coco/data-problem.ts';
import { type Bravo, bravoSubsets } from '../core/metrics/bravo.ts';
import type { BsdsBoundary } from '../core/metrics/bsds-boundary.ts';
import type { BsdsRegions } from '../core/metrics/bsds-regions.ts';
import type { CityscapesInstanceAp } from '../core/metrics/cityscapes-instance.ts';
import type { CityscapesPixels } from '../core/metrics/cityscapes-pixels.ts';
import type { ClickRun, ClickRunFigures } from '../core/metrics/click-run.ts';
import type { CocoAp } from '../core/metrics/coco-ap.ts';
import type { LvisAp } from '../core/metrics/lvis-ap.ts';
import type { Miou } from '../core/metrics/miou.ts';
import type { PanopticQuality, PanopticScores } from '../core/metrics/panoptic-quality.ts';
import { figure, type Outcome } from './report.ts';

/** Problems met on the way to the figures. */
export interface Trouble {
  readonly problems: readonly DataProblem[];
  readonly problemCount: number;
}

/** Nothing went wrong. */
export const noTrouble: Trouble = { problems: [], problemCount: 0 };

export function cocoOutcome(metric: CocoAp, trouble: Trouble): Outcome {
  const { stats, perCategory, apByThreshold, images } = metric.result();
  const { maxDetections } = metric.settings;
  const details = { type: metric.type, maxDetections, apByThreshold, perCategory };
  return { metric: `COCO ${metric.type}`, stats, details, pictures: images, ...trouble, state: metric };
}

export function lvisOutcome(metric: LvisAp, trouble: Trouble): Outcome {
  const { stats, perCategory, apByThreshold, images } = metric.result();
  const details = { type: metric.type, apByThreshold, perCategory };
  return { metric: `LVIS ${metric.type}`, stats, details, pictures: images, ...trouble, state: metric };
}

export function bsdsOutcome(metric: BsdsBoundary, trouble: Trouble): Outcome {
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
  return { metric: 'BSDS500 boundaries', stats, details, pictures, ...trouble, state: metric };
}

export function miouOutcome(metric: Miou, trouble: Trouble): Outcome {
  const figures = metric.result();
  const stats = {
    mIoU: figure(figures.miou),
    pixelAccuracy: figure(figures.pixelAccuracy),
    meanAccuracy: figure(figures.meanAccuracy),
    fwIoU: figure(figures.frequencyWeightedIou),
    mDice: figure(figures.meanDice),
    kappa: figure(figures.kappa),
    ...(metric.set.id.startsWith('ade20k') ? { finalScore: figure(figures.finalScore) } : {}),
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
  return { metric: metric.set.name, stats, details, pictures: figures.pictures, ...trouble, state: metric };
}

export function cityscapesOutcome(metric: CityscapesPixels, trouble: Trouble): Outcome {
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
  return { metric: 'Cityscapes', stats, details, pictures: f.pictures, ...trouble, state: metric };
}

export function bravoOutcome(metric: Bravo, trouble: Trouble): Outcome {
  const stats = Object.fromEntries(Object.entries(metric.result()).map(([name, value]) => [name, figure(value)]));
  const classIou = Object.fromEntries(bravoSubsets.map((subset) => [subset, metric.classIou(subset).map(figure)]));
  return { metric: 'BRAVO', stats, details: { classIou }, pictures: metric.pictures, ...trouble, state: metric };
}

export function instancesOutcome(metric: CityscapesInstanceAp, trouble: Trouble): Outcome {
  const { allAp, allAp50, classes, pictures } = metric.result();
  const stats = { AP: figure(allAp), AP50: figure(allAp50) };
  const perClass = Object.fromEntries(
    Object.entries(classes).map(([name, { ap, ap50 }]) => [name, { AP: figure(ap), AP50: figure(ap50) }]),
  );
  return { metric: 'Cityscapes instances', stats, details: { classes: perClass }, pictures, ...trouble, state: metric };
}

/** @param pictures null where it is not known, after merging */
export function panopticOutcome(metric: PanopticQuality, trouble: Trouble, pictures: number | null = null): Outcome {
  const { all, things, stuff, perCategory } = metric.result();
  const named = (suffix: string, s: PanopticScores): Record<string, number> => ({
    [`PQ${suffix}`]: figure(s.pq),
    [`SQ${suffix}`]: figure(s.sq),
    [`RQ${suffix}`]: figure(s.rq),
  });
  const stats = { ...named('', all), ...named('_th', things), ...named('_st', stuff) };
  const count = pictures ?? perCategory.length;
  const unit = pictures === null ? { unit: 'categories' } : {};
  return {
    metric: 'Panoptic quality',
    stats,
    details: { perCategory },
    pictures: count,
    ...unit,
    ...trouble,
    state: metric,
  };
}

export function regionsOutcome(metric: BsdsRegions, trouble: Trouble): Outcome {
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
  return { metric: 'BSDS500 regions', stats, details, pictures, ...trouble, state: metric };
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
    objects: f.objects,
  };
}

export function clicksOutcome(metric: ClickRun, trouble: Trouble): Outcome {
  const { all, sets } = metric.result();
  const perSet = Object.fromEntries([...sets].map(([name, figures]) => [name, clickStats(figures)]));
  const details = { clicks: metric.maxClicks, miouAt: all.miouAt, over90: all.over90, perSet };
  return {
    metric: 'Robot user',
    stats: clickStats(all),
    details,
    pictures: all.objects,
    unit: 'objects',
    ...trouble,
    state: metric,
  };
}

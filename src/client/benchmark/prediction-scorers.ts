/** How a folder of predictions is scored, one entry a metric; the same accumulators as on the command line. */

import { SegError } from '../../contract/errors.ts';
import { decodeRle } from '../../core/coco/rle.ts';
import { BravoPredictions } from '../../core/datasets/bravo-files.ts';
import type { PictureTruth } from '../../core/datasets/dataset.ts';
import { DatasetFileError, type FileTree, sortedPaths } from '../../core/datasets/file-tree.ts';
import { readLabels } from '../../core/datasets/label-objects.ts';
import { readBoundaryStrength, readBsdsDrawings } from '../../core/datasets/read-bsds.ts';
import { DavisSequences } from '../../core/datasets/read-davis.ts';
import type { LabelMap } from '../../core/image/png-pixels.ts';
import { Bravo, bravoSubsetOf, bravoSubsets } from '../../core/metrics/bravo.ts';
import { BsdsBoundary } from '../../core/metrics/bsds-boundary.ts';
import { BsdsRegions } from '../../core/metrics/bsds-regions.ts';
import { DavisJf } from '../../core/metrics/davis.ts';
import { labelSetById } from '../../core/metrics/label-sets/catalogue.ts';
import type { LabelSet } from '../../core/metrics/label-sets/label-set.ts';
import { maskLabels } from '../../core/metrics/label-sets/mask.ts';
import { petsBorderIsPetLabels, petsThreeClassLabels } from '../../core/metrics/label-sets/pets.ts';
import {
  bravoFigures,
  davisFigures,
  figure,
  regionsFigures,
  shapesFigures,
} from '../../core/metrics/metric-figures.ts';
import { Miou } from '../../core/metrics/miou.ts';
import { Shapes } from '../../core/metrics/shapes.ts';
import { cityscapesInstances, cityscapesPixels } from './cityscapes-scorers.ts';
import { boundaryLabFigures, labelLabFigures } from './lab-metrics.ts';
import { panopticScorers } from './panoptic-scorers.ts';
import { at, type PredictionScorer, plainFigures } from './scorer.ts';

const boundaries: PredictionScorer = {
  id: 'bsds',
  name: 'Boundaries',
  format: 'NAME.png, white where a boundary is, 8 or 16 bits, or NAME.mat with one matrix of 0..1',
  endings: ['.png', '.mat'],
  fits: (dataset) => dataset.kind === 'bsds500',
  async open({ dataset, pred, files, tools }) {
    const metric = new BsdsBoundary();
    return {
      metric: 'BSDS500 boundaries',
      rule: 'Boundary maps NAME.png, white = boundary, cut at 99 thresholds, thinned and matched one-to-one with each person’s drawing.',
      async add(picture) {
        const file = files.find(picture);
        const strength = await readBoundaryStrength(pred, file, tools);
        const truth = await dataset.truth(picture);
        at(file, () => metric.add({ name: picture.id, strength, truths: truth.boundaries }));
      },
      figures: (seed) => boundaryLabFigures(metric, seed),
    };
  },
};

const regions: PredictionScorer = {
  id: 'bsds-regions',
  name: 'Regions',
  format: 'label maps NAME.png, or NAME_0.png, NAME_1.png … one a scale, 8 or 16 bits',
  fits: (dataset) => dataset.kind === 'bsds500',
  async open({ truth, pred, files, tools }) {
    const metric = new BsdsRegions();
    return {
      metric: 'BSDS500 regions',
      rule: 'Covering, probabilistic Rand index and variation of information (bits) against each person’s regions, at the best scale of the set (ODS) and of each picture (OIS).',
      async add(picture) {
        const scales = files.scales(picture);
        const segmentations = await Promise.all(scales.map((file) => readLabels(pred, file, tools.inflate)));
        const drawings = await readBsdsDrawings(truth, picture.truth[0] ?? '', tools);
        const truths = drawings.map((d) => d.segmentation);
        at(scales[0] ?? picture.id, () => metric.add({ name: picture.id, segmentations, truths }));
      },
      figures: () => plainFigures(regionsFigures(metric).stats),
    };
  },
};

/** @param convention to score by, in place of the dataset's own */
function labelScorer(id: string, name: string, convention: LabelSet | null): PredictionScorer {
  return {
    id,
    name,
    format: convention?.rule ?? 'PNGs with class numbers, named like the pictures',
    fits: ({ kind, labelSet }) =>
      labelSet !== null && labelSet !== 'cityscapes' && kind !== 'bravo' && (!convention || kind === 'pets'),
    async open({ dataset, pred, files, tools }) {
      const set = convention ?? labelSetById(dataset.labelSet ?? '');
      if (!set) throw new RangeError(`no label convention is called ${dataset.labelSet}`);
      const metric = new Miou(set);
      return {
        metric: set.name,
        rule: set.rule,
        async add(picture) {
          const file = files.find(picture);
          const prediction = await readLabels(pred, file, tools.inflate, set);
          const { labels: map } = await dataset.truth(picture);
          if (map) at(file, () => metric.add({ name: picture.id, truth: map, prediction }));
        },
        figures: () => labelLabFigures(metric),
      };
    },
  };
}

const shapes: PredictionScorer = {
  id: 'shapes',
  name: 'Outline distances',
  format: 'PNGs with class numbers, or masks, named like the pictures',
  fits: (dataset) => dataset.kind === 'folder' || (dataset.labelSet !== null && dataset.kind !== 'bravo'),
  async open({ dataset, pred, files, tools }) {
    const set = labelSetById(dataset.labelSet ?? maskLabels.id);
    if (!set) throw new RangeError(`no label convention is called ${dataset.labelSet}`);
    const metric = new Shapes(set);
    return {
      metric: `Outline distances, ${set.name}`,
      rule: 'Hausdorff distance and its 95th percentile in pixels (the larger one of both directions, as in MONAI), mean over the classes of a picture without background and over pictures; generalised Dice (Sudre 2017) of each picture. A class that only one of the maps has leaves no distance and is counted as one-sided.',
      async add(picture) {
        const file = files.find(picture);
        const prediction = await readLabels(pred, file, tools.inflate, set);
        const truth = await dataset.truth(picture);
        const map = truth.labels ?? unionOf(truth);
        at(file, () => metric.add({ name: picture.id, truth: map, prediction }));
      },
      figures() {
        const { perClass } = metric.result();
        const classes = perClass.map((c, i) => ({
          name: `${set.classes[i]?.name ?? i}, HD95`,
          value: figure(c.hausdorff95),
        }));
        return plainFigures(shapesFigures(metric).stats, classes);
      },
    };
  },
};

/** All objects of a picture as one mask. */
function unionOf({ size, objects }: PictureTruth): LabelMap {
  const data = new Uint8Array(size.width * size.height);
  for (const { rle } of objects) {
    for (const [i, value] of decodeRle(rle).data.entries()) if (value !== 0) data[i] = 1;
  }
  return { ...size, data };
}

const bravo: PredictionScorer = {
  id: 'bravo',
  name: 'BRAVO',
  format: 'NAME_pred.png with train ids and NAME_conf.png with 16-bit confidences',
  fits: (dataset) => dataset.kind === 'bravo',
  async open({ dataset, truth, pred, tools }) {
    const metric = new Bravo();
    const predictions = new BravoPredictions(sortedPaths(pred));
    return {
      metric: 'BRAVO',
      rule: 'Label maps NAME_pred.png (train ids) and confidences NAME_conf.png (16 bits); all pixels that are not void enter the curves, where the official server draws 100,000 of each picture.',
      async add(picture) {
        const [gt = '', invalid = ''] = picture.truth;
        const subset = bravoSubsetOf(gt);
        if (!subset) throw new DatasetFileError(gt, 'lies in no bravo_… folder of a known subset');
        const read = (tree: FileTree, file: string) => readLabels(tree, file, tools.inflate);
        const [file, sure] = at(gt, () => [predictions.find(picture.id, 'pred'), predictions.find(picture.id, 'conf')]);
        const sample = {
          subset,
          truth: await read(truth, gt),
          invalid: await read(truth, invalid),
          prediction: await read(pred, file),
          confidence: await read(pred, sure),
        };
        at(file, () => metric.add(sample));
      },
      figures() {
        const { stats } = bravoFigures(metric);
        const seen = bravoSubsets.filter((s) => dataset.pictures.some((p) => p.split === s));
        return plainFigures(
          stats,
          seen.map((name) => ({ name, value: stats[`${name}_hmean`] ?? -1 })),
        );
      },
    };
  },
};

const davis: PredictionScorer = {
  id: 'davis',
  name: 'J&F',
  format: 'SEQUENCE/NNNNN.png, one a frame; a pixel’s label is its object',
  fits: (dataset) => dataset.kind === 'davis',
  async open({ truth, pred, files, pictures, tools }) {
    const metric = new DavisJf();
    const sequences = new DavisSequences(pictures, truth, tools);
    return {
      metric: 'DAVIS J&F',
      rule: 'J and F over objects with recall and decay, as davis2017-evaluation computes them for the semi-supervised task: the first and the last frame of a sequence do not count, nor do objects that its first frame does not have; a frame without prediction ends the score.',
      async add(picture) {
        if (!sequences.counts(picture)) return;
        try {
          const file = files.find(picture);
          const sample = await sequences.sample(picture, pred, file);
          at(file, () => metric.add(sample));
        } catch (error) {
          if (!(error instanceof DatasetFileError)) throw error;
          throw new SegError('bad-file', `${error.file}: ${error.message}`);
        }
      },
      figures() {
        const { stats } = davisFigures(metric);
        const rows = [...metric.result().objects].map(([name, { j, f }]) => ({ name, value: (j + f) / 2 }));
        return plainFigures(stats, rows);
      },
    };
  },
};

export const predictionScorers: readonly PredictionScorer[] = [
  boundaries,
  regions,
  labelScorer('miou', 'Classes', null),
  labelScorer('miou-3-class', 'Border as a class', petsThreeClassLabels),
  labelScorer('miou-border-is-pet', 'Border as pet', petsBorderIsPetLabels),
  cityscapesPixels,
  cityscapesInstances,
  ...panopticScorers,
  shapes,
  bravo,
  davis,
];

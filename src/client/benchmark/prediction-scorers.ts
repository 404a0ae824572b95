/** How a folder of predictions is scored, one entry a metric; the same accumulators as on the command line. */

import { SegError } from '../../contract/errors.ts';
import { ProblemList, problemSentence } from '../../core/coco/data-problem.ts';
import { panopticMap, parsePanopticFile } from '../../core/coco/panoptic-file.ts';
import { BravoPredictions } from '../../core/datasets/bravo-files.ts';
import { DatasetFileError, endingOf, type FileTree, readWith, sortedPaths } from '../../core/datasets/file-tree.ts';
import { readLabels } from '../../core/datasets/label-objects.ts';
import { PathIndex } from '../../core/datasets/match-path.ts';
import { readBoundaryStrength, readBsdsDrawings } from '../../core/datasets/read-bsds.ts';
import { DavisSequences } from '../../core/datasets/read-davis.ts';
import { findPanopticFile } from '../../core/datasets/read-panoptic.ts';
import { decodePng } from '../../core/image/png.ts';
import { Bravo, bravoSubsetOf, bravoSubsets } from '../../core/metrics/bravo.ts';
import { BsdsBoundary } from '../../core/metrics/bsds-boundary.ts';
import { BsdsRegions } from '../../core/metrics/bsds-regions.ts';
import { DavisJf } from '../../core/metrics/davis.ts';
import { labelSetById } from '../../core/metrics/label-sets/catalogue.ts';
import {
  bravoFigures,
  davisFigures,
  figure,
  panopticFigures,
  regionsFigures,
} from '../../core/metrics/metric-figures.ts';
import { Miou } from '../../core/metrics/miou.ts';
import { PanopticQuality } from '../../core/metrics/panoptic-quality.ts';
import { cityscapesInstances, cityscapesPixels } from './cityscapes-scorers.ts';
import { boundaryLabFigures, labelLabFigures } from './lab-metrics.ts';
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

const labels: PredictionScorer = {
  id: 'miou',
  name: 'Classes',
  format: 'PNGs with class numbers, named like the pictures',
  fits: (dataset) => dataset.labelSet !== null && dataset.labelSet !== 'cityscapes' && dataset.kind !== 'bravo',
  async open({ dataset, pred, files, tools }) {
    const set = labelSetById(dataset.labelSet ?? '');
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

const panoptic: PredictionScorer = {
  id: 'panoptic',
  name: 'Panoptic quality',
  format: 'a JSON file with segments_info, and its PNGs',
  fits: (dataset) => dataset.kind === 'panoptic',
  async open({ truth, pred, tools }) {
    const [mine, theirs] = await Promise.all(
      [truth, pred].map((tree) => findPanopticFile(tree, sortedPaths(tree), tools)),
    );
    if (!mine || !theirs) throw new DatasetFileError(pred.name, 'holds no JSON file with segments_info');
    const problems = new ProblemList(theirs.path);
    const truthFile = parsePanopticFile(mine.json, problems, null);
    const predFile = parsePanopticFile(theirs.json, problems, truthFile);
    const maps = new PathIndex(sortedPaths(pred).filter((p) => endingOf(p) === '.png'));
    const metric = new PanopticQuality(truthFile.classes);
    const stop = (file: string, error: unknown): never => {
      throw new SegError('bad-file', `${file}: ${error instanceof Error ? error.message : String(error)}`);
    };
    const [fault] = problems.kept;
    if (fault) stop(pred.name, new Error(problemSentence(fault)));
    return {
      metric: 'Panoptic quality',
      rule: 'PQ, SQ and RQ over all, thing and stuff categories, segments matched above half their union, as panopticapi computes them; a picture without a sound prediction ends the score.',
      async add(picture) {
        const id = truthFile.imageIds.numberOf(picture.id) ?? -1;
        const [entry, predicted] = [truthFile.entries.get(id), predFile.entries.get(id)];
        if (!entry || !predicted)
          return stop(theirs.path, new Error(`annotations: picture ${picture.id} has no prediction`));
        const found = maps.find(predicted.file, null);
        if (found.kind !== 'found')
          return stop(
            predicted.file,
            new Error(found.kind === 'none' ? 'is missing' : `may be ${found.paths.join(' or ')}`),
          );
        try {
          const read = (tree: FileTree, path: string, segments: typeof entry.segments) =>
            readWith(tree, path, (bytes) => panopticMap(decodePng(bytes, tools.inflate), segments));
          const sample = {
            truth: await read(truth, picture.truth[0] ?? '', entry.segments),
            prediction: await read(pred, found.path, predicted.segments),
          };
          metric.add(sample);
        } catch (error) {
          stop(found.path, error);
        }
      },
      figures() {
        const rows = metric.result().perCategory.map(({ categoryId, pq }) => ({
          name: truthFile.classNames.get(categoryId) ?? `${categoryId}`,
          value: figure(pq),
        }));
        return plainFigures(panopticFigures(metric).stats, rows);
      },
    };
  },
};

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
  labels,
  cityscapesPixels,
  cityscapesInstances,
  panoptic,
  bravo,
  davis,
];

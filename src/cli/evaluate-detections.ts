/** `coco` and `lvis`: score a results file against an annotation file. */
import { basename } from 'node:path';
import { problemSentence } from '../core/coco/data-problem.ts';
import { parseCocoDataset } from '../core/coco/dataset.ts';
import { officialQuirks } from '../core/coco/official-quirks.ts';
import { parseCocoResults } from '../core/coco/results.ts';
import { detectionSamples } from '../core/metrics/coco-ap.ts';
import { type DetectionChoices, detectionMetric, sigmasOf } from '../core/metrics/detection-choices.ts';
import { needOf } from '../core/metrics/instance-comparison.ts';
import { LvisAp } from '../core/metrics/lvis-ap.ts';
import { cocoFigures, lvisFigures } from '../core/metrics/metric-figures.ts';
import { type Command, defineCommand, InputError, UsageError } from './command.ts';
import { readJson } from './files.ts';
import { choice, commonHelp, commonOptions, inShard, parseShard, required } from './options.ts';
import { outcomeOf, progress, report, type Trouble } from './report.ts';

const cocoHelp = `Usage: npm run evaluate -- coco --gt FILE --dt FILE [options]

COCO average precision and recall, as pycocotools computes them.

  --gt FILE         annotations (instances JSON)
  --dt FILE         results (JSON list)
  --type TYPE       segm (default), bbox, boundary or keypoints (OKS; results with keypoints: [x, y, v, ...])
  --use-cats 0|1    0 pools all categories; 1 by default
  --max-dets LIST   detections a picture and category, 1,10,100 by default, 20 for keypoints; AP is taken
                    at the last
  --iou LIST        IoU or OKS thresholds, 0.50,0.55,...,0.95 by default
  --areas LIST      area ranges NAME:FROM-TO in square pixels, both ends included,
                    small:0-1024,medium:1024-9216,large:9216-1e10 by default
  --sigmas LIST     spread of each keypoint, one a keypoint; those of COCO's 17 by default
${commonHelp}
`;

const lvisHelp = `Usage: npm run evaluate -- lvis --gt FILE --dt FILE [options]

LVIS average precision with federated rules, as lvis-api computes it.

  --gt FILE         annotations (LVIS JSON)
  --dt FILE         results (JSON list)
  --type TYPE       segm (default), bbox or boundary
  --max-dets N      detections a picture over all categories, 300 by default
  --iou LIST        IoU thresholds, 0.50,0.55,...,0.95 by default
  --areas LIST      area ranges NAME:FROM-TO in square pixels, both ends included
  --fixed-ap        no limit a picture, but the strongest 10,000 detections of each category (Dave et al., 2021)
${commonHelp}
`;

const types = ['segm', 'bbox', 'boundary', 'keypoints'] as const;

/** What a metric refuses of a person's own choices is a wrong command line. */
function ownChoices<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

const detectionCommand = (kind: 'coco' | 'lvis', summary: string, help: string): Command =>
  defineCommand({
    name: kind,
    summary,
    help,
    options: {
      ...commonOptions,
      gt: { type: 'string' },
      dt: { type: 'string' },
      type: { type: 'string' },
      'use-cats': { type: 'string' },
      'max-dets': { type: 'string' },
      iou: { type: 'string' },
      areas: { type: 'string' },
      sigmas: { type: 'string' },
      'fixed-ap': { type: 'boolean' },
    },
    run: async (values, io) => {
      const gt = required(values.gt, 'gt');
      const dt = required(values.dt, 'dt');
      const type = choice(values.type, 'type', types, 'segm');
      const shard = parseShard(values.shard);
      const choices: DetectionChoices = {
        thresholds: values.iou,
        areas: values.areas,
        maxDetections: values['max-dets'],
        sigmas: values.sigmas,
        useCategories: choice(values['use-cats'], 'use-cats', ['0', '1'], '1') === '1',
        fixedAp: values['fixed-ap'],
      };
      ownChoices(() => detectionMetric(kind, type, [], choices));
      const need = needOf(type);
      const points = ownChoices(() => sigmasOf(choices))?.length;
      const dataset = parseCocoDataset(readJson(gt), basename(gt), need, points);
      if (dataset.images.length === 0) throw new InputError(`${gt}: holds no picture that could be evaluated`);
      const results = parseCocoResults(readJson(dt), basename(dt), dataset, need, points);
      const [fault] = results.problems;
      if (results.count === 0 && fault) throw new InputError(`${problemSentence(fault)}; no entry could be used`);
      for (const note of officialQuirks(dataset)) io.err(`${note}\n`);
      const samples = inShard([...detectionSamples(dataset, results)], shard);
      const trouble: Trouble = {
        problems: [...dataset.problems, ...results.problems],
        problemCount: dataset.problemCount + results.problemCount,
      };
      const metric = ownChoices(() => detectionMetric(kind, type, dataset.categories, choices));
      const show = progress(io, samples.length);
      for (const [i, sample] of samples.entries()) {
        metric.add(sample);
        show(i + 1);
      }
      const outcome =
        metric instanceof LvisAp ? outcomeOf(lvisFigures, metric, trouble) : outcomeOf(cocoFigures, metric, trouble);
      return report(outcome, values, io);
    },
  });

export const cocoCommand: Command = detectionCommand(
  'coco',
  'COCO AP and AR of a results file (masks, boxes, boundaries or keypoints)',
  cocoHelp,
);

export const lvisCommand: Command = detectionCommand('lvis', 'LVIS AP of a results file', lvisHelp);

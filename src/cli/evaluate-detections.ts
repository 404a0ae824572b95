/** `coco` and `lvis`: score a results file against an annotation file. */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { problemSentence } from '../core/coco/data-problem.ts';
import { parseCocoDataset } from '../core/coco/dataset.ts';
import { officialQuirks } from '../core/coco/official-quirks.ts';
import { parseCocoResults } from '../core/coco/results.ts';
import { CocoAp, type DetectionSample, detectionSamples } from '../core/metrics/coco-ap.ts';
import { cocoThresholds, type SizeBin } from '../core/metrics/detection-cells.ts';
import { LvisAp } from '../core/metrics/lvis-ap.ts';
import { cocoFigures, lvisFigures } from '../core/metrics/metric-figures.ts';
import { type Command, exitCodes, InputError, type Io, UsageError } from './command.ts';
import { readJson } from './files.ts';
import { choice, commonHelp, commonOptions, inShard, numberList, parseShard, required } from './options.ts';
import { outcomeOf, progress, report, type Trouble } from './report.ts';

const cocoHelp = `Usage: npm run evaluate -- coco --gt FILE --dt FILE [options]

COCO average precision and recall, as pycocotools computes them.

  --gt FILE         annotations (instances JSON)
  --dt FILE         results (JSON list)
  --type TYPE       segm (default), bbox or boundary
  --use-cats 0|1    0 pools all categories; 1 by default
  --max-dets LIST   detections a picture and category, 1,10,100 by default; AP is taken at the last
  --iou LIST        IoU thresholds, 0.50,0.55,...,0.95 by default
  --areas LIST      area ranges NAME:FROM-TO in square pixels, both ends included,
                    small:0-1024,medium:1024-9216,large:9216-1e10 by default
${commonHelp}
`;

const lvisHelp = `Usage: npm run evaluate -- lvis --gt FILE --dt FILE [options]

LVIS average precision with federated rules, as lvis-api computes it.

  --gt FILE         annotations (LVIS JSON)
  --dt FILE         results (JSON list)
  --type TYPE       segm (default), bbox or boundary
  --max-dets N      detections a picture over all categories, 300 by default
  --fixed-ap        no limit a picture, but the strongest 10,000 detections of each category (Dave et al., 2021)
${commonHelp}
`;

const types = ['segm', 'bbox', 'boundary'] as const;

/** @throws UsageError unless the text is numbers, separated by commas */
function fractions(text: string): number[] {
  const list = text.split(',').map(Number);
  if (list.some(Number.isNaN)) throw new UsageError(`--iou ${text}: expected numbers as in 0.5,0.75`);
  // the official thresholds are numpy's, whose .90 is a little less than 0.9
  return list.map((value) => cocoThresholds.find((t) => Math.abs(t - value) < 1e-9) ?? value);
}

/** @throws UsageError unless the text is NAME:FROM-TO, separated by commas */
function areaRanges(text: string): SizeBin[] {
  return text.split(',').map((part) => {
    const [, name = '', from = '', to = ''] = /^([\w-]+):([\d.e]+)-([\d.e]+)$/.exec(part) ?? [];
    if (name === '' || Number.isNaN(Number(from)) || Number.isNaN(Number(to)))
      throw new UsageError(`--areas ${part}: expected NAME:FROM-TO as in small:0-1024`);
    return { name, from: Number(from), to: Number(to) };
  });
}

/** What a metric refuses of a person's own choices is a wrong command line. */
function ownChoices<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

async function runDetections(kind: 'coco' | 'lvis', args: readonly string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...commonOptions,
      gt: { type: 'string' },
      dt: { type: 'string' },
      type: { type: 'string' },
      'use-cats': { type: 'string' },
      'max-dets': { type: 'string' },
      iou: { type: 'string' },
      areas: { type: 'string' },
      'fixed-ap': { type: 'boolean' },
    },
  });
  if (values.help) {
    io.out(kind === 'coco' ? cocoHelp : lvisHelp);
    return exitCodes.ok;
  }
  const foreign = kind === 'coco' ? values['fixed-ap'] && 'fixed-ap' : values.iou ? 'iou' : values.areas && 'areas';
  if (foreign) throw new UsageError(`--${foreign} is no option of ${kind}`);
  const gt = required(values.gt, 'gt');
  const dt = required(values.dt, 'dt');
  const type = choice(values.type, 'type', types, 'segm');
  const shard = parseShard(values.shard);
  const limits = numberList(values['max-dets'], 'max-dets');
  const useCategories = choice(values['use-cats'], 'use-cats', ['0', '1'], '1') === '1';
  const need = type === 'bbox' ? 'boxes' : 'masks';
  const dataset = parseCocoDataset(readJson(gt), basename(gt), need);
  if (dataset.images.length === 0) throw new InputError(`${gt}: holds no picture that could be evaluated`);
  const results = parseCocoResults(readJson(dt), basename(dt), dataset, need);
  const [fault] = results.problems;
  if (results.count === 0 && fault) throw new InputError(`${problemSentence(fault)}; no entry could be used`);
  for (const note of officialQuirks(dataset)) io.err(`${note}\n`);
  const samples = inShard([...detectionSamples(dataset, results)], shard);
  const trouble: Trouble = {
    problems: [...dataset.problems, ...results.problems],
    problemCount: dataset.problemCount + results.problemCount,
  };
  const fill = (metric: { add(sample: DetectionSample): void }): void => {
    const show = progress(io, samples.length);
    for (const [i, sample] of samples.entries()) {
      metric.add(sample);
      show(i + 1);
    }
  };
  if (kind === 'lvis') {
    const [limit] = limits ?? [];
    const metric = new LvisAp({
      type,
      categories: dataset.categories,
      ...(limit === undefined ? {} : { maxDetections: limit }),
      fixed: values['fixed-ap'] === true,
    });
    fill(metric);
    return report(outcomeOf(lvisFigures, metric, trouble), values, io);
  }
  const categories = dataset.categories.map((category) => category.id);
  const metric = ownChoices(() => {
    const thresholds = values.iou === undefined ? {} : { thresholds: fractions(values.iou) };
    const areas = values.areas === undefined ? {} : { areas: areaRanges(values.areas) };
    const most = limits ? { maxDetections: limits } : {};
    return new CocoAp({ type, categories, useCategories, ...most, ...thresholds, ...areas });
  });
  fill(metric);
  return report(outcomeOf(cocoFigures, metric, trouble), values, io);
}

export const cocoCommand: Command = {
  name: 'coco',
  summary: 'COCO AP and AR of a results file (masks, boxes or boundaries)',
  help: cocoHelp,
  run: (args, io) => runDetections('coco', args, io),
};

export const lvisCommand: Command = {
  name: 'lvis',
  summary: 'LVIS AP of a results file',
  help: lvisHelp,
  run: (args, io) => runDetections('lvis', args, io),
};

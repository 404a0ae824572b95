/** `miou`: score label maps by a dataset's convention. */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { ProblemList } from '../core/coco/data-problem.ts';
import type { LabelMap } from '../core/image/png-pixels.ts';
import { CityscapesPixels } from '../core/metrics/cityscapes-pixels.ts';
import { labelSetById, labelSets } from '../core/metrics/label-sets/catalogue.ts';
import { cityscapesFigures, miouFigures } from '../core/metrics/metric-figures.ts';
import { Miou } from '../core/metrics/miou.ts';
import { type Command, exitCodes, InputError, UsageError } from './command.ts';
import { filesBelow, readLabelPng, stemOf } from './files.ts';
import { commonHelp, commonOptions, inShard, parseShard, required } from './options.ts';
import { outcomeOf, progress, report } from './report.ts';

const help = `Usage: npm run evaluate -- miou --pred DIR --gt DIR --dataset NAME [options]

Mean IoU, pixel accuracy and their relatives for label PNGs (grey or palette).
A truth and a prediction belong together by file name; in Cityscapes by city_sequence_frame.

  --pred DIR        predicted label maps
  --gt DIR          true label maps
  --dataset NAME    ${labelSets.map((set) => set.id).join(', ')}
${commonHelp}

Conventions:
${labelSets.map((set) => `  ${set.id.padEnd(20)} ${set.rule}`).join('\n')}
`;

interface Pair {
  readonly name: string;
  readonly truth: string;
  readonly prediction: string | null;
  readonly instances: string | null;
}

/** Pairs files of plain datasets by name. */
function pairsByName(truths: readonly string[], predictions: readonly string[]): Pair[] {
  const byStem = new Map(predictions.map((file) => [stemOf(file), file]));
  return truths.map((truth) => {
    const name = stemOf(truth);
    return { name, truth, prediction: byStem.get(name) ?? null, instances: null };
  });
}

/** Pairs Cityscapes files by city_sequence_frame. */
function cityscapesPairs(truths: readonly string[], predictions: readonly string[], ending: string): Pair[] {
  const keyOf = (file: string): string => stemOf(file).split('_').slice(0, 3).join('_');
  const byKey = new Map(predictions.map((file) => [keyOf(file), file]));
  return truths
    .filter((file) => file.endsWith(`${ending}.png`))
    .map((truth) => {
      const instances = truth.replace(`${ending}.png`, '_instanceIds.png');
      const name = keyOf(truth);
      return {
        name,
        truth,
        prediction: byKey.get(name) ?? null,
        instances: truths.includes(instances) ? instances : null,
      };
    });
}

export const miouCommand: Command = {
  name: 'miou',
  summary: 'mean IoU of label maps: ADE20K, Cityscapes, LoveDA, Pets, VOC',
  help,
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: { ...commonOptions, pred: { type: 'string' }, gt: { type: 'string' }, dataset: { type: 'string' } },
    });
    if (values.help) {
      io.out(help);
      return exitCodes.ok;
    }
    const id = required(values.dataset, 'dataset');
    const set = labelSetById(id);
    if (!set) throw new UsageError(`--dataset ${id}: expected ${labelSets.map((s) => s.id).join(', ')}`);
    const truths = filesBelow(required(values.gt, 'gt'), ['.png']);
    const predictions = filesBelow(required(values.pred, 'pred'), ['.png']);
    const cityscapes = id === 'cityscapes';
    const pairs =
      id.startsWith('cityscapes') && truths.some((file) => /_label(Train)?Ids\.png$/.test(file))
        ? cityscapesPairs(truths, predictions, cityscapes ? '_labelIds' : '_labelTrainIds')
        : pairsByName(truths, predictions);
    if (pairs.length === 0) throw new InputError(`${values.gt}: holds no label map of ${set.name}`);
    const plain = new Miou(set);
    const pixels = new CityscapesPixels();
    const problems = new ProblemList('');
    const mine = inShard(pairs, parseShard(values.shard));
    const show = progress(io, mine.length);
    for (const [i, { name, truth, prediction, instances }] of mine.entries()) {
      if (!prediction) problems.add(basename(truth), 'has no prediction of that name; it is left out');
      else {
        try {
          const read = (file: string): LabelMap => named(file, () => readLabelPng(file));
          const sample = { name, truth: read(truth), prediction: read(prediction) };
          named(prediction, () => {
            if (cityscapes) pixels.add({ ...sample, instances: instances ? read(instances) : null });
            else plain.add(sample);
          });
        } catch (error) {
          problems.add('', `${error instanceof Error ? error.message : String(error)}; the picture is left out`);
        }
      }
      show(i + 1);
    }
    const trouble = { problems: problems.kept, problemCount: problems.count };
    return report(
      cityscapes ? outcomeOf(cityscapesFigures, pixels, trouble) : outcomeOf(miouFigures, plain, trouble),
      values,
      io,
    );
  },
};

/** Runs and puts the file's name before the message of what goes wrong. */
function named<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${basename(file)}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

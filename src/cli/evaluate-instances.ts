/** `instances`: Cityscapes' instance-level average precision. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ProblemList } from '../core/coco/data-problem.ts';
import { CityscapesInstanceAp, type PredictedInstance } from '../core/metrics/cityscapes-instance.ts';
import { parseInstanceList } from '../core/metrics/cityscapes-instance-list.ts';
import { instancesFigures } from '../core/metrics/metric-figures.ts';
import { type Command, exitCodes, InputError } from './command.ts';
import { filesBelow, readLabelPng, stemOf } from './files.ts';
import { commonHelp, commonOptions, inShard, parseShard, required } from './options.ts';
import { outcomeOf, progress, report } from './report.ts';

const help = `Usage: npm run evaluate -- instances --gt DIR --pred DIR [options]

Cityscapes instance AP over overlaps .50 to .95, and AP50, as cityscapesScripts compute them.

  --gt DIR          …_instanceIds.png (16 bits)
  --pred DIR        text files named CITY_SEQUENCE_FRAME….txt, a line an instance: mask file, label id, confidence
${commonHelp}
`;

const keyOf = (file: string): string => stemOf(file).split('_').slice(0, 3).join('_');

/** The instances that a text file lists; masks lie relative to it. @throws Error naming the line */
function readPredictions(file: string): PredictedInstance[] {
  return parseInstanceList(readFileSync(file, 'utf8')).map(({ mask, labelId, confidence, line }) => {
    const path = join(dirname(file), mask);
    if (!existsSync(path)) throw new Error(`line ${line}: there is no file ${mask}`);
    return { labelId, confidence, mask: readLabelPng(path) };
  });
}

export const instancesCommand: Command = {
  name: 'instances',
  summary: 'Cityscapes instance AP and AP50',
  help,
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: { ...commonOptions, gt: { type: 'string' }, pred: { type: 'string' } },
    });
    if (values.help) {
      io.out(help);
      return exitCodes.ok;
    }
    const gt = required(values.gt, 'gt');
    const pred = required(values.pred, 'pred');
    const truths = filesBelow(gt, ['.png']).filter((file) => file.endsWith('_instanceIds.png'));
    if (truths.length === 0) throw new InputError(`${gt}: holds no file that ends in _instanceIds.png`);
    const lists = new Map(filesBelow(pred, ['.txt']).map((file) => [keyOf(file), file]));
    const metric = new CityscapesInstanceAp();
    const problems = new ProblemList('');
    const mine = inShard(truths, parseShard(values.shard));
    const show = progress(io, mine.length);
    for (const [i, truth] of mine.entries()) {
      const list = lists.get(keyOf(truth));
      if (list === undefined) problems.add(basename(truth), 'has no text file of predictions; it is left out');
      else {
        try {
          const predictions = readPredictions(list);
          metric.add({ name: keyOf(truth), truth: readLabelPng(truth), predictions });
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          problems.add(basename(list), `${reason}; the picture is left out`);
        }
      }
      show(i + 1);
    }
    return report(
      outcomeOf(instancesFigures, metric, { problems: problems.kept, problemCount: problems.count }),
      values,
      io,
    );
  },
};

/** `bravo`: score predictions and confidences in the official file layout. */
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { ProblemList } from '../core/coco/data-problem.ts';
import type { LabelMap } from '../core/image/png-pixels.ts';
import { Bravo, bravoSubsetOf } from '../core/metrics/bravo.ts';
import { type Command, exitCodes, InputError } from './command.ts';
import { filesBelow, readLabelPng } from './files.ts';
import { commonHelp, commonOptions, inShard, parseShard, required } from './options.ts';
import { bravoOutcome } from './outcomes.ts';
import { progress, report } from './report.ts';

const help = `Usage: npm run evaluate -- bravo --gt DIR [--pred DIR] [options]

BRAVO's figures over its nine subsets, their harmonic means and the BRAVO index.
All pixels that are not void enter the curve figures; the official server samples 100,000 of each picture.

  --gt DIR          bravo_ACDC/..., bravo_SMIYC/... with NAME_gt.png and NAME_invalid.png
  --pred DIR        the same folders with NAME_pred.png (train ids) and NAME_conf.png (16 bits); --gt by default
${commonHelp}
`;

export const bravoCommand: Command = {
  name: 'bravo',
  summary: 'BRAVO figures of predictions and confidences',
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
    const pred = values.pred ?? gt;
    const stems = filesBelow(gt, ['.png'])
      .filter((file) => file.endsWith('_gt.png'))
      .map((file) => relative(gt, file).replaceAll('\\', '/').slice(0, -'_gt.png'.length));
    if (stems.length === 0) throw new InputError(`${gt}: holds no file that ends in _gt.png`);
    const metric = new Bravo();
    const problems = new ProblemList('');
    const mine = inShard(stems, parseShard(values.shard));
    const show = progress(io, mine.length);
    for (const [i, stem] of mine.entries()) {
      const subset = bravoSubsetOf(stem);
      if (!subset) problems.add(stem, 'lies in no bravo_... folder of a known subset; it is left out');
      else {
        let file = '';
        const read = (folder: string, kind: string): LabelMap => {
          file = `${stem}_${kind}.png`;
          if (!existsSync(`${folder}/${file}`)) throw new Error('is missing');
          return readLabelPng(`${folder}/${file}`);
        };
        try {
          const [truth, invalid] = [read(gt, 'gt'), read(gt, 'invalid')];
          const [confidence, prediction] = [read(pred, 'conf'), read(pred, 'pred')];
          metric.add({ subset, truth, invalid, prediction, confidence });
        } catch (error) {
          problems.add(file, `${error instanceof Error ? error.message : String(error)}; the picture is left out`);
        }
      }
      show(i + 1);
    }
    return report(bravoOutcome(metric, { problems: problems.kept, problemCount: problems.count }), values, io);
  },
};

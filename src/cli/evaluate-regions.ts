/** `regions`: BSDS500's region measures of label maps. */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { inflateUpTo } from '../codecs/inflate.ts';
import { ProblemList } from '../core/coco/data-problem.ts';
import type { LabelMap } from '../core/image/png-pixels.ts';
import { bsdsTruth } from '../core/mat/bsds-truth.ts';
import { readMat } from '../core/mat/read-mat.ts';
import { BsdsRegions } from '../core/metrics/bsds-regions.ts';
import { regionsFigures } from '../core/metrics/metric-figures.ts';
import { type Command, exitCodes, InputError } from './command.ts';
import { filesBelow, readLabelPng, stemOf } from './files.ts';
import { commonHelp, commonOptions, inShard, parseShard, required } from './options.ts';
import { outcomeOf, progress, report } from './report.ts';

const help = `Usage: npm run evaluate -- regions --gt DIR --pred DIR [options]

BSDS500 region measures: covering, probabilistic Rand index, variation of information (bits); each at the best scale of the
whole set (ODS), of each picture (OIS), and covering also with the best scale of each region.

  --gt DIR          NAME.mat of BSDS500, or NAME_0.png, NAME_1.png ... one an annotator (8 or 16 bits)
  --pred DIR        label maps NAME.png, or NAME_0.png, NAME_1.png ... one a scale, the same number for every picture
${commonHelp}
`;

/** Files by picture: NAME.ending, or NAME_k.png in the order of k. */
function byPicture(files: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  const order = (file: string): number => Number(/_(\d+)$/.exec(stemOf(file))?.[1] ?? 0);
  for (const file of [...files].sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1))) {
    const name = stemOf(file).replace(/_\d+$/, '');
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  return groups;
}

function readTruths(files: readonly string[]): LabelMap[] {
  return files.flatMap((file) =>
    file.toLowerCase().endsWith('.mat')
      ? bsdsTruth(readMat(readFileSync(file), inflateUpTo)).map((a) => a.segmentation)
      : [readLabelPng(file)],
  );
}

export const regionsCommand: Command = {
  name: 'regions',
  summary: 'BSDS500 covering, Rand index and variation of information',
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
    const truths = byPicture(filesBelow(gt, ['.mat', '.png']));
    if (truths.size === 0) throw new InputError(`${gt}: holds no .mat or .png file`);
    const predictions = byPicture(filesBelow(required(values.pred, 'pred'), ['.png']));
    const metric = new BsdsRegions();
    const problems = new ProblemList('');
    const mine = inShard([...truths.keys()].sort(), parseShard(values.shard));
    const show = progress(io, mine.length);
    for (const [i, name] of mine.entries()) {
      const maps = predictions.get(name);
      if (!maps) problems.add(name, 'has truth but no label map of that name; it is left out');
      else {
        try {
          metric.add({ name, segmentations: maps.map(readLabelPng), truths: readTruths(truths.get(name) ?? []) });
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          problems.add(basename(maps[0] ?? name), `${reason}; the picture is left out`);
        }
      }
      show(i + 1);
    }
    return report(
      outcomeOf(regionsFigures, metric, { problems: problems.kept, problemCount: problems.count }),
      values,
      io,
    );
  },
};

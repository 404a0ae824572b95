/** `bsds`: score boundary maps against the annotators of BSDS500. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { ProblemList } from '../core/coco/data-problem.ts';
import type { Mask } from '../core/mask/mask.ts';
import { bsdsTruth } from '../core/mat/bsds-truth.ts';
import { readMat } from '../core/mat/read-mat.ts';
import { BsdsBoundary } from '../core/metrics/bsds-boundary.ts';
import { type Command, exitCodes, InputError, UsageError } from './command.ts';
import { filesBelow, inflate, readLabelPng, stemOf } from './files.ts';
import { commonHelp, commonOptions, inShard, parseShard, required } from './options.ts';
import { bsdsOutcome } from './outcomes.ts';
import { progress, report } from './report.ts';

const help = `Usage: npm run evaluate -- bsds --pred DIR --gt DIR [options]

BSDS500 boundary precision and recall: ODS, OIS, AP, R50.
Pairs of pixels are counted exactly; which pixels are paired may differ from the official solver, whose own result varies
by some 1e-4 between runs.

  --pred DIR        boundary maps NAME.png, 8 or 16 bits, white = boundary
  --gt DIR          NAME.mat of BSDS500, or NAME_0.png, NAME_1.png ... one an annotator
  --thresholds N    99 by default
${commonHelp}
`;

/** Boundary maps of one picture's annotators. */
function readTruths(files: readonly string[]): Mask[] {
  return files.flatMap((file) => {
    if (file.toLowerCase().endsWith('.mat'))
      return bsdsTruth(readMat(readFileSync(file), inflate)).map((a) => a.boundaries);
    const map = readLabelPng(file);
    return [{ width: map.width, height: map.height, data: Uint8Array.from(map.data) }];
  });
}

/** Truth files by picture: NAME.mat, or NAME_k.png. */
export function truthFiles(folder: string): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const file of filesBelow(folder, ['.mat', '.png'])) {
    const name = file.toLowerCase().endsWith('.mat') ? stemOf(file) : stemOf(file).replace(/_\d+$/, '');
    byName.set(name, [...(byName.get(name) ?? []), file]);
  }
  return byName;
}

export const bsdsCommand: Command = {
  name: 'bsds',
  summary: 'BSDS500 boundary ODS, OIS, AP and R50 of a folder of boundary maps',
  help,
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: { ...commonOptions, pred: { type: 'string' }, gt: { type: 'string' }, thresholds: { type: 'string' } },
    });
    if (values.help) {
      io.out(help);
      return exitCodes.ok;
    }
    const predictions = new Map(
      filesBelow(required(values.pred, 'pred'), ['.png']).map((file) => [stemOf(file), file]),
    );
    const truths = truthFiles(required(values.gt, 'gt'));
    const thresholds = Number(values.thresholds ?? 99);
    if (!Number.isInteger(thresholds) || thresholds < 1)
      throw new UsageError(`--thresholds ${values.thresholds}: expected a number above 0`);
    const names = [...truths.keys()].sort();
    if (names.length === 0) throw new InputError(`${values.gt}: holds no .mat or .png file`);
    const metric = new BsdsBoundary({ thresholds });
    const problems = new ProblemList('');
    const mine = inShard(names, parseShard(values.shard));
    const show = progress(io, mine.length);
    for (const [i, name] of mine.entries()) {
      const file = predictions.get(name);
      if (!file) problems.add(name, `has truth but no boundary map ${name}.png; it is left out`);
      else {
        try {
          const map = readLabelPng(file);
          const top = map.data instanceof Uint16Array ? 65535 : 255;
          const data = new Float64Array(map.data.length);
          for (let p = 0; p < data.length; p++) data[p] = (map.data[p] ?? 0) / top;
          metric.add({
            name,
            strength: { width: map.width, height: map.height, data },
            truths: readTruths(truths.get(name) ?? []),
          });
        } catch (error) {
          problems.add(
            basename(file),
            `${error instanceof Error ? error.message : String(error)}; the picture is left out`,
          );
        }
      }
      show(i + 1);
    }
    return report(bsdsOutcome(metric, { problems: problems.kept, problemCount: problems.count }), values, io);
  },
};

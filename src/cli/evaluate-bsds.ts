/** `bsds`: score boundary maps against the annotators of BSDS500. */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { inflateUpTo } from '../codecs/inflate.ts';
import { ProblemList } from '../core/coco/data-problem.ts';
import type { Mask } from '../core/mask/mask.ts';
import { bsdsTruth } from '../core/mat/bsds-truth.ts';
import { readMat } from '../core/mat/read-mat.ts';
import { type BoundarySample, BsdsBoundary } from '../core/metrics/bsds-boundary.ts';
import { bsdsFigures } from '../core/metrics/metric-figures.ts';
import { type Command, exitCodes, InputError, UsageError } from './command.ts';
import { filesBelow, readLabelPng, stemOf } from './files.ts';
import { loadNodeModel } from './load-model.ts';
import { modelEdges } from './model-edges.ts';
import { commonHelp, commonOptions, inShard, parseShard, required } from './options.ts';
import { readPhoto } from './photo.ts';
import { recordBoundaries } from './record-scores.ts';
import { outcomeOf, progress, report } from './report.ts';

const help = `Usage: npm run evaluate -- bsds --pred DIR --gt DIR [options]
       npm run evaluate -- bsds --model default --data DIR [options]

BSDS500 boundary precision and recall: ODS, OIS, AP, R50.
Pairs of pixels are counted exactly; which pixels are paired may differ from the official solver, whose own result varies
by some 1e-4 between runs.

  --pred DIR        boundary maps NAME.png, 8 or 16 bits, white = boundary
  --gt DIR          NAME.mat of BSDS500, or NAME_0.png, NAME_1.png ... one an annotator
or
  --data DIR        BSDS500's own folder: images/SPLIT/NAME.jpg and groundTruth/SPLIT/NAME.mat
  --model NAME      default, an id in models/, or the path of a manifest: its own edges output is scored
  --split SPLIT     test by default
  --size N          longest side of the encoder's input
  --limit N         only N pictures, spread evenly over the sorted names
  --record FILE     also put the figures into the model's scores.json, which the benchmark card shows; whole split only

  --thresholds N    99 by default
${commonHelp}
`;

/** Boundary maps of one picture's annotators. */
function readTruths(files: readonly string[]): Mask[] {
  return files.flatMap((file) => {
    if (file.toLowerCase().endsWith('.mat'))
      return bsdsTruth(readMat(readFileSync(file), inflateUpTo)).map((a) => a.boundaries);
    const map = readLabelPng(file);
    return [{ width: map.width, height: map.height, data: Uint8Array.from(map.data) }];
  });
}

/** A boundary map's strength in 0..1. */
function readStrength(file: string): BoundarySample['strength'] {
  const { width, height, data } = readLabelPng(file);
  const top = data instanceof Uint16Array ? 65535 : 255;
  const strength = new Float64Array(data.length);
  for (let p = 0; p < strength.length; p++) strength[p] = (data[p] ?? 0) / top;
  return { width, height, data: strength };
}

/** Truth files by picture: NAME.mat, or NAME_k.png. */
function truthFiles(folder: string): Map<string, string[]> {
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
      options: {
        ...commonOptions,
        pred: { type: 'string' },
        gt: { type: 'string' },
        thresholds: { type: 'string' },
        data: { type: 'string' },
        model: { type: 'string' },
        split: { type: 'string' },
        size: { type: 'string' },
        limit: { type: 'string' },
        record: { type: 'string' },
      },
    });
    if (values.help) {
      io.out(help);
      return exitCodes.ok;
    }
    const thresholds = Number(values.thresholds ?? 99);
    if (!Number.isInteger(thresholds) || thresholds < 1) {
      throw new UsageError(`--thresholds ${values.thresholds}: expected a number above 0`);
    }
    const split = values.split ?? 'test';
    const folders =
      values.model === undefined
        ? { maps: required(values.pred, 'pred'), endings: ['.png'], truths: required(values.gt, 'gt') }
        : {
            maps: `${required(values.data, 'data')}/images/${split}`,
            endings: ['.jpg', '.png'],
            truths: `${values.data}/groundTruth/${split}`,
          };
    const files = new Map(filesBelow(folders.maps, folders.endings).map((file) => [stemOf(file), file]));
    const truths = truthFiles(folders.truths);
    const names = [...truths.keys()].sort();
    if (names.length === 0) throw new InputError(`${folders.truths}: holds no .mat or .png file`);
    const limit = Math.min(Number(values.limit ?? names.length), names.length);
    if (!(limit >= 1)) throw new UsageError(`--limit ${values.limit}: expected a number above 0`);
    const spread = Array.from({ length: limit }, (_, i) => names[Math.floor((i * names.length) / limit)] ?? '');
    const loaded =
      values.model === undefined
        ? null
        : await loadNodeModel(values.model, values.size === undefined ? undefined : Number(values.size));
    const metric = new BsdsBoundary({ thresholds });
    const problems = new ProblemList('');
    const mine = inShard(spread, parseShard(values.shard));
    const show = progress(io, mine.length);
    for (const [i, name] of mine.entries()) {
      const file = files.get(name);
      if (!file)
        problems.add(name, `has truth but no ${folders.endings.join(' or ')} file of that name; it is left out`);
      else {
        try {
          const strength = loaded ? await modelEdges(loaded.model, await readPhoto(file)) : readStrength(file);
          metric.add({ name, strength, truths: readTruths(truths.get(name) ?? []) });
        } catch (error) {
          if (error instanceof InputError) throw error;
          problems.add(
            basename(file),
            `${error instanceof Error ? error.message : String(error)}; the picture is left out`,
          );
        }
      }
      show(i + 1);
    }
    await loaded?.dispose();
    const outcome = outcomeOf(bsdsFigures, metric, { problems: problems.kept, problemCount: problems.count });
    if (values.record !== undefined) {
      if (!loaded || mine.length < names.length || problems.count > 0)
        throw new InputError('--record needs a model and every picture of the split, without a problem');
      recordBoundaries(values.record, loaded.manifest, split, outcome.stats, names.length);
    }
    return report(outcome, values, io);
  },
};

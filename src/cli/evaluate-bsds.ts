/** `bsds`: score boundary maps against the annotators of BSDS500. */
import { join } from 'node:path';
import { sortedPaths } from '../core/datasets/file-tree.ts';
import { PredictionFiles } from '../core/datasets/prediction-files.ts';
import { readBoundaryStrength } from '../core/datasets/read-bsds.ts';
import { BsdsBoundary } from '../core/metrics/bsds-boundary.ts';
import { bsdsFigures } from '../core/metrics/metric-figures.ts';
import { bsdsPictures, readBsdsBoundaries } from './bsds-truths.ts';
import { type Command, defineCommand, InputError, UsageError } from './command.ts';
import { readerTools } from './disk-tree.ts';
import { loadNodeModel } from './load-model.ts';
import { modelEdges } from './model-edges.ts';
import { openTree } from './open-tree.ts';
import { commonHelp, commonOptions, evenly, required, wholeNumber } from './options.ts';
import { readPhoto } from './photo.ts';
import { recordBoundaries } from './record-scores.ts';
import { outcomeOf, report } from './report.ts';
import { namedFile, scorePictures, splitHelp, splitOption } from './scored-pictures.ts';

const help = `Usage: npm run evaluate -- bsds --pred DIR --gt DIR [options]
       npm run evaluate -- bsds --model default --data DIR [options]

BSDS500 boundary precision and recall: ODS, OIS, AP, R50.
Pairs of pixels are counted exactly; which pixels are paired may differ from the official solver, whose own result varies
by some 1e-4 between runs.

  --pred DIR        folder or archive of boundary maps NAME.png, 8 or 16 bits, white = boundary, or NAME.mat with one matrix 0..1
  --gt DIR          folder or archive with NAME.mat of BSDS500, or NAME_0.png, NAME_1.png ... one an annotator
or
  --data DIR        BSDS500's own folder: images/SPLIT/NAME.jpg and groundTruth/SPLIT/NAME.mat
  --model NAME      default, an id in models/, or the path of a manifest: its own edges output is scored
  --size N          longest side of the encoder's input
  --limit N         only N pictures, spread evenly over the sorted names
  --record FILE     also put the figures into the model's scores.json, which the benchmark card shows; whole split only

  --thresholds N    99 by default
${splitHelp}
${commonHelp}
`;

export const bsdsCommand: Command = defineCommand({
  name: 'bsds',
  summary: 'BSDS500 boundary ODS, OIS, AP and R50 of a folder of boundary maps',
  help,
  options: {
    ...commonOptions,
    ...splitOption,
    pred: { type: 'string' },
    gt: { type: 'string' },
    thresholds: { type: 'string' },
    data: { type: 'string' },
    model: { type: 'string' },
    size: { type: 'string' },
    limit: { type: 'string' },
    record: { type: 'string' },
  },
  run: async (values, io) => {
    const thresholds = Number(values.thresholds ?? 99);
    if (!Number.isInteger(thresholds) || thresholds < 1) {
      throw new UsageError(`--thresholds ${values.thresholds}: expected a number above 0`);
    }
    const data = await openTree(values.model === undefined ? required(values.gt, 'gt') : required(values.data, 'data'));
    const whole = bsdsPictures(data, values.split);
    const limit = wholeNumber(values.limit, 'limit', whole.pictures.length);
    const asked = { ...whole, pictures: evenly(whole.pictures, Math.min(limit, whole.pictures.length)) };
    const loaded =
      values.model === undefined
        ? null
        : await loadNodeModel(values.model, values.size === undefined ? undefined : Number(values.size));
    const pred = loaded ? data : await openTree(required(values.pred, 'pred'));
    const own = loaded ? sortedPaths(pred).filter((path) => !/(^|\/)groundTruth\//.test(path)) : sortedPaths(pred);
    const endings = loaded ? ['.jpg', '.png'] : ['.png', '.mat'];
    const files = new PredictionFiles(own, asked.pictures, { endings });
    const metric = new BsdsBoundary({ thresholds });
    const trouble = await scorePictures(
      asked,
      values.shard,
      async (picture) => {
        const file = files.find(picture);
        const strength = loaded
          ? await modelEdges(loaded.model, await readPhoto(join(values.data ?? '', file)))
          : await readBoundaryStrength(pred, file, readerTools);
        const truths = await readBsdsBoundaries(data, picture);
        namedFile(file, () => metric.add({ name: picture.id, strength, truths }));
      },
      io,
    );
    await loaded?.dispose();
    const outcome = outcomeOf(bsdsFigures, metric, trouble);
    if (values.record !== undefined) {
      if (!loaded || trouble.part.asked < whole.pictures.length || trouble.problemCount > 0)
        throw new InputError('--record needs a model and every picture of the split, without a problem');
      recordBoundaries(values.record, loaded.manifest, whole.split, outcome.stats, whole.pictures.length);
    }
    return report(outcome, values, io);
  },
});

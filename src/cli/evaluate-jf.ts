/** `jf`: J&F of DAVIS 2017's semi-supervised task. */
import { DatasetFileError, sortedPaths } from '../core/datasets/file-tree.ts';
import { PredictionFiles } from '../core/datasets/prediction-files.ts';
import { DavisSequences, davisMasks, davisReader } from '../core/datasets/read-davis.ts';
import { DavisJf } from '../core/metrics/davis.ts';
import { davisFigures } from '../core/metrics/metric-figures.ts';
import { type Command, defineCommand, InputError } from './command.ts';
import { readerTools } from './disk-tree.ts';
import { openTree } from './open-tree.ts';
import { commonHelp, commonOptions, required } from './options.ts';
import { outcomeOf, report } from './report.ts';
import { askedPictures, namedFile, scorePictures, splitHelp, splitOption } from './scored-pictures.ts';

const help = `Usage: npm run evaluate -- jf --gt DIR --pred DIR [options]

J&F, and mean, recall and decay of J and F over objects, as davis2017-evaluation computes them for the semi-supervised task:
the first and the last frame of a sequence do not count, nor do objects that its first frame does not have; a frame without
prediction ends the evaluation.

  --gt DIR          folder or archive of DAVIS (Annotations/480p/SEQUENCE/NNNNN.png), or of SEQUENCE/NNNNN.png alone
  --pred DIR        folder or archive with SEQUENCE/NNNNN.png; a pixel's label is its object
${splitHelp}
${commonHelp}
`;

export const jfCommand: Command = defineCommand({
  name: 'jf',
  summary: 'J&F of video object masks (DAVIS)',
  help,
  options: { ...commonOptions, ...splitOption, gt: { type: 'string' }, pred: { type: 'string' } },
  run: async (values, io) => {
    const truth = await openTree(required(values.gt, 'gt'));
    const pred = await openTree(required(values.pred, 'pred'));
    const paths = sortedPaths(truth);
    const whole = Number(await davisReader.match(truth, paths, readerTools, {})) > 0;
    const all = whole ? (await davisReader.open(truth, paths, readerTools, {})).pictures : davisMasks(paths);
    if (all.length === 0) throw new InputError(`${values.gt}: holds no mask SEQUENCE/NNNNN.png`);
    const asked = askedPictures(all, 'davis', values.split);
    const files = new PredictionFiles(sortedPaths(pred), asked.pictures, { endings: ['.png'] });
    const sequences = new DavisSequences(asked.pictures, truth, readerTools);
    const counting = { ...asked, pictures: asked.pictures.filter((picture) => sequences.counts(picture)) };
    const metric = new DavisJf();
    const trouble = await scorePictures(
      counting,
      values.shard,
      async (picture) => {
        try {
          const file = files.find(picture);
          const sample = await sequences.sample(picture, pred, file);
          namedFile(file, () => metric.add(sample));
        } catch (error) {
          if (error instanceof DatasetFileError) throw new InputError(`${error.file}: ${error.message}`);
          throw error;
        }
      },
      io,
    );
    return report(outcomeOf(davisFigures, metric, trouble), values, io);
  },
});

/** `regions`: BSDS500's region measures of label maps. */
import { inflateUpTo } from '../codecs/inflate.ts';
import { sortedPaths } from '../core/datasets/file-tree.ts';
import { readLabels } from '../core/datasets/label-objects.ts';
import { PredictionFiles } from '../core/datasets/prediction-files.ts';
import { BsdsRegions } from '../core/metrics/bsds-regions.ts';
import { regionsFigures } from '../core/metrics/metric-figures.ts';
import { bsdsPictures, readBsdsRegions } from './bsds-truths.ts';
import { type Command, defineCommand } from './command.ts';
import { openTree } from './open-tree.ts';
import { commonHelp, commonOptions, required } from './options.ts';
import { outcomeOf, report } from './report.ts';
import { namedFile, scorePictures, splitHelp, splitOption } from './scored-pictures.ts';

const help = `Usage: npm run evaluate -- regions --gt DIR --pred DIR [options]

BSDS500 region measures: covering, probabilistic Rand index, variation of information (bits); each at the best scale of the
whole set (ODS), of each picture (OIS), and covering also with the best scale of each region.

  --gt DIR          folder or archive with NAME.mat of BSDS500, or NAME_0.png, NAME_1.png ... one an annotator (8 or 16 bits)
  --pred DIR        label maps NAME.png, or NAME_0.png, NAME_1.png ... one a scale, the same number for every picture
${splitHelp}
${commonHelp}
`;

export const regionsCommand: Command = defineCommand({
  name: 'regions',
  summary: 'BSDS500 covering, Rand index and variation of information',
  help,
  options: { ...commonOptions, ...splitOption, gt: { type: 'string' }, pred: { type: 'string' } },
  run: async (values, io) => {
    const truth = await openTree(required(values.gt, 'gt'));
    const pred = await openTree(required(values.pred, 'pred'));
    const asked = bsdsPictures(truth, values.split);
    const files = new PredictionFiles(sortedPaths(pred), asked.pictures, { endings: ['.png'] });
    const metric = new BsdsRegions();
    const trouble = await scorePictures(
      asked,
      values.shard,
      async (picture) => {
        const scales = files.scales(picture);
        const segmentations = await Promise.all(scales.map((file) => readLabels(pred, file, inflateUpTo)));
        const truths = await readBsdsRegions(truth, picture);
        namedFile(scales[0] ?? picture.id, () => metric.add({ name: picture.id, segmentations, truths }));
      },
      io,
    );
    return report(outcomeOf(regionsFigures, metric, trouble), values, io);
  },
});

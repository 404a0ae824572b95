/** `instances`: Cityscapes' instance-level average precision. */
import { inflateUpTo } from '../codecs/inflate.ts';
import { sortedPaths } from '../core/datasets/file-tree.ts';
import { readInstancePredictions } from '../core/datasets/instance-predictions.ts';
import { readLabels } from '../core/datasets/label-objects.ts';
import { PredictionFiles } from '../core/datasets/prediction-files.ts';
import { cityscapesPictures } from '../core/datasets/truth-pictures.ts';
import { CityscapesInstanceAp } from '../core/metrics/cityscapes-instance.ts';
import { instancesFigures } from '../core/metrics/metric-figures.ts';
import { type Command, defineCommand, InputError } from './command.ts';
import { readerTools } from './disk-tree.ts';
import { openTree } from './open-tree.ts';
import { commonHelp, commonOptions, required } from './options.ts';
import { outcomeOf, report } from './report.ts';
import { askedPictures, namedFile, scorePictures, splitHelp, splitOption } from './scored-pictures.ts';

const help = `Usage: npm run evaluate -- instances --gt DIR --pred DIR [options]

Cityscapes instance AP over overlaps .50 to .95, and AP50, as cityscapesScripts compute them.

  --gt DIR          folder or archive with …_instanceIds.png (16 bits)
  --pred DIR        text files named CITY_SEQUENCE_FRAME….txt, a line an instance: mask file, label id, confidence
${splitHelp}
${commonHelp}
`;

export const instancesCommand: Command = defineCommand({
  name: 'instances',
  summary: 'Cityscapes instance AP and AP50',
  help,
  options: { ...commonOptions, ...splitOption, gt: { type: 'string' }, pred: { type: 'string' } },
  run: async (values, io) => {
    const truth = await openTree(required(values.gt, 'gt'));
    const pred = await openTree(required(values.pred, 'pred'));
    const all = cityscapesPictures(sortedPaths(truth), '_instanceIds.png');
    if (all.length === 0) throw new InputError(`${values.gt}: holds no file that ends in _instanceIds.png`);
    const asked = askedPictures(all, 'cityscapes', values.split);
    const files = new PredictionFiles(sortedPaths(pred), asked.pictures, { endings: ['.txt'], byFrame: true });
    const metric = new CityscapesInstanceAp();
    const trouble = await scorePictures(
      asked,
      values.shard,
      async (picture) => {
        const list = files.find(picture);
        const predictions = await readInstancePredictions(pred, list, readerTools);
        const map = await readLabels(truth, picture.truth[0] ?? '', inflateUpTo);
        namedFile(list, () => metric.add({ name: picture.id, truth: map, predictions }));
      },
      io,
    );
    return report(outcomeOf(instancesFigures, metric, trouble), values, io);
  },
});

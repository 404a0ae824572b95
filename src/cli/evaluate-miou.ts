/** `miou`: score label maps by a dataset's convention. */
import { parseArgs } from 'node:util';
import { inflateUpTo } from '../codecs/inflate.ts';
import type { DatasetKind, DatasetPicture } from '../core/datasets/dataset.ts';
import { readerOf } from '../core/datasets/detect.ts';
import { DatasetFileError, type FileTree, sortedPaths } from '../core/datasets/file-tree.ts';
import { readLabels } from '../core/datasets/label-objects.ts';
import { PredictionFiles } from '../core/datasets/prediction-files.ts';
import { cityscapesPictures, truthPictures } from '../core/datasets/truth-pictures.ts';
import type { LabelMap } from '../core/image/png-pixels.ts';
import { CityscapesPixels } from '../core/metrics/cityscapes-pixels.ts';
import { labelSetById, labelSets } from '../core/metrics/label-sets/catalogue.ts';
import type { LabelSet } from '../core/metrics/label-sets/label-set.ts';
import { cityscapesFigures, miouFigures } from '../core/metrics/metric-figures.ts';
import { Miou } from '../core/metrics/miou.ts';
import { type Command, exitCodes, InputError, UsageError } from './command.ts';
import { readerTools } from './disk-tree.ts';
import { openTree } from './open-tree.ts';
import { commonHelp, commonOptions, required } from './options.ts';
import { outcomeOf, report } from './report.ts';
import { askedPictures, namedFile, scorePictures, splitHelp, splitOption } from './scored-pictures.ts';

const help = `Usage: npm run evaluate -- miou --pred DIR --gt DIR --dataset NAME [options]

Mean IoU, pixel accuracy and their relatives for label PNGs (grey or palette).
A truth and a prediction belong together by path, then by split folder, then by file name where it is unique; in Cityscapes by
city_sequence_frame. What stays ambiguous is left out and named.

  --pred DIR        folder or archive of predicted label maps
  --gt DIR          folder or archive of true label maps, or of the whole dataset
  --dataset NAME    ${labelSets.map((set) => set.id).join(', ')}
${splitHelp}
${commonHelp}

Conventions:
${labelSets.map((set) => `  ${set.id.padEnd(20)} ${set.rule}`).join('\n')}
`;

/** The datasets whose conventions begin with the same word. */
const kinds: readonly DatasetKind[] = ['ade20k', 'cityscapes', 'loveda', 'pets', 'voc'];

/** Pictures of a folder of label maps, or of a whole dataset where its layout is recognised, and how their truth is read. */
async function labelPictures(
  tree: FileTree,
  set: LabelSet,
  kind: DatasetKind,
): Promise<{ pictures: readonly DatasetPicture[]; read: (picture: DatasetPicture) => Promise<LabelMap> }> {
  const paths = sortedPaths(tree);
  const plain = ({ truth: [file = ''] }: DatasetPicture): Promise<LabelMap> => readLabels(tree, file, inflateUpTo, set);
  if (kind === 'cityscapes' && paths.some((path) => /_label(Train)?Ids\.png$/.test(path))) {
    const ending = set.id === 'cityscapes' ? '_labelIds.png' : '_labelTrainIds.png';
    return { pictures: cityscapesPictures(paths, ending), read: plain };
  }
  const reader = readerOf(kind);
  if (kind !== 'cityscapes' && (await reader.match(tree, paths, readerTools, {})) > 0) {
    const dataset = await reader.open(tree, paths, readerTools, {});
    const read = async (picture: DatasetPicture): Promise<LabelMap> => {
      const { labels } = await dataset.truth(picture);
      if (!labels) throw new DatasetFileError(picture.truth[0] ?? picture.id, 'has no label map');
      return labels;
    };
    return { pictures: dataset.pictures, read };
  }
  return { pictures: truthPictures(paths, ['.png'], false), read: plain };
}

export const miouCommand: Command = {
  name: 'miou',
  summary: 'mean IoU of label maps: ADE20K, Cityscapes, LoveDA, Pets, VOC',
  help,
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...commonOptions,
        ...splitOption,
        pred: { type: 'string' },
        gt: { type: 'string' },
        dataset: { type: 'string' },
      },
    });
    if (values.help) {
      io.out(help);
      return exitCodes.ok;
    }
    const id = required(values.dataset, 'dataset');
    const set = labelSetById(id);
    if (!set) throw new UsageError(`--dataset ${id}: expected ${labelSets.map((s) => s.id).join(', ')}`);
    const kind = kinds.find((name) => id.startsWith(name)) ?? 'folder';
    const truth = await openTree(required(values.gt, 'gt'));
    const pred = await openTree(required(values.pred, 'pred'));
    const { pictures, read } = await labelPictures(truth, set, kind);
    if (pictures.length === 0) throw new InputError(`${values.gt}: holds no label map of ${set.name}`);
    const asked = askedPictures(pictures, kind, values.split);
    const byFrame = kind === 'cityscapes';
    const files = new PredictionFiles(sortedPaths(pred), asked.pictures, { endings: ['.png'], byFrame });
    const plain = new Miou(set);
    const pixels = new CityscapesPixels();
    const cityscapes = id === 'cityscapes';
    const trouble = await scorePictures(
      asked,
      values.shard,
      async (picture) => {
        const file = files.find(picture);
        const prediction = await readLabels(pred, file, inflateUpTo, set);
        const labels = await read(picture);
        const [, second] = picture.truth;
        const instances = cityscapes && second !== undefined ? await readLabels(truth, second, inflateUpTo) : null;
        namedFile(file, () => {
          if (cityscapes) pixels.add({ truth: labels, prediction, instances });
          else plain.add({ name: picture.id, truth: labels, prediction });
        });
      },
      io,
    );
    return report(
      cityscapes ? outcomeOf(cityscapesFigures, pixels, trouble) : outcomeOf(miouFigures, plain, trouble),
      values,
      io,
    );
  },
};

/** Label maps and their truths, paired and read by a dataset's convention. */
import { inflateUpTo } from '../codecs/inflate.ts';
import type { DatasetKind, DatasetPicture } from '../core/datasets/dataset.ts';
import { readerOf } from '../core/datasets/detect.ts';
import { DatasetFileError, type FileTree, sortedPaths } from '../core/datasets/file-tree.ts';
import { readLabels } from '../core/datasets/label-objects.ts';
import { PredictionFiles } from '../core/datasets/prediction-files.ts';
import { cityscapesPictures, truthPictures } from '../core/datasets/truth-pictures.ts';
import type { LabelMap } from '../core/image/png-pixels.ts';
import { labelSetById, labelSets } from '../core/metrics/label-sets/catalogue.ts';
import type { LabelSet } from '../core/metrics/label-sets/label-set.ts';
import type { LabelSample } from '../core/metrics/miou.ts';
import { InputError, type Io, UsageError } from './command.ts';
import { readerTools } from './disk-tree.ts';
import { openTree } from './open-tree.ts';
import { required } from './options.ts';
import type { TakingPart, Trouble } from './report.ts';
import { askedPictures, namedFile, scorePictures, splitHelp } from './scored-pictures.ts';

/** For `parseArgs`. */
export const labelOptions = {
  split: { type: 'string' },
  pred: { type: 'string' },
  gt: { type: 'string' },
  dataset: { type: 'string' },
} as const;

/** Help text of these options. */
export const labelHelp: string = `  --pred DIR        folder or archive of predicted label maps
  --gt DIR          folder or archive of true label maps, or of the whole dataset
  --dataset NAME    ${labelSets.map((set) => set.id).join(', ')}
${splitHelp}`;

/** The conventions in words. */
export const conventions: string = `Conventions:
${labelSets.map((set) => `  ${set.id.padEnd(20)} ${set.rule}`).join('\n')}`;

/** What was given for {@link labelOptions} and `--shard`. */
export interface LabelValues {
  readonly pred?: string | undefined;
  readonly gt?: string | undefined;
  readonly dataset?: string | undefined;
  readonly split?: string | undefined;
  readonly shard?: string | undefined;
}

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
  if (kind !== 'cityscapes' && kind !== 'folder' && (await reader.match(tree, paths, readerTools, {})) > 0) {
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

/** The convention that was asked for. @throws UsageError when there is none of that name */
export function labelSetOf(values: LabelValues): LabelSet {
  const id = required(values.dataset, 'dataset');
  const set = labelSetById(id);
  if (!set) throw new UsageError(`--dataset ${id}: expected ${labelSets.map((s) => s.id).join(', ')}`);
  return set;
}

/** A label map with its truth; `instances` only where the truth has a map of them. */
export interface FoundLabels extends LabelSample {
  readonly instances: LabelMap | null;
}

/** Puts each picture's maps through `add`; what cannot be paired or read is listed. */
export async function scoreLabels(
  values: LabelValues,
  set: LabelSet,
  add: (found: FoundLabels) => void,
  io: Io,
): Promise<Trouble & { readonly part: TakingPart }> {
  const kind = kinds.find((name) => set.id.startsWith(name)) ?? 'folder';
  const truth = await openTree(required(values.gt, 'gt'));
  const pred = await openTree(required(values.pred, 'pred'));
  const { pictures, read } = await labelPictures(truth, set, kind);
  if (pictures.length === 0) throw new InputError(`${values.gt}: holds no label map of ${set.name}`);
  const asked = askedPictures(pictures, kind, values.split);
  const files = new PredictionFiles(sortedPaths(pred), asked.pictures, {
    endings: ['.png'],
    byFrame: kind === 'cityscapes',
  });
  return scorePictures(
    asked,
    values.shard,
    async (picture) => {
      const file = files.find(picture);
      const prediction = await readLabels(pred, file, inflateUpTo, set);
      const labels = await read(picture);
      const [, second] = set.id === 'cityscapes' ? picture.truth : [];
      const instances = second === undefined ? null : await readLabels(truth, second, inflateUpTo);
      namedFile(file, () => add({ name: picture.id, truth: labels, prediction, instances }));
    },
    io,
  );
}

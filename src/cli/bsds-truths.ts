/** The people's drawings of BSDS500 on the command line: the dataset's own files, or PNGs, one an annotator. */
import { inflateUpTo } from '../codecs/inflate.ts';
import type { DatasetPicture } from '../core/datasets/dataset.ts';
import { endingOf, type FileTree, sortedPaths } from '../core/datasets/file-tree.ts';
import { readLabels } from '../core/datasets/label-objects.ts';
import { readBsdsDrawings } from '../core/datasets/read-bsds.ts';
import { truthPictures } from '../core/datasets/truth-pictures.ts';
import type { LabelMap } from '../core/image/png-pixels.ts';
import type { Mask } from '../core/mask/mask.ts';
import { InputError } from './command.ts';
import { readerTools } from './disk-tree.ts';
import { type AskedPictures, askedPictures } from './scored-pictures.ts';

/** @throws InputError when there is no truth file, UsageError when there is no such split */
export function bsdsPictures(tree: FileTree, split: string | undefined): AskedPictures {
  const paths = sortedPaths(tree);
  // the dataset's own tree has other .mat files and pictures beside its truth
  const own = paths.filter((path) => /(^|\/)groundTruth\//.test(path));
  const all = truthPictures(own.length > 0 ? own : paths, ['.mat', '.png'], true);
  if (all.length === 0) throw new InputError(`${tree.name}: holds no .mat or .png file`);
  return askedPictures(all, 'bsds500', split);
}

/** Boundary maps of one picture's annotators. @throws DatasetFileError */
export async function readBsdsBoundaries(tree: FileTree, picture: DatasetPicture): Promise<Mask[]> {
  const drawings = await eachTruth(
    tree,
    picture,
    (drawing) => drawing.boundaries,
    ({ width, height, data }) => ({ width, height, data: Uint8Array.from(data) }),
  );
  return drawings.flat();
}

/** Region maps of one picture's annotators. @throws DatasetFileError */
export async function readBsdsRegions(tree: FileTree, picture: DatasetPicture): Promise<LabelMap[]> {
  const drawings = await eachTruth(
    tree,
    picture,
    (drawing) => drawing.segmentation,
    (map) => map,
  );
  return drawings.flat();
}

type Drawing = Awaited<ReturnType<typeof readBsdsDrawings>>[number];

function eachTruth<T>(
  tree: FileTree,
  picture: DatasetPicture,
  ofMat: (drawing: Drawing) => T,
  ofPng: (map: LabelMap) => T,
): Promise<T[][]> {
  return Promise.all(
    picture.truth.map(async (file) =>
      endingOf(file) === '.mat'
        ? (await readBsdsDrawings(tree, file, readerTools)).map(ofMat)
        : [ofPng(await readLabels(tree, file, inflateUpTo))],
    ),
  );
}

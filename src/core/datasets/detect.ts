/** Which dataset a folder or archive holds. */
import type { Dataset, DatasetKind, DatasetReader, OpenOptions, ReaderTools } from './dataset.ts';
import { DatasetFileError, type FileTree, sortedPaths } from './file-tree.ts';
import { foreignDataset } from './foreign.ts';
import { bsdsReader } from './read-bsds.ts';
import { cocoReader, lvisReader } from './read-coco.ts';
import { davisReader } from './read-davis.ts';
import { folderReader } from './read-folder.ts';
import { panopticReader } from './read-panoptic.ts';
import { ade20kReader, lovedaReader, petsReader, vocReader } from './read-scenes.ts';
import { bravoReader, cityscapesReader } from './read-street-scenes.ts';

/** Every layout, the sure signs first. */
export const datasetReaders: readonly DatasetReader[] = [
  bsdsReader,
  cityscapesReader,
  bravoReader,
  ade20kReader,
  petsReader,
  lovedaReader,
  lvisReader,
  cocoReader,
  davisReader,
  vocReader,
  panopticReader,
  folderReader,
];

/** The reader of a kind. */
export function readerOf(kind: DatasetKind): DatasetReader {
  return datasetReaders.find((reader) => reader.kind === kind) ?? folderReader;
}

/**
 * Opens the tree with the reader that fits best.
 *
 * @param expected the dataset that the person meant; it is tried last when nothing fits, so that it can say what is missing
 * @throws DatasetFileError when no layout is recognised; the message says what is expected
 */
export async function openDataset(
  tree: FileTree,
  tools: ReaderTools,
  expected?: DatasetKind,
  options: OpenOptions = {},
): Promise<Dataset> {
  const paths = sortedPaths(tree);
  const foreign = foreignDataset(paths);
  if (foreign) throw new DatasetFileError(tree.name, foreign);
  let best: { readonly reader: DatasetReader; readonly score: number } | null = null;
  for (const reader of datasetReaders) {
    const score = await reader.match(tree, paths, tools, options);
    if (score > (best?.score ?? 0)) best = { reader, score };
    if (score >= 1) break;
  }
  if (best) return best.reader.open(tree, paths, tools, options);
  if (expected) {
    const dataset = await readerOf(expected).open(tree, paths, tools, options);
    if (dataset.pictures.length > 0 || dataset.problems.count > 0) return dataset;
  }
  const wanted = expected ? `${readerOf(expected).name} is ${readerOf(expected).needs}` : folderReader.needs;
  throw new DatasetFileError(tree.name, `no known dataset in its ${paths.length} files. Expected: ${wanted}`);
}

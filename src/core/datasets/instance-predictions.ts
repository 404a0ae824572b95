/** Instance predictions for Cityscapes: a text file that lists masks, and the masks. */
import type { PredictedInstance } from '../metrics/cityscapes-instance.ts';
import { parseInstanceList } from '../metrics/cityscapes-instance-list.ts';
import type { ReaderTools } from './dataset.ts';
import { DatasetFileError, type FileTree, folderOf, readWith } from './file-tree.ts';
import { readLabels } from './label-objects.ts';

/** The instances that a text file lists; masks lie relative to it. @throws DatasetFileError naming the line or the mask */
export async function readInstancePredictions(
  tree: FileTree,
  list: string,
  tools: ReaderTools,
): Promise<PredictedInstance[]> {
  const listed = await readWith(tree, list, (bytes) => parseInstanceList(tools.text(bytes)));
  const known = new Set(tree.files.map(({ path }) => path));
  const predictions: PredictedInstance[] = [];
  for (const { mask, labelId, confidence, line } of listed) {
    const path = resolvePath(folderOf(list), mask);
    if (!known.has(path)) throw new DatasetFileError(list, `line ${line}: there is no file ${mask}`);
    predictions.push({ labelId, confidence, mask: await readLabels(tree, path, tools.inflate) });
  }
  return predictions;
}

/** A path that is given relative to a folder of the tree. */
function resolvePath(folder: string, relative: string): string {
  const out = folder === '' ? [] : folder.split('/');
  for (const part of relative.replaceAll('\\', '/').split('/')) {
    if (part === '..') out.pop();
    else if (part !== '.' && part !== '') out.push(part);
  }
  return out.join('/');
}

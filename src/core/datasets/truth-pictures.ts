/** The pictures of a folder that holds nothing but truth files. */
import { cityscapesFrame } from '../metrics/cityscapes-instance-list.ts';
import type { DatasetPicture } from './dataset.ts';
import { endingOf, folderOf, stemOf } from './file-tree.ts';
import { splitOfPath } from './match-path.ts';

const inFolder = (path: string, name: string): string => {
  const folder = folderOf(path);
  return folder === '' ? name : `${folder}/${name}`;
};

/**
 * One picture for each NAME; with `several`, NAME_0, NAME_1 … are the truths of one picture, in the order of their numbers.
 * @param endings in lower case, as in `.png`
 * @returns sorted by id, which is the path without its ending
 */
export function truthPictures(
  paths: readonly string[],
  endings: readonly string[],
  several: boolean,
): readonly DatasetPicture[] {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    if (!endings.includes(endingOf(path))) continue;
    const stem = stemOf(path);
    const id = inFolder(path, several && endingOf(path) === '.png' ? stem.replace(/_\d+$/, '') : stem);
    groups.set(id, [...(groups.get(id) ?? []), path]);
  }
  const number = (path: string): number => Number(/_(\d+)$/.exec(stemOf(path))?.[1] ?? 0);
  return [...groups]
    .map(([id, files]) => ({
      id,
      split: splitOfPath(id) ?? '',
      path: null,
      truth: files.toSorted((a, b) => number(a) - number(b)),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** One picture for each Cityscapes label map with this ending; its instance map is the second truth file where there is one. */
export function cityscapesPictures(paths: readonly string[], ending: string): readonly DatasetPicture[] {
  const known = new Set(paths);
  return paths
    .filter((path) => path.endsWith(ending))
    .map((path) => {
      const instances = path.replace(ending, '_instanceIds.png');
      const more = instances !== path && known.has(instances) ? [instances] : [];
      const id = inFolder(path, cityscapesFrame(stemOf(path)));
      return { id, split: splitOfPath(path) ?? '', path: null, truth: [path, ...more] };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Pairs picture files with label files. */
import type { ProblemList } from '../coco/data-problem.ts';
import type { DatasetPicture } from './dataset.ts';
import { baseName, endingOf } from './file-tree.ts';

/** A file with the key that it shares with its partners. */
export interface Keyed {
  readonly path: string;
  /** Unique in the dataset, as in `val/frankfurt_000000_000294`. */
  readonly key: string;
  readonly split: string;
}

/** The files that the rule gives a key. */
export function keyed(paths: readonly string[], rule: (path: string) => Omit<Keyed, 'path'> | null): Keyed[] {
  return paths.flatMap((path) => {
    const found = rule(path);
    return found ? [{ path, ...found }] : [];
  });
}

/** Rule for `…/FOLDER/[SPLIT/]NAME.ending`: the key is what follows the folder, without the ending. */
export function below(folder: string, endings: readonly string[]): (path: string) => Omit<Keyed, 'path'> | null {
  return (path) => {
    if (!endings.includes(endingOf(path))) return null;
    const at = `/${path}`.lastIndexOf(`/${folder}/`);
    if (at < 0) return null;
    const rest = `/${path}`.slice(at + folder.length + 2);
    const name = rest.slice(0, rest.length - endingOf(path).length);
    return { key: name, split: name.includes('/') ? name.slice(0, name.indexOf('/')) : '' };
  };
}

/**
 * One picture for each truth, sorted by key. A picture without truth is no problem where a part of the dataset has none; truth
 * without a picture is listed, and so are two files that claim one key.
 */
export function pairUp(
  pictures: readonly Keyed[],
  truths: readonly (Keyed & { readonly more?: readonly string[] })[],
  problems: ProblemList,
): DatasetPicture[] {
  const byKey = new Map<string, Keyed>();
  for (const picture of pictures) {
    const first = byKey.get(picture.key);
    if (first) problems.addTo(picture.path, '', `has the same name as ${baseName(first.path)}; it is left out`);
    else byKey.set(picture.key, picture);
  }
  const taken = new Map<string, string>();
  const out: DatasetPicture[] = [];
  for (const { key, split, path, more = [] } of truths) {
    const first = taken.get(key);
    if (first !== undefined) {
      problems.addTo(path, '', `belongs to the same picture as ${first}; it is left out`);
      continue;
    }
    taken.set(key, path);
    const picture = byKey.get(key)?.path ?? null;
    if (picture === null) problems.addTo(path, '', 'has no picture of that name; it can be scored but not run');
    out.push({ id: key, split, path: picture, truth: [path, ...more] });
  }
  return out.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

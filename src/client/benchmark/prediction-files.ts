/** Finds the prediction of a picture by name; of several, the one whose folders fit. */
import type { DatasetPicture } from '../../core/datasets/dataset.ts';
import {
  baseName,
  DatasetFileError,
  endingOf,
  type FileTree,
  folderOf,
  sortedPaths,
  stemOf,
} from '../../core/datasets/file-tree.ts';
import { cityscapesFrame } from '../../core/metrics/cityscapes-instance-list.ts';

/** What predictions of a picture are called: its own name, or its label file's, without the ending that marks their role. */
function namesOf(picture: DatasetPicture): readonly string[] {
  const [truth = ''] = picture.truth;
  const plain = stemOf(truth).replace(/(_gt(Fine|Coarse)_\w+|_gt)$/, '');
  return [...new Set([stemOf(truth), plain, stemOf(picture.path ?? truth), baseName(picture.id)])];
}

export class PredictionFiles {
  readonly #byName = new Map<string, string[]>();

  /** @param byFrame Cityscapes' names carry the method's own ending, so their first three parts count too */
  constructor(pred: FileTree, byFrame: boolean) {
    for (const path of sortedPaths(pred).filter((p) => endingOf(p) === '.png')) {
      const names = [
        stemOf(path),
        stemOf(path).replace(/_\d+$/, '#'),
        ...(byFrame ? [cityscapesFrame(stemOf(path))] : []),
      ];
      for (const name of new Set(names)) this.#byName.set(name, [...(this.#byName.get(name) ?? []), path]);
    }
  }

  /** @throws DatasetFileError when there is none, or several that fit equally well */
  find(picture: DatasetPicture): string {
    const names = namesOf(picture);
    const [truth = picture.id] = picture.truth;
    const same = names.map((name) => this.#byName.get(name)).find((paths) => paths !== undefined);
    if (!same) throw new DatasetFileError(truth, `has no prediction ${names.at(-1)}.png`);
    const [first = '', second] = nearest(same, truth);
    if (second === undefined) return first;
    throw new DatasetFileError(truth, `may belong to ${first} or to ${second}`);
  }

  /** All scales of a picture, NAME.png or NAME_0.png, NAME_1.png …, in order. @throws DatasetFileError of none */
  scales(picture: DatasetPicture): readonly string[] {
    const order = (path: string): number => Number(/_(\d+)$/.exec(stemOf(path))?.[1] ?? 0);
    for (const name of namesOf(picture)) {
      const several = this.#byName.get(`${name}#`);
      if (several) return nearest(several, picture.truth[0] ?? '').toSorted((a, b) => order(a) - order(b));
    }
    return [this.find(picture)];
  }
}

/** Those whose folders resemble the truth's most: numbers repeat between the parts of a dataset. */
function nearest(paths: readonly string[], truth: string): readonly string[] {
  const folders = new Set(folderOf(truth).split('/'));
  const likeness = paths.map(
    (path) =>
      folderOf(path)
        .split('/')
        .filter((name) => folders.has(name)).length,
  );
  const most = Math.max(...likeness);
  return paths.filter((_, i) => likeness[i] === most);
}

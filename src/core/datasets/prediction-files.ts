/** Which file was predicted for which picture: by path, then by split folder, then by name if it is unique; never guessed. */
import { cityscapesFrame } from '../metrics/cityscapes-instance-list.ts';
import type { DatasetPicture } from './dataset.ts';
import { baseName, DatasetFileError, endingOf, folderOf, stemOf } from './file-tree.ts';
import { PathIndex, type PathMatch, splitOfName, splitOfPath, withoutSharing } from './match-path.ts';

/** How predictions are named. */
export interface PredictionNames {
  /** Endings in lower case, as in `.png`. */
  readonly endings: readonly string[];
  /** Cityscapes' names carry the method's own ending, so their first three parts count too. */
  readonly byFrame?: boolean;
}

/** What predictions of a picture are called: its own name, or its label file's, without the ending that marks their role. */
function namesOf(picture: DatasetPicture): readonly string[] {
  const [truth = picture.id] = picture.truth;
  const plain = stemOf(truth).replace(/(_gt(Fine|Coarse)_\w+|_gt)$/, '');
  return [...new Set([stemOf(truth), plain, stemOf(picture.path ?? truth), baseName(picture.id)])];
}

/** A path without the number of its scale, as in `test/101085` for `test/101085_3.png`. */
function withoutScale(path: string): string {
  const folder = folderOf(path);
  return `${folder === '' ? '' : `${folder}/`}${stemOf(path).replace(/_\d+$/, '')}`;
}

const scaleOf = (path: string): number => Number(/_(\d+)$/.exec(stemOf(path))?.[1] ?? 0);

/** Files under a key that is made from a name. */
interface Keyed {
  readonly index: PathIndex;
  readonly key: (name: string) => string;
}

/** Files of several scales by group, and the group of each picture. */
interface Groups {
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly of: ReadonlyMap<string, PathMatch>;
}

export class PredictionFiles {
  readonly #paths: readonly string[];
  readonly #pictures: readonly DatasetPicture[];
  readonly #byFrame: boolean;
  readonly #missing: string;
  #single: ReadonlyMap<string, PathMatch> | undefined;
  #groups: Groups | undefined;

  /** @param pictures all that take part: a file is given to one of them only */
  constructor(paths: readonly string[], pictures: readonly DatasetPicture[], { endings, byFrame }: PredictionNames) {
    this.#paths = paths.filter((path) => endings.includes(endingOf(path)));
    this.#pictures = pictures;
    this.#byFrame = byFrame === true;
    this.#missing = endings.join(' or ');
  }

  /** @throws DatasetFileError when there is none, or several that fit equally well */
  find(picture: DatasetPicture): string {
    const frame = (path: string): string => cityscapesFrame(stemOf(path));
    this.#single ??= this.#matched([
      { index: new PathIndex(this.#paths, stemOf), key: (name) => name },
      ...(this.#byFrame ? [{ index: new PathIndex(this.#paths, frame), key: cityscapesFrame }] : []),
    ]);
    return this.#use(this.#single, picture);
  }

  /** All scales of a picture, NAME_0, NAME_1 … in order, or NAME alone. @throws DatasetFileError of none */
  scales(picture: DatasetPicture): readonly string[] {
    this.#groups ??= this.#grouped();
    const { files, of } = this.#groups;
    if (of.get(picture.id)?.kind === 'none') return [this.find(picture)];
    const group = this.#use(of, picture);
    return (files.get(group) ?? []).toSorted((a, b) => scaleOf(a) - scaleOf(b));
  }

  #grouped(): Groups {
    const files = new Map<string, string[]>();
    for (const path of this.#paths) {
      if (!/_\d+$/.test(stemOf(path))) continue;
      const group = withoutScale(path);
      files.set(group, [...(files.get(group) ?? []), path]);
    }
    return { files, of: this.#matched([{ index: new PathIndex(files.keys()), key: (name) => name }]) };
  }

  #matched(indices: readonly Keyed[]): ReadonlyMap<string, PathMatch> {
    const matches = this.#pictures.map((picture): PathMatch => {
      const [truth = picture.id] = picture.truth;
      const split = splitOfName(picture.split) ?? splitOfPath(truth);
      for (const { index, key } of indices) {
        for (const name of namesOf(picture)) {
          const match = index.find(truth, split, key(name));
          if (match.kind === 'none' || (match.kind === 'found' && otherSplit(match.path, split))) continue;
          return match;
        }
      }
      return { kind: 'none' };
    });
    const alone = withoutSharing(matches);
    return new Map(this.#pictures.map(({ id }, i) => [id, alone[i] ?? { kind: 'none' }]));
  }

  #use(matches: ReadonlyMap<string, PathMatch>, picture: DatasetPicture): string {
    const [truth = picture.id] = picture.truth;
    const match = matches.get(picture.id) ?? { kind: 'none' };
    if (match.kind === 'found') return match.path;
    if (match.kind === 'none')
      throw new DatasetFileError(truth, `has no prediction ${namesOf(picture).at(-1)}${this.#missing}`);
    const [only, second] = match.paths;
    throw new DatasetFileError(
      truth,
      second === undefined
        ? `may belong to ${only}, but so may the truth of another picture`
        : `may belong to ${only} or to ${second}`,
    );
  }
}

/** Whether a file lies in the folder of another split. */
function otherSplit(path: string, split: string | null): boolean {
  const own = splitOfPath(path);
  return own !== null && split !== null && own !== split;
}

/** DAVIS 2017 and what is laid out like it: a folder of frames a sequence, masks whose labels are the objects. */
import { ProblemList } from '../coco/data-problem.ts';
import type { DavisSample } from '../metrics/davis.ts';
import { type DatasetPicture, type DatasetReader, type ReaderTools, splitFacts } from './dataset.ts';
import { DatasetFileError, endingOf, type FileTree, folderOf, readWith, stemOf } from './file-tree.ts';
import { objectsByValue, readLabels } from './label-objects.ts';
import { type Keyed, keyed, pairUp } from './pairs.ts';

const VOID = 255;
const inFolder = (folder: string, ending: RegExp) => {
  const rule = new RegExp(`(?:^|/)${folder}/(?:480p/|1080p/|Full-Resolution/)?([^/]+/\\d+)${ending.source}$`);
  return (path: string): string | null => rule.exec(path)?.[1] ?? null;
};
const maskKey = inFolder('Annotations', /\.png/);
const frameKey = inFolder('JPEGImages', /\.(?:jpg|jpeg|png)/);

/** Sequences by the part that ImageSets/2017 puts them in. */
async function splitsOf(tree: FileTree, paths: readonly string[], tools: ReaderTools): Promise<Map<string, string>> {
  const splits = new Map<string, string>();
  for (const path of paths) {
    const split = /(?:^|\/)ImageSets\/(?:2017|480p)\/(train|val|test-dev|test-challenge)\.txt$/.exec(path)?.[1];
    if (split === undefined) continue;
    const text = await readWith(tree, path, (bytes) => tools.text(bytes));
    for (const line of text.split(/\r?\n/)) if (/^[\w-]+$/.test(line.trim())) splits.set(line.trim(), split);
  }
  return splits;
}

export const davisReader: DatasetReader = {
  kind: 'davis',
  name: 'DAVIS',
  needs: 'Annotations/480p/SEQUENCE/NNNNN.png and JPEGImages/480p/SEQUENCE/NNNNN.jpg',
  match: (_tree, paths) => (paths.some((path) => maskKey(path) !== null) ? 0.9 : 0),
  async open(tree, paths, tools) {
    const problems = new ProblemList('');
    const splits = await splitsOf(tree, paths, tools);
    const rule =
      (keyOf: (path: string) => string | null) =>
      (path: string): Omit<Keyed, 'path'> | null => {
        const key = keyOf(path);
        return key === null ? null : { key, split: splits.get(folderOf(key)) ?? '' };
      };
    const pictures = pairUp(keyed(paths, rule(frameKey)), keyed(paths, rule(maskKey)), problems);
    return {
      kind: 'davis',
      title: 'DAVIS',
      pictures,
      problems,
      labelSet: null,
      annotations: null,
      annotationFiles: [],
      objectWords: 'Objects are the labels of each frame’s mask; each frame is asked about alone.',
      facts: [
        { label: 'sequences', value: `${new Set(pictures.map((p) => folderOf(p.id))).size}` },
        { label: 'frames with truth', value: `${pictures.length}` },
        { label: 'with their picture', value: `${pictures.filter((p) => p.path !== null).length}` },
        ...splitFacts(pictures),
      ],
      async truth(picture) {
        const map = await readLabels(tree, picture.truth[0] ?? '', tools.inflate);
        const objects = objectsByValue(map, (value) =>
          value === 0 || value === VOID ? null : { name: `object ${value}`, categoryId: 1 },
        );
        return { size: { width: map.width, height: map.height }, labels: null, boundaries: [], objects };
      },
    };
  },
};

/** Frames of a folder that holds nothing but sequences: SEQUENCE/NNNNN.png. */
export function davisMasks(paths: readonly string[]): readonly DatasetPicture[] {
  return paths
    .filter((path) => /(^|\/)[^/]+\/\d+\.png$/.test(path))
    .map((path) => ({ id: path.slice(0, -endingOf(path).length), split: '', path: null, truth: [path] }));
}

/** The frames that count, by the picture they belong to, and what is known of their sequence. */
export class DavisSequences {
  readonly #frames = new Map<string, DatasetPicture[]>();
  readonly #objects = new Map<string, Promise<number>>();
  readonly #tree: FileTree;
  readonly #tools: ReaderTools;

  constructor(pictures: readonly DatasetPicture[], tree: FileTree, tools: ReaderTools) {
    this.#tree = tree;
    this.#tools = tools;
    for (const picture of [...pictures].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const sequence = folderOf(picture.id);
      this.#frames.set(sequence, [...(this.#frames.get(sequence) ?? []), picture]);
    }
  }

  /** False for the first and the last frame of a sequence, which do not count. */
  counts(picture: DatasetPicture): boolean {
    const frames = this.#frames.get(folderOf(picture.id)) ?? [];
    return frames[0]?.id !== picture.id && frames.at(-1)?.id !== picture.id;
  }

  /** @param file of the prediction @throws DatasetFileError */
  async sample(picture: DatasetPicture, pred: FileTree, file: string): Promise<DavisSample> {
    const sequence = folderOf(picture.id);
    if (stemOf(folderOf(file)) !== stemOf(sequence))
      throw new DatasetFileError(picture.truth[0] ?? picture.id, 'has no prediction in a folder of its sequence');
    const known = this.#objects.get(sequence) ?? this.#objectsOf(sequence);
    this.#objects.set(sequence, known);
    return {
      sequence,
      frame: stemOf(picture.id),
      objects: await known,
      truth: await readLabels(this.#tree, picture.truth[0] ?? '', this.#tools.inflate),
      prediction: await readLabels(pred, file, this.#tools.inflate),
    };
  }

  /** As in the official code, objects that the first frame does not have do not count. */
  async #objectsOf(sequence: string): Promise<number> {
    const [first] = this.#frames.get(sequence) ?? [];
    if (!first) throw new DatasetFileError(sequence, 'is no sequence of the dataset');
    const { data } = await readLabels(this.#tree, first.truth[0] ?? '', this.#tools.inflate);
    let most = 0;
    for (const label of data) if (label !== VOID) most = Math.max(most, label);
    return most;
  }
}

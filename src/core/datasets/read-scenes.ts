/** ADE20K, LoveDA, Oxford-IIIT Pet and PASCAL VOC: one label map a picture. */
import { ProblemList } from '../coco/data-problem.ts';
import { decodePng } from '../image/png.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import { ade20kLabels } from '../metrics/label-sets/ade20k.ts';
import { vocColour } from '../metrics/label-sets/label-set.ts';
import { lovedaLabels } from '../metrics/label-sets/loveda.ts';
import { petsIgnoreBorderLabels } from '../metrics/label-sets/pets.ts';
import { vocLabels } from '../metrics/label-sets/voc.ts';
import type { DatasetReader, ReaderTools, TruthObject } from './dataset.ts';
import { baseName, endingOf, type FileTree, folderOf, stemOf } from './file-tree.ts';
import { labelDataset } from './label-dataset.ts';
import { objectsByValue, readLabels } from './label-objects.ts';
import { below, keyed, pairUp } from './pairs.ts';

const PHOTOS = ['.jpg', '.jpeg', '.png'];

export const ade20kReader: DatasetReader = {
  kind: 'ade20k',
  name: 'ADE20K (SceneParse150)',
  needs: 'annotations/[SPLIT/]ADE_…png with values 0 to 150, and images/[SPLIT/]ADE_…jpg',
  match: (_tree, paths) => (paths.some((path) => /(^|\/)annotations\/.*ADE_\w+_\d+\.png$/.test(path)) ? 1 : 0),
  async open(tree, paths, tools) {
    const problems = new ProblemList('');
    const pictures = pairUp(
      keyed(paths, below('images', PHOTOS)),
      keyed(paths, below('annotations', ['.png'])),
      problems,
    );
    return labelDataset(tree, tools, {
      kind: 'ade20k',
      title: 'ADE20K (SceneParse150)',
      pictures,
      problems,
      set: ade20kLabels,
    });
  },
};

/** `masks_png` and `images_png` of the release, `mask` and `img` of the shorter copies. */
const lovedaFolders = [
  ['images_png', 'masks_png'],
  ['img', 'mask'],
] as const;

/** `Val/Urban/images_png/1366.png` gets the key `Val/Urban/1366`: numbers repeat between the parts. */
function lovedaKey(folder: string): (path: string) => { key: string; split: string } | null {
  return (path) => {
    const parts = path.split('/');
    if (parts.at(-2) !== folder || endingOf(path) !== '.png') return null;
    const part = parts.slice(0, -2).filter((name) => /^(train|val|test|urban|rural)$/i.test(name));
    return { key: [...part, stemOf(path)].join('/'), split: part.join(' ') };
  };
}

export const lovedaReader: DatasetReader = {
  kind: 'loveda',
  name: 'LoveDA',
  needs: 'SPLIT/{Urban,Rural}/images_png/N.png and masks_png/N.png with values 0 to 7',
  async match(tree, paths, tools) {
    if (paths.some((path) => /(^|\/)masks_png\/\d+\.png$/.test(path))) return 1;
    const mask = paths.find((path) => /(^|\/)mask\/\d+\.png$/.test(path));
    if (mask === undefined) return 0;
    const map = await readLabels(tree, mask, tools.inflate).catch(() => null);
    return map?.width === 1024 && map.height === 1024 && map.data.every((v) => v <= 7) ? 0.9 : 0;
  },
  async open(tree, paths, tools) {
    const problems = new ProblemList('');
    const [photos, masks] =
      lovedaFolders.find(([, m]) => paths.some((p) => `/${folderOf(p)}`.endsWith(`/${m}`))) ?? lovedaFolders[0];
    const pictures = pairUp(keyed(paths, lovedaKey(photos)), keyed(paths, lovedaKey(masks)), problems);
    return labelDataset(tree, tools, { kind: 'loveda', title: 'LoveDA', pictures, problems, set: lovedaLabels });
  },
};

/** A capital first letter is a cat. Source: the dataset's `annotations/README`. */
export function petSpecies(stem: string): 'cat' | 'dog' {
  return /^[A-Z]/.test(stem) ? 'cat' : 'dog';
}

const trimap = (path: string): { key: string; split: string } | null =>
  endingOf(path) === '.png' && /(^|\/)trimaps[^/]*\/[^/]+$/.test(path) ? { key: stemOf(path), split: '' } : null;

export const petsReader: DatasetReader = {
  kind: 'pets',
  name: 'Oxford-IIIT Pet',
  needs: 'annotations/trimaps/NAME.png with values 1 to 3, and images/NAME.jpg',
  match: (_tree, paths) => (paths.some((path) => trimap(path) !== null) ? 1 : 0),
  async open(tree, paths, tools) {
    const problems = new ProblemList('');
    const pictures = pairUp(keyed(paths, below('images', PHOTOS)), keyed(paths, trimap), problems);
    const cats = pictures.filter((p) => petSpecies(p.id) === 'cat').length;
    return labelDataset(tree, tools, {
      kind: 'pets',
      title: 'Oxford-IIIT Pet',
      pictures,
      problems,
      set: petsIgnoreBorderLabels,
      isObject: (categoryId) => categoryId === 0,
      facts: [{ label: 'cats and dogs', value: `${cats} and ${pictures.length - cats}` }],
    });
  },
};

/** Whether the file is a palette PNG with VOC's colours. */
async function hasVocPalette(tree: FileTree, path: string, tools: ReaderTools): Promise<boolean> {
  try {
    const { palette } = decodePng(await tree.read(path), tools.inflate);
    return palette !== null && [1, 15].every((n) => vocColour(n).every((c, i) => palette[3 * n + i] === c));
  } catch {
    return false;
  }
}

/** The folder of VOC's class maps: the release's own name, or the first whose files carry its palette and are no predictions. */
async function vocFolder(tree: FileTree, paths: readonly string[], tools: ReaderTools): Promise<string | null> {
  const folders = [...new Set(paths.filter((p) => endingOf(p) === '.png').map(folderOf))];
  const own = folders.find((folder) => baseName(folder) === 'SegmentationClass');
  if (own !== undefined) return own;
  for (const folder of folders.filter((f) => !/^(pred|result|SegmentationObject)/i.test(baseName(f)))) {
    const first = paths.find((path) => folderOf(path) === folder && endingOf(path) === '.png');
    if (first !== undefined && (await hasVocPalette(tree, first, tools))) return folder;
  }
  return null;
}

/** Pictures that a list in `ImageSets/Segmentation` names, by its name. */
async function vocSplits(tree: FileTree, paths: readonly string[], tools: ReaderTools): Promise<Map<string, string>> {
  const splits = new Map<string, string>();
  for (const path of paths.filter((p) => /ImageSets\/Segmentation\/(train|val)\.txt$/.test(p))) {
    const text = tools.text(await tree.read(path));
    for (const line of text.split(/\r?\n/)) if (line.trim() !== '') splits.set(line.trim().normalize(), stemOf(path));
  }
  return splits;
}

/** The objects of a `SegmentationObject` map; each is of the class that its first pixel has in the class map. */
function vocObjects(map: LabelMap, labels: LabelMap): readonly TruthObject[] {
  return objectsByValue(map, (value) => {
    const categoryId = labels.data[map.data.indexOf(value)] ?? 0;
    const found = vocLabels.classes[categoryId];
    return value === 0 || value === 255 || !found ? null : { name: found.name, categoryId };
  });
}

export const vocReader: DatasetReader = {
  kind: 'voc',
  name: 'PASCAL VOC 2012',
  needs: 'SegmentationClass/NAME.png (palette, 0 to 20 and 255) and JPEGImages/NAME.jpg',
  async match(tree, paths, tools) {
    if (paths.some((path) => /(^|\/)SegmentationClass\/[^/]+\.png$/.test(path))) return 1;
    return (await vocFolder(tree, paths, tools)) === null ? 0 : 0.8;
  },
  async open(tree, paths, tools) {
    const problems = new ProblemList('');
    const folder = await vocFolder(tree, paths, tools);
    const splits = await vocSplits(tree, paths, tools);
    const inFolder = (names: RegExp, endings: readonly string[]) => (path: string) =>
      endings.includes(endingOf(path)) && names.test(baseName(folderOf(path)))
        ? { key: stemOf(path), split: splits.get(stemOf(path)) ?? '' }
        : null;
    const objects = new Map(
      keyed(paths, inFolder(/^SegmentationObject$/, ['.png'])).map(({ key, path }) => [key, path]),
    );
    const truths = keyed(paths, (path) =>
      folderOf(path) === folder && endingOf(path) === '.png'
        ? { key: stemOf(path), split: splits.get(stemOf(path)) ?? '' }
        : null,
    ).map((truth) => ({ ...truth, more: [objects.get(truth.key)].filter((o) => o !== undefined) }));
    const pictures = pairUp(keyed(paths, inFolder(/^(JPEGImages|images)$/, PHOTOS)), truths, problems);
    const listed = [...splits.keys()].filter((name) => !pictures.some((p) => p.id === name));
    for (const name of listed.slice(0, 20))
      problems.addTo('ImageSets/Segmentation', name, 'is listed, but there is no label map of that name');
    return labelDataset(tree, tools, {
      kind: 'voc',
      title: 'PASCAL VOC 2012',
      pictures,
      problems,
      set: vocLabels,
      isObject: (categoryId) => categoryId > 0,
      ...(objects.size > 0 ? { instances: vocObjects } : {}),
      facts: objects.size > 0 ? [{ label: 'object maps', value: `${objects.size}` }] : [],
    });
  },
};

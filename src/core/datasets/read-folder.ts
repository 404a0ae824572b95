/** Any folder of pictures and masks. */
import { ProblemList } from '../coco/data-problem.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import { type DatasetPicture, type DatasetReader, splitFacts } from './dataset.ts';
import { baseName, endingOf, folderOf, isPicture, stemOf } from './file-tree.ts';
import { leastRegion, objectsByValue, readLabels } from './label-objects.ts';
import { foldersOf, partFolders, sharedFolders, splitOfPath } from './match-path.ts';

/** A name that only a mask file would have: `NAME.3.png`, `NAME_mask.png`, `NAME-2-mask.png`, `NAME_labels.png`. */
const maskName = /^(.+?)(?:\.\d+|[._-](?:\d+[._-])?(?:masks?|labels?|gt|segmentation|truth)(?:[._-]?\d+)?)$/i;
/** A folder that holds masks. */
const maskFolder =
  /^(masks?(_png)?|labels?(_png)?|gt|truth|ground_?truth|annotations?|targets?|segmentations?|segmentationobject)$/i;
const predictionFolder = /^(pred|preds|predictions?|results?|output)$/i;

/** The picture that a mask belongs to by its own name, else null. */
function ownerByName(path: string): string | null {
  return endingOf(path) === '.png' ? (maskName.exec(stemOf(path))?.[1] ?? null) : null;
}

interface Sorted {
  readonly photos: readonly string[];
  /** Masks with the stem that they share with their picture. */
  readonly masks: readonly { readonly path: string; readonly stem: string }[];
}

/** Pictures and masks, told apart by folders and names. */
function sortFiles(paths: readonly string[]): Sorted {
  const masks: { path: string; stem: string }[] = [];
  const photos: string[] = [];
  const pictures = paths.filter(isPicture);
  const stems = new Set(pictures.map(stemOf));
  for (const path of pictures) {
    const folder = baseName(folderOf(path));
    if (predictionFolder.test(folder)) continue;
    const owner = ownerByName(path);
    const stem = owner !== null && stems.has(owner) ? owner : stemOf(path);
    const inMasks = foldersOf(path).some((name) => maskFolder.test(name));
    if (endingOf(path) === '.png' && (inMasks || stem !== stemOf(path))) masks.push({ path, stem });
    else photos.push(path);
  }
  return { photos, masks };
}

interface Pairs {
  /** Masks by picture. */
  readonly byPhoto: ReadonlyMap<string, readonly string[]>;
  readonly unclear: readonly { readonly mask: string; readonly photos: readonly string[] }[];
  readonly alone: readonly string[];
}

/** Each mask goes to the picture of its stem that shares most folders with it; folders that only say `images` or `masks` do not count. */
function pairMasks({ photos, masks }: Sorted): Pairs {
  const byStem = new Map<string, string[]>();
  for (const photo of photos) byStem.set(stemOf(photo), [...(byStem.get(stemOf(photo)) ?? []), photo]);
  const byPhoto = new Map<string, string[]>();
  const unclear: { mask: string; photos: readonly string[] }[] = [];
  const alone: string[] = [];
  for (const { path, stem } of masks) {
    const candidates = byStem.get(stem) ?? [];
    const shared = candidates.map((photo) => closeness(partFolders(photo), partFolders(path)));
    const most = Math.max(...shared);
    const nearest = candidates.filter((_, i) => shared[i] === most);
    const [photo] = nearest;
    if (photo === undefined) alone.push(path);
    else if (nearest.length > 1) unclear.push({ mask: path, photos: nearest });
    else byPhoto.set(photo, [...(byPhoto.get(photo) ?? []), path]);
  }
  return { byPhoto, unclear, alone };
}

/** Shared folders count for, folders that only one of the two has count against. */
function closeness(a: readonly string[], b: readonly string[]): number {
  const shared = sharedFolders(a, b);
  return shared - (a.length + b.length - 2 * shared) / 1000;
}

/** 0 is background. 255 marks what does not count, unless it is the only value beside 0, as in black and white masks. */
export function maskValues(map: LabelMap): readonly number[] {
  const values = [...new Set(map.data)].filter((v) => v !== 0).sort((a, b) => a - b);
  return values.length > 1 ? values.filter((v) => v !== 255) : values;
}

export const folderReader: DatasetReader = {
  kind: 'folder',
  name: 'Pictures and masks',
  needs:
    'pictures, and for each a PNG of the same name in a folder called masks (or labels, gt, truth, annotations), or NAME_mask.png or NAME.1.png beside it',
  match(_tree, paths) {
    return pairMasks(sortFiles(paths)).byPhoto.size > 0 ? 0.5 : 0;
  },
  async open(tree, paths, tools) {
    const problems = new ProblemList('');
    const { photos, masks } = sortFiles(paths);
    const { byPhoto, unclear, alone } = pairMasks({ photos, masks });
    const taken = new Map<string, string>();
    const pictures: DatasetPicture[] = [];
    for (const path of photos) {
      const files = byPhoto.get(path);
      if (!files) {
        problems.addTo(path, '', 'has no mask of its name; it is left out');
        continue;
      }
      const id = [...partFolders(path), stemOf(path)].join('/');
      const first = taken.get(id);
      if (first !== undefined) problems.addTo(path, '', `has the same name as ${first}; it is left out`);
      else pictures.push({ id, split: splitOfPath(path) ?? '', path, truth: files });
      taken.set(id, first ?? path);
    }
    for (const { mask, photos: several } of unclear)
      problems.addTo(mask, '', `may belong to ${several.slice(0, 3).join(' or ')}; it is left out`);
    for (const mask of alone) problems.addTo(mask, '', 'has no picture of its name; it is left out');
    if (pictures.length === 0) problems.addTo(tree.name, '', `holds no picture with its mask: ${folderReader.needs}`);
    return {
      kind: 'folder',
      title: 'Pictures and masks',
      pictures: pictures.sort((a, b) => (a.id < b.id ? -1 : 1)),
      problems,
      labelSet: null,
      annotations: null,
      annotationFiles: [],
      objectWords:
        'Each value of a mask file is one object: 0 is background, and 255 does not count unless it is the only other value. Objects below 0.1 % of the picture are left out.',
      facts: [
        { label: 'pictures', value: `${photos.length}` },
        { label: 'with masks', value: `${pictures.length}` },
        { label: 'mask files', value: `${masks.length}` },
        ...splitFacts(pictures),
      ],
      async truth(picture) {
        const maps: { file: string; map: LabelMap }[] = [];
        for (const file of picture.truth) maps.push({ file, map: await readLabels(tree, file, tools.inflate) });
        const { width = 0, height = 0 } = maps[0]?.map ?? {};
        const objects = maps.flatMap(({ file, map }) => {
          const values = maskValues(map);
          const single = values.length === 1;
          return objectsByValue(map, (value) =>
            values.includes(value)
              ? { name: single ? stemOf(file) : `${stemOf(file)}, ${value}`, categoryId: 1 }
              : null,
          );
        });
        const least = leastRegion * width * height;
        return {
          size: { width, height },
          labels: null,
          boundaries: [],
          objects: objects.filter((o) => o.area >= least),
        };
      },
    };
  },
};

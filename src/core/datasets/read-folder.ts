/** Any folder of pictures and masks. */
import { ProblemList } from '../coco/data-problem.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import type { DatasetPicture, DatasetReader } from './dataset.ts';
import { baseName, endingOf, folderOf, isPicture, stemOf } from './file-tree.ts';
import { leastRegion, objectsByValue, readLabels } from './label-objects.ts';

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
  readonly masks: ReadonlyMap<string, readonly string[]>;
}

/** Pictures, and masks by the stem that they share with their picture. */
function sortFiles(paths: readonly string[]): Sorted {
  const masks = new Map<string, string[]>();
  const photos: string[] = [];
  const stems = new Set(paths.filter(isPicture).map(stemOf));
  for (const path of paths.filter(isPicture)) {
    const folder = baseName(folderOf(path));
    if (predictionFolder.test(folder)) continue;
    const owner = ownerByName(path);
    const key = owner !== null && stems.has(owner) ? owner : stemOf(path);
    const isMask = endingOf(path) === '.png' && (maskFolder.test(folder) || key !== stemOf(path));
    if (isMask) masks.set(key, [...(masks.get(key) ?? []), path]);
    else photos.push(path);
  }
  return { photos, masks };
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
    const { photos, masks } = sortFiles(paths);
    return photos.some((path) => masks.has(stemOf(path))) ? 0.5 : 0;
  },
  async open(tree, paths, tools) {
    const problems = new ProblemList('');
    const { photos, masks } = sortFiles(paths);
    const taken = new Map<string, string>();
    const pictures: DatasetPicture[] = [];
    for (const path of photos) {
      const stem = stemOf(path);
      const first = taken.get(stem);
      if (first !== undefined) problems.addTo(path, '', `has the same name as ${first}; it is left out`);
      else if (masks.has(stem)) pictures.push({ id: stem, split: '', path, truth: masks.get(stem) ?? [] });
      else problems.addTo(path, '', 'has no mask of its name; it is left out');
      taken.set(stem, first ?? path);
    }
    for (const [stem, files] of masks)
      if (!taken.has(stem)) problems.addTo(files[0] ?? stem, '', 'has no picture of its name; it is left out');
    if (pictures.length === 0) problems.addTo(tree.name, '', `holds no picture with its mask: ${folderReader.needs}`);
    return {
      kind: 'folder',
      title: 'Pictures and masks',
      pictures: pictures.sort((a, b) => (a.id < b.id ? -1 : 1)),
      problems,
      labelSet: null,
      annotations: null,
      objectWords:
        'Each value of a mask file is one object: 0 is background, and 255 does not count unless it is the only other value. Objects below 0.1 % of the picture are left out.',
      facts: [
        { label: 'pictures', value: `${photos.length}` },
        { label: 'with masks', value: `${pictures.length}` },
        { label: 'mask files', value: `${[...masks.values()].reduce((n, files) => n + files.length, 0)}` },
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

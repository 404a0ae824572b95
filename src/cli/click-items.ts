/** What the robot user is played on: photos with region maps beside them, or any dataset that the readers know. */
import { basename, dirname, join, relative } from 'node:path';
import { decodeRle } from '../core/coco/rle.ts';
import { openDataset } from '../core/datasets/detect.ts';
import { DatasetFileError } from '../core/datasets/file-tree.ts';
import type { LabelMap } from '../core/image/png-pixels.ts';
import { type Mask, maskOfLabel } from '../core/mask/mask.ts';
import { InputError } from './command.ts';
import { diskTree, readerTools } from './disk-tree.ts';
import { filesBelow, readLabelPng, stemOf } from './files.ts';
import { PHOTO_ENDINGS } from './photo.ts';

/** A true object with a name that is unique in its photo. */
export interface NamedMask {
  readonly name: string;
  readonly mask: Mask;
}

/** One photo; its objects are read when asked for. */
export interface ClickItem {
  readonly photo: string;
  /** Row of the report that it belongs to. */
  readonly set: string;
  objects(): Promise<readonly NamedMask[]>;
}

/** Which objects count. */
export interface ObjectChoice {
  readonly most: number;
  /** Smallest object as a part of the photo. */
  readonly leastPart: number;
}

/** Photos with at least one region map NAME.K.png beside them. */
function photosWithMaps(folder: string, choice: ObjectChoice): ClickItem[] {
  const files = filesBelow(folder, PHOTO_ENDINGS);
  const maps = files.filter((file) => /\.\d+\.png$/.test(file));
  const isMap = new Set(maps);
  return files
    .filter((file) => !isMap.has(file))
    .flatMap((photo) => {
      const stem = `${dirname(photo)}/${stemOf(photo)}.`;
      const mine = maps.filter((map) => map.startsWith(stem) && /^\d+\.png$/.test(map.slice(stem.length)));
      if (mine.length === 0) return [];
      const objects = async (): Promise<NamedMask[]> =>
        largestRegions(
          mine.map((file) => ({ file, map: readLabelPng(file) })),
          choice,
        );
      return [{ photo, set: relative(folder, dirname(photo)) || '.', objects }];
    });
}

/** The largest regions of the maps, as masks with a name. */
function largestRegions(
  maps: readonly { readonly file: string; readonly map: LabelMap }[],
  { most, leastPart }: ObjectChoice,
): NamedMask[] {
  return maps
    .flatMap(({ file, map }) => {
      const areas = new Map<number, number>();
      for (const label of map.data) if (label !== 0) areas.set(label, (areas.get(label) ?? 0) + 1);
      return [...areas].map(([label, area]) => ({ file, map, label, area }));
    })
    .filter(({ map, area }) => area >= leastPart * map.data.length)
    .sort((a, b) => b.area - a.area || (a.file < b.file ? -1 : a.file > b.file ? 1 : a.label - b.label))
    .slice(0, most)
    .map(({ file, map, label }) => ({ name: `${basename(file)}#${label}`, mask: maskOfLabel(map, label) }));
}

/** Pictures of a known dataset; crowds are left out. */
async function datasetItems(folder: string, { most, leastPart }: ObjectChoice): Promise<ClickItem[]> {
  const dataset = await openDataset(diskTree(folder), readerTools);
  return dataset.pictures.flatMap((picture) => {
    if (picture.path === null) return [];
    const objects = async (): Promise<NamedMask[]> => {
      const truth = await dataset.truth(picture);
      return truth.objects
        .map((object, i) => ({ object, i }))
        .filter(({ object }) => !object.crowd && object.area >= leastPart * truth.size.width * truth.size.height)
        .sort((a, b) => b.object.area - a.object.area || a.i - b.i)
        .slice(0, most)
        .map(({ object, i }) => ({ name: `${picture.id}#${i} ${object.name}`, mask: decodeRle(object.rle) }));
    };
    return [{ photo: join(folder, picture.path), set: picture.split || '.', objects }];
  });
}

/** @throws InputError when the folder holds neither */
export async function clickItems(folder: string, choice: ObjectChoice): Promise<ClickItem[]> {
  const own = photosWithMaps(folder, choice);
  if (own.length > 0) return own;
  const items = await datasetItems(folder, choice).catch((error: unknown) => {
    if (!(error instanceof DatasetFileError)) throw error;
    const none = `${folder}: holds no photo with a region map NAME.K.png beside it`;
    throw new InputError(`${none}; as a dataset: ${error.file}: ${error.message}`);
  });
  if (items.length === 0) throw new InputError(`${folder}: holds no photo with its truth`);
  return items;
}

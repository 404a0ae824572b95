/** Label maps as files and as objects. */
import { encodeRle, rleArea } from '../coco/rle.ts';
import { decodePng, type Inflate, type PngImage } from '../image/png.ts';
import { type LabelMap, pngColoursToLabels, pngToLabels } from '../image/png-pixels.ts';
import { findComponents } from '../mask/components.ts';
import { type Mask, maskOfLabel } from '../mask/mask.ts';
import { type LabelSet, wrongLabel } from '../metrics/label-sets/label-set.ts';
import type { TruthObject } from './dataset.ts';
import { type FileTree, readWith } from './file-tree.ts';

/** Smallest connected region that counts as an object, as a part of the picture: 0.1 %. */
export const leastRegion = 0.001;

/**
 * Labels of a PNG: grey values or palette indices, or the colours of a dataset that has a fixed colour map.
 * An RGB file that is grey everywhere holds label values, unless one of them is no label.
 *
 * @throws PngError for colours that mean nothing
 */
export function labelsOfPng(png: PngImage, colours?: ReadonlyMap<number, number>, set?: LabelSet): LabelMap {
  if (!colours || png.channels < 3) return pngToLabels(png);
  let grey: LabelMap | null = null;
  try {
    grey = pngToLabels(png);
  } catch {
    // colours
  }
  return grey && !(set && labelFault(grey, set)) ? grey : pngColoursToLabels(png, colours);
}

/** A label map out of the tree. @param set whose colours may stand for its labels @throws DatasetFileError */
export function readLabels(tree: FileTree, path: string, inflate: Inflate, set?: LabelSet): Promise<LabelMap> {
  return readWith(tree, path, (bytes) => labelsOfPng(decodePng(bytes, inflate), set?.colours));
}

/**
 * A label map whose values were checked against a convention.
 * @throws DatasetFileError naming the first pixel that breaks it
 */
export function readChecked(tree: FileTree, path: string, set: LabelSet, inflate: Inflate): Promise<LabelMap> {
  return readWith(tree, path, (bytes) => {
    const map = labelsOfPng(decodePng(bytes, inflate), set.colours, set);
    const fault = labelFault(map, set);
    if (fault) throw new Error(fault);
    return map;
  });
}

/** What breaks the convention, as a sentence; null when nothing does. */
export function labelFault(map: LabelMap, set: LabelSet): string | null {
  const at = map.data.findIndex((value) => (set.truth[value] ?? wrongLabel) === wrongLabel);
  if (at < 0) return null;
  const bits = map.data instanceof Uint16Array ? 'is a 16-bit map and ' : '';
  return `${bits}has the value ${map.data[at]} at x ${at % map.width}, y ${Math.floor(at / map.width)}, which is no label of ${set.name}`;
}

/** One object for each value that the rule names, whatever its shape; values without a name are left out. */
export function objectsByValue(
  map: LabelMap,
  nameOf: (value: number) => { readonly name: string; readonly categoryId: number } | null,
): TruthObject[] {
  const values = [...new Set(map.data)].sort((a, b) => a - b);
  return values.flatMap((value) => {
    const named = nameOf(value);
    if (!named) return [];
    const rle = encodeRle(maskOfLabel(map, value));
    return [{ ...named, rle, crowd: false, area: rleArea(rle) }];
  });
}

/** One object for each connected region (8 neighbours) of each value that the rule names and that is large enough. */
export function objectsByRegion(
  map: LabelMap,
  nameOf: (value: number) => { readonly name: string; readonly categoryId: number } | null,
): TruthObject[] {
  const least = leastRegion * map.width * map.height;
  const values = [...new Set(map.data)].sort((a, b) => a - b);
  return values.flatMap((value) => {
    const named = nameOf(value);
    if (!named) return [];
    const { runs, ofRun, areas, count } = findComponents(maskOfLabel(map, value));
    const planes = new Map<number, Mask>();
    for (let c = 0; c < count; c++) {
      if ((areas[c] ?? 0) >= least)
        planes.set(c, { width: map.width, height: map.height, data: new Uint8Array(map.data.length) });
    }
    for (let y = 0; y < map.height; y++) {
      for (let i = runs.rowStart[y] ?? 0; i < (runs.rowStart[y + 1] ?? 0); i++) {
        const row = y * map.width;
        planes.get(ofRun[i] ?? -1)?.data.fill(1, row + (runs.start[i] ?? 0), row + (runs.end[i] ?? 0));
      }
    }
    return [...planes.values()].map((mask) => {
      const rle = encodeRle(mask);
      return { ...named, rle, crowd: false, area: rleArea(rle) };
    });
  });
}

/** Names the values of a convention; void and wrong values get none. */
export function namesOf(set: LabelSet): (value: number) => { name: string; categoryId: number } | null {
  return (value) => {
    const index = set.truth[value] ?? wrongLabel;
    const found = index < 0 ? undefined : set.classes[index];
    return found ? { name: found.name, categoryId: index } : null;
  };
}

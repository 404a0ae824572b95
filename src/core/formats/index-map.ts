/** 16-bit index maps: one number a pixel, with a legend that says which objects it stands for. */
import { isJsonObject, show } from '../coco/json-fields.ts';
import { instanceColor } from '../color/palette.ts';
import type { Size } from '../geometry/space.ts';
import { type PackedMask, packMask, unpackRegion } from '../mask/packed.ts';
import { type AnnotatedObject, type AnnotationDocument, fileBase, type Picture } from './document.ts';
import { type ObjectExtension, readExtension } from './extension.ts';
import { type AnnotationFormat, jsonFile, type OverlapRule } from './format.ts';
import { checkSize } from './mask-picture.ts';
import type { NumberPlane } from './mask-values.ts';
import { FormatError, type FormatNotice } from './notice.ts';
import { jsonOf, type ReadFile, type Reading } from './reader.ts';

/** What one number of the map means. */
interface LegendEntry {
  /** 1..65535; 0 is background. */
  readonly index: number;
  /** Ids of the objects a pixel with this number belongs to, bottom first. */
  readonly objects: readonly string[];
}

interface IndexLegend {
  readonly format: 'segment-playground-index-map';
  readonly version: 1;
  readonly picture: Picture;
  readonly overlap: OverlapRule;
  readonly entries: readonly LegendEntry[];
  /** Bottom of the stack first. */
  readonly objects: readonly Omit<ObjectExtension, 'exact'>[];
}

/** The map, row-major uint16 [height, width], and its legend. */
export interface IndexMap extends Size {
  readonly data: Uint16Array<ArrayBuffer>;
  readonly legend: IndexLegend;
}

const MOST = 65_535;

/** Calls `visit` with the plane index of every pixel of the mask. */
function eachPixel(mask: PackedMask, visit: (at: number) => void): void {
  const local = unpackRegion(mask, mask.box);
  for (let i = local.data.indexOf(1); i >= 0; i = local.data.indexOf(1, i + 1)) {
    const x = i % local.width;
    visit((mask.box.y0 + (i - x) / local.width) * mask.width + mask.box.x0 + x);
  }
}

/**
 * @throws FormatError `too-many` when the objects (or their combinations) need more than 65 535 numbers
 */
export function documentToIndexMap(document: AnnotationDocument, overlap: OverlapRule): IndexMap {
  const { picture, objects } = document;
  const data = new Uint16Array(picture.width * picture.height);
  const entries: LegendEntry[] = [];
  const add = (ids: readonly string[]): number => {
    if (entries.length >= MOST) {
      throw new FormatError(
        'too-many',
        'objects',
        'More than 65 535 numbers would be needed for this index map; choose “top object wins” or fewer objects.',
      );
    }
    entries.push({ index: entries.length + 1, objects: ids });
    return entries.length;
  };
  for (const object of objects) {
    if (overlap === 'top-wins') {
      const index = add([object.id]);
      eachPixel(object.mask, (at) => {
        data[at] = index;
      });
      continue;
    }
    // With free overlap, this object on top of combination c makes a new combination, found once and remembered.
    const onTopOf = new Map<number, number>();
    onTopOf.set(0, add([object.id]));
    eachPixel(object.mask, (at) => {
      const below = data[at] ?? 0;
      let index = onTopOf.get(below);
      if (index === undefined) {
        index = add([...(entries[below - 1]?.objects ?? []), object.id]);
        onTopOf.set(below, index);
      }
      data[at] = index;
    });
  }
  const legend: IndexLegend = {
    format: 'segment-playground-index-map',
    version: 1,
    picture: { name: picture.name, width: picture.width, height: picture.height },
    overlap,
    entries,
    objects: objects.map(({ id, name, label, color, score }) => ({ id, name, label, color, score })),
  };
  return { width: picture.width, height: picture.height, data, legend };
}

function where(plane: NumberPlane, chosen: (value: number) => boolean): PackedMask {
  const data = new Uint8Array(plane.data.length);
  for (let i = 0; i < data.length; i++) data[i] = chosen(plane.data[i] ?? 0) ? 1 : 0;
  return packMask({ width: plane.width, height: plane.height, data });
}

function legendEntries(
  legend: Readonly<Record<string, unknown>>,
  notices: FormatNotice[],
): ReadonlyMap<number, ReadonlySet<string>> {
  const entries = Array.isArray(legend.entries) ? legend.entries : [];
  const map = new Map<number, ReadonlySet<string>>();
  for (const [i, entry] of entries.entries()) {
    const ids: readonly unknown[] = isJsonObject(entry) && Array.isArray(entry.objects) ? entry.objects : [];
    if (!isJsonObject(entry) || typeof entry.index !== 'number' || !ids.every((id) => typeof id === 'string')) {
      notices.push({
        fault: 'bad-value',
        path: `entries[${i}]`,
        message: `Skipped a line of the legend: ${show(entry)}.`,
      });
      continue;
    }
    map.set(entry.index, new Set(ids.map(String)));
  }
  return map;
}

/** Number of the topmost object at every pixel, from 1 in stack order; 0 where there is none. */
export function topObjects(document: AnnotationDocument): Uint16Array<ArrayBuffer> {
  return documentToIndexMap(document, 'top-wins').data;
}

/**
 * Objects from an index map and its legend.
 *
 * @param legend parsed JSON
 * @throws FormatError when the size differs from the picture's or the legend is none of ours
 */
export function readIndexMap(plane: NumberPlane, legend: unknown, picture: Picture): Reading {
  checkSize(plane, picture);
  if (!isJsonObject(legend) || legend.format !== 'segment-playground-index-map' || !Array.isArray(legend.objects)) {
    throw new FormatError('not-this-format', 'format', `This is not the legend of an index map: ${show(legend)}.`);
  }
  const notices: FormatNotice[] = [];
  const meaning = legendEntries(legend, notices);
  const unknown = new Set<number>();
  for (const value of plane.data) if (value !== 0 && !meaning.has(value)) unknown.add(value);
  if (unknown.size > 0) {
    notices.push({
      fault: 'bad-value',
      path: 'entries',
      message: `The legend does not explain ${unknown.size} of the numbers in the map, such as ${[...unknown][0]}.`,
    });
  }
  const objects = legend.objects.map((value: unknown, i): AnnotatedObject => {
    const fields = readExtension(value, {
      id: `object-${i + 1}`,
      name: `Object ${i + 1}`,
      label: '',
      color: instanceColor(i),
      score: null,
    });
    const table = new Uint8Array(MOST + 1);
    for (const [index, ids] of meaning) if (ids.has(fields.id)) table[index] = 1;
    return { ...fields, mask: where(plane, (v) => table[v] === 1) };
  });
  return { meaning: 'Index map with its legend', objects, notices };
}

function isLegend(file: ReadFile): boolean {
  return jsonOf(file)?.format === 'segment-playground-index-map';
}

export const indexMap: AnnotationFormat = {
  id: 'index-map',
  label: 'Index map',
  hint: '16-bit PNG, one number an object, with a legend',
  group: 'masks',
  keeps: 'pixels, name, label, colour and score of every object; with “keep both”, overlaps too',
  loses: 'with “top one wins”, what lies under another object',
  limits: '65 535 objects, or combinations of overlapping ones',
  tried: 'Pillow, OpenCV',
  writer: {
    options: ['overlap'],
    holdsMany: false,
    write: ([document], { overlap }) => {
      if (!document) return [];
      const name = fileBase(document);
      const { data, legend, width, height } = documentToIndexMap(document, overlap);
      return [
        { path: `${name}-index.png`, image: { form: 'grey16', data }, width, height },
        jsonFile(`${name}-index.json`, legend),
      ];
    },
  },
  reader: {
    endings: ['.png', '.json'],
    alone: 'This is the legend of an index map; open its PNG together with it.',
    recognise: (file, files) => {
      if (isLegend(file)) return 'companion';
      return file.content.kind === 'image' && files.some(isLegend) ? 'main' : null;
    },
    read: (file, { picture, files }) => {
      const legend = files.find(isLegend);
      if (file.content.kind !== 'image' || file.content.image.lossy || file.content.image.png.channels !== 1) {
        throw new FormatError('unsupported', '', `“${file.name}” is no index map: that is a grey PNG of 16 bits.`);
      }
      const { width, height, samples } = file.content.image.png;
      return [readIndexMap({ width, height, data: samples }, legend && jsonOf(legend), picture)];
    },
  },
};

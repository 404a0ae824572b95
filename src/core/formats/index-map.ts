/** 16-bit index maps: one number a pixel, with a legend that says which objects it stands for. */
import { isJsonObject, show } from '../coco/json-fields.ts';
import { instanceColor } from '../color/palette.ts';
import type { Size } from '../geometry/space.ts';
import { type PackedMask, packMask, unpackRegion } from '../mask/packed.ts';
import { type AnnotatedObject, type AnnotationDocument, fileBase, type Picture } from './document.ts';
import { type ObjectExtension, readExtension } from './extension.ts';
import { type AnnotationFormat, jsonFile, type OverlapRule } from './format.ts';
import { FormatError, type FormatNotice, type ImportResult } from './notice.ts';

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

/** A plane of numbers as decoded from a PNG. */
export interface LabelPlane extends Size {
  readonly data: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
}

function checkSize(plane: Size, picture: Picture): void {
  if (plane.width !== picture.width || plane.height !== picture.height) {
    throw new FormatError(
      'other-picture',
      '',
      `The mask is ${plane.width} x ${plane.height} pixels, but the open picture is ${picture.width} x ${picture.height}.`,
    );
  }
}

function where(plane: LabelPlane, chosen: (value: number) => boolean): PackedMask {
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

/**
 * Objects from an index map and its legend.
 *
 * @param legend parsed JSON
 * @throws FormatError when the size differs from the picture's or the legend is none of ours
 */
export function readIndexMap(plane: LabelPlane, legend: unknown, picture: Picture): ImportResult {
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
  return { objects, notices };
}

/** How a mask picture without a legend is to be understood. `auto` decides by its values. */
export type MaskReading = 'auto' | 'binary' | 'index';

/** True when the values are those of a mask with grey edges: 255 present and at least half of what is set, in an 8-bit file. */
function looksSoft(data: Uint8Array | Uint16Array): boolean {
  if (data instanceof Uint16Array) return false;
  let full = 0;
  let set = 0;
  for (const value of data) {
    if (value === 255) full++;
    if (value !== 0) set++;
  }
  return full > 0 && full * 2 >= set;
}

/**
 * Objects from a mask picture without a legend: one object from a black-and-white or soft mask (half covered counts),
 * one for each number from a label map.
 *
 * @param name of the file without its extension; names the object
 * @throws FormatError when the size differs from the picture's or nothing is set
 */
export function readMaskPlane(
  plane: LabelPlane,
  picture: Picture,
  name: string,
  reading: MaskReading = 'auto',
): ImportResult {
  checkSize(plane, picture);
  const values = [...new Set<number>(plane.data)].filter((v) => v !== 0).sort((a, b) => a - b);
  if (values.length === 0) throw new FormatError('no-objects', '', 'The mask is empty: every pixel is background.');
  const make = (i: number, title: string, mask: PackedMask): AnnotatedObject => ({
    id: `mask-${i + 1}`,
    name: title,
    label: '',
    color: instanceColor(i),
    score: null,
    mask,
  });
  const single = reading === 'binary' || (reading === 'auto' && (values.length === 1 || looksSoft(plane.data)));
  if (single) {
    const soft = values.length > 1;
    const half = plane.data instanceof Uint16Array ? 32_768 : 128;
    return {
      objects: [
        make(
          0,
          name,
          where(plane, (v) => (soft ? v >= half : v !== 0)),
        ),
      ],
      notices: [],
    };
  }
  if (values.length > 1000) {
    throw new FormatError(
      'unsupported',
      '',
      `The picture has ${values.length} different values; a label map has one for each object.`,
    );
  }
  return {
    objects: values.map((value, i) =>
      make(
        i,
        `${name} ${value}`,
        where(plane, (v) => v === value),
      ),
    ),
    notices: [],
  };
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
};

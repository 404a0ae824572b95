/** Label Studio's JSON: brush masks as its own run lengths, polygons, boxes and ellipses in percent of the picture. */
import { isJsonObject, isNumberList, type JsonObject } from '../coco/json-fields.ts';
import { imagePoint, type Size } from '../geometry/space.ts';
import { type PackedMask, packMask } from '../mask/packed.ts';
import { findImages, imageName, imageNotice } from './coco-images.ts';
import type { Picture } from './document.ts';
import type { AnnotationFormat } from './format.ts';
import { FormatError, type FormatNotice } from './notice.ts';
import type { AskedReadings, ReadFile, Reading } from './reader.ts';
import { boxesNotice, boxRing, ellipseRing, leftOutNotice, objectsOfRegions, type Region, turned } from './regions.ts';

/** Reads numbers of any width out of bytes, high bit first. */
class Bits {
  readonly #bytes: readonly number[];
  #at = 0;

  constructor(bytes: readonly number[]) {
    this.#bytes = bytes;
  }

  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  get left(): number {
    return this.#bytes.length * 8 - this.#at;
  }
}

/**
 * The bytes behind Label Studio's brush run lengths (`@thi.ng/rle-pack`, as label-studio-converter's `decode_rle` reads
 * them): RGBA, four a pixel. Null when they do not add up.
 */
export function decodeBrush(rle: readonly number[], size: Size): PackedMask | null {
  const bits = new Bits(rle);
  const total = bits.read(32);
  if (total !== size.width * size.height * 4) return null;
  const wordSize = bits.read(5) + 1;
  const widths = [0, 1, 2, 3].map(() => bits.read(4) + 1);
  const data = new Uint8Array(size.width * size.height);
  for (let at = 0; at < total; ) {
    if (bits.left <= 0) return null;
    const same = bits.read(1) === 1;
    const end = Math.min(total, at + 1 + bits.read(widths[bits.read(2)] ?? 1));
    let value = same ? bits.read(wordSize) : 0;
    for (; at < end; at++) {
      if (!same) value = bits.read(wordSize);
      // The fourth byte of a pixel is its alpha: half covered counts.
      if ((at & 3) === 3 && value >= 128) data[at >> 2] = 1;
    }
  }
  return packMask({ ...size, data });
}

const numberIn = (value: JsonObject, key: string): number => (typeof value[key] === 'number' ? value[key] : Number.NaN);

function labelOf(value: JsonObject): string {
  for (const [key, list] of Object.entries(value)) {
    if (/labels$/.test(key) && Array.isArray(list) && typeof list[0] === 'string') return list[0];
  }
  return '';
}

/** Labels that stand in a result of their own beside the shape (`<Rectangle>` with `<Labels>`), by the id that both share. */
function sharedLabels(results: readonly JsonObject[]): ReadonlyMap<unknown, string> {
  const labels = results.map((result) => [result.id, labelOf(isJsonObject(result.value) ? result.value : {})] as const);
  return new Map(labels.filter(([id, label]) => id !== undefined && label !== ''));
}

/** True for results that only say something about a shape or the picture. */
const isRemark = ({ type }: JsonObject): boolean =>
  ['choices', 'relation', 'labels', 'textarea', 'rating', 'number', 'taxonomy'].includes(String(type));

/** A result's area; a text names a type without one, an empty text is told already. */
function regionOf(
  result: JsonObject,
  shared: string,
  path: string,
  picture: Picture,
  notices: FormatNotice[],
): Region | string {
  const value = isJsonObject(result.value) ? result.value : {};
  const label = labelOf(value) || shared;
  const turn = Number(result.image_rotation ?? 0);
  if (turn % 360 !== 0) {
    const message = `Left out “${label}”: it was drawn on the picture turned by ${turn}°. Turn the picture back in Label Studio and export it again.`;
    notices.push({ fault: 'unsupported', path: `${path}.image_rotation`, message });
    return '';
  }
  const region = (shape: Region['shape']): Region => ({ label, shape, path, score: null });
  const [px, py] = [picture.width / 100, picture.height / 100];
  if (isNumberList(value.rle)) {
    const mask = decodeBrush(value.rle, { width: picture.width, height: picture.height });
    if (mask) return region(mask);
    const message = `Left out a brush mask of “${label}”: its run lengths are not of a picture of ${picture.width} x ${picture.height} pixels.`;
    notices.push({ fault: 'bad-rle', path, message });
    return '';
  }
  const [x, y, rotation] = [numberIn(value, 'x') * px, numberIn(value, 'y') * py, numberIn(value, 'rotation') || 0];
  if (Array.isArray(value.points)) {
    const points = value.points.filter(isNumberList).map(([a = 0, b = 0]) => imagePoint(a * px, b * py));
    return region([points]);
  }
  if (Number.isFinite(numberIn(value, 'radiusX'))) {
    return region([
      turned(ellipseRing(x, y, numberIn(value, 'radiusX') * px, numberIn(value, 'radiusY') * py), rotation, x, y),
    ]);
  }
  const [width, height] = [numberIn(value, 'width') * px, numberIn(value, 'height') * py];
  // Boxes are turned about their top left corner.
  if (Number.isFinite(x + y + width + height) && width > 0.5 && !/keypoint/.test(String(result.type))) {
    return region([turned(boxRing(x, y, x + width, y + height), rotation, x, y)]);
  }
  return typeof result.type === 'string' ? result.type : 'unknown';
}

interface Task {
  readonly image: string;
  readonly results: readonly JsonObject[];
}

/** A task's picture and its results: of the first annotation that was not cancelled, else of the predictions. */
function taskOf(value: unknown): Task | null {
  if (!isJsonObject(value)) return null;
  const data = isJsonObject(value.data) ? value.data : value;
  const image = Object.values(data).find(
    (v) => typeof v === 'string' && /\.(jpe?g|png|webp|tiff?|bmp|gif|heic|avif)/i.test(v),
  );
  const lists = [value.annotations, value.completions, value.predictions].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  const done = lists.filter(isJsonObject).filter((a) => a.was_cancelled !== true && Array.isArray(a.result));
  const results = done[0]?.result;
  return {
    image: typeof image === 'string' ? image : '',
    results: Array.isArray(results) ? results.filter(isJsonObject) : [],
  };
}

function tasksOf(file: ReadFile): readonly unknown[] | null {
  if (file.content.kind !== 'json') return null;
  const { json } = file.content;
  const list: readonly unknown[] = Array.isArray(json) ? json : [json];
  const [first] = list;
  return isJsonObject(first) &&
    isJsonObject(first.data) &&
    ('annotations' in first || 'completions' in first || 'predictions' in first)
    ? list
    : null;
}

/** Label Studio's shorter export (JSON-MIN): a list of tasks whose results have no types and no ids. */
function isMinimal(file: ReadFile): boolean {
  const [first] = file.content.kind === 'json' && Array.isArray(file.content.json) ? file.content.json : [];
  return (
    isJsonObject(first) &&
    Object.values(first).some((v) => Array.isArray(v) && isJsonObject(v[0]) && 'original_width' in v[0])
  );
}

function read(file: ReadFile, picture: Picture): readonly Reading[] | AskedReadings {
  if (isMinimal(file)) {
    const message = `“${file.name}” is Label Studio's JSON-MIN, which leaves out what the shapes are; export it as JSON and import that.`;
    throw new FormatError('unsupported', '', message);
  }
  const tasks = (tasksOf(file) ?? []).map(taskOf).filter((task) => task !== null);
  const entries = tasks.map(({ image, results }) => {
    const sized = results.find((r) => typeof r.original_width === 'number');
    return { file_name: image, width: sized?.original_width, height: sized?.original_height };
  });
  const readings = findImages(entries, picture).map((image): Reading => {
    const notices = [...imageNotice(image, picture)];
    const left: string[] = [];
    let boxes = 0;
    const results = tasks[image.index]?.results ?? [];
    const labels = sharedLabels(results);
    const regions = results.flatMap((result, i): readonly Region[] => {
      if (!isJsonObject(result.value) || isRemark(result)) return [];
      const region = regionOf(result, labels.get(result.id) ?? '', `result[${i}]`, picture, notices);
      if (typeof region !== 'string') {
        if (/rectangle/.test(String(result.type))) boxes++;
        return [region];
      }
      if (region !== '') left.push(region);
      return [];
    });
    const objects = objectsOfRegions(regions, picture, 'studio', notices);
    notices.push(...boxesNotice(boxes, 'result'), ...leftOutNotice(left, 'result'));
    return { meaning: `${imageName(image)}: ${objects.length} objects`, objects, notices };
  });
  if (readings.length === 0) throw new FormatError('no-objects', '', `“${file.name}” holds no task.`);
  if (readings.length < 2) return readings;
  return { question: `The file has ${readings.length} tasks whose picture may be “${picture.name}”.`, readings };
}

export const labelStudio: AnnotationFormat = {
  id: 'label-studio',
  label: 'Label Studio',
  hint: 'JSON',
  group: 'data',
  keeps: 'brush masks exactly, polygons, boxes, turned boxes and ellipses, label',
  loses: 'choices, relations, key points; of several annotators the first is taken',
  limits: 'is read, not written; shapes on a picture that was turned there, and JSON-MIN, are refused',
  tried: 'label-studio-converter’s run lengths',
  reader: {
    endings: ['.json'],
    recognise: (file) => (tasksOf(file) || isMinimal(file) ? 'main' : null),
    read: (file, { picture }) => read(file, picture),
  },
};

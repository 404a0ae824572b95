/** Reading COCO annotations back as objects of the open picture. */
import { isBox, isJsonObject, isNumberList, type JsonObject, show } from '../coco/json-fields.ts';
import { decodeRle } from '../coco/rle.ts';
import { boxToRle } from '../coco/rle-polygon.ts';
import { parseSegmentation, segmentationToRle } from '../coco/segmentation.ts';
import { instanceColor } from '../color/palette.ts';
import type { Size } from '../geometry/space.ts';
import { type PackedMask, packMask } from '../mask/packed.ts';
import { selfCrosses } from '../mask/polygon.ts';
import { findImages, imageName, imageNotice, plainText } from './coco-images.ts';
import { type AnnotatedObject, type ObjectOrigin, type Picture, UNLABELLED } from './document.ts';
import { EXTENSION_KEY, exactMask, readExtension } from './extension.ts';
import { FormatError, type FormatNotice } from './notice.ts';
import { unflatten } from './outline.ts';
import type { AskedReadings, Reading } from './reader.ts';

function list(root: JsonObject, key: string): readonly unknown[] {
  const value = root[key];
  if (Array.isArray(value)) return value;
  throw new FormatError(
    'not-this-format',
    key,
    `This is not a COCO annotation file: “${key}” should be a list, found ${show(value)}.`,
  );
}

/** Ids are compared as text: converters write 1 in one place and "1" in another. */
const sameId = (a: unknown, b: unknown): boolean => a !== undefined && plainText(a) === plainText(b);

type Categories = ReadonlyMap<string, JsonObject>;

function categoriesOf(root: JsonObject): Categories {
  const entries = Array.isArray(root.categories) ? root.categories.filter(isJsonObject) : [];
  return new Map(entries.map((category) => [plainText(category.id), category]));
}

/** Fields that are computed anew when the object is written. */
const COMPUTED = new Set(['segmentation', 'area', 'bbox', 'score', 'image_id', EXTENSION_KEY]);

function without(fields: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.has(key)));
}

interface Entry {
  readonly fields: JsonObject;
  /** Place in the file, as `annotations[3]`. */
  readonly path: string;
}

interface Source {
  readonly picture: Picture;
  readonly categories: Categories;
  /** The picture's entry in the file. */
  readonly image: JsonObject | null;
}

/** The objects of the entries. */
function readEntries(
  entries: readonly Entry[],
  source: Source,
  meaning: string,
  before: readonly FormatNotice[],
): Reading {
  const notices = [...before];
  const objects: AnnotatedObject[] = [];
  const ids = new Set<string>();
  for (const [i, entry] of entries.entries()) {
    const object = readAnnotation(entry, source, objects.length, notices);
    if (object === null) continue;
    const id = ids.has(object.id) ? `${object.id}-${i}` : object.id;
    ids.add(id);
    objects.push({ ...object, id });
  }
  return { meaning, objects, notices };
}

const counted = (n: number): string => (n === 1 ? '1 object' : `${n} objects`);

/**
 * Objects of the open picture from an instances file. Wrong annotations are left out with a notice naming their field.
 *
 * @param json parsed JSON
 * @throws FormatError when the file is no COCO file or is for another picture
 */
export function readCoco(json: unknown, picture: Picture): readonly Reading[] | AskedReadings {
  if (!isJsonObject(json)) {
    throw new FormatError('not-this-format', '', `A COCO annotation file is a JSON object, found ${show(json)}.`);
  }
  const images = findImages(list(json, 'images'), picture);
  const categories = categoriesOf(json);
  const annotations = list(json, 'annotations').flatMap((value, i): readonly Entry[] =>
    isJsonObject(value) ? [{ fields: value, path: `annotations[${i}]` }] : [],
  );
  const readings = images.map((image): Reading => {
    const own = annotations.filter(({ fields }) => sameId(fields.image_id, image.fields.id));
    const notices = [...imageNotice(image, picture)];
    if (own.length === 0) {
      const others = annotations.length > 0 ? `; its ${counted(annotations.length)} belong to other pictures` : '';
      notices.push({
        fault: 'no-objects',
        path: `images[${image.index}]`,
        message: `The file names “${imageName(image)}” but holds no annotation for it (id ${show(image.fields.id)})${others}.`,
      });
    }
    if (categories.size === 0 && own.some(({ fields }) => plainText(fields.category_id) !== '')) {
      const message = 'The file lists no categories; the objects came in without labels.';
      notices.push({ fault: 'bad-value', path: 'categories', message });
    }
    return readEntries(
      own,
      { picture, categories, image: image.fields },
      `${imageName(image)}: ${counted(own.length)}`,
      notices,
    );
  });
  if (readings.length < 2) return readings;
  return { question: `The file has ${readings.length} pictures that may be “${picture.name}”.`, readings };
}

/** A results list: detections with `image_id` and no pictures. */
export function readCocoResults(json: readonly unknown[], picture: Picture): readonly Reading[] | AskedReadings {
  const entries = json.flatMap((value, i): readonly Entry[] =>
    isJsonObject(value) ? [{ fields: value, path: `[${i}]` }] : [],
  );
  const byImage = new Map<string, Entry[]>();
  for (const entry of entries) {
    const id = plainText(entry.fields.image_id);
    const known = byImage.get(id);
    if (known) known.push(entry);
    else byImage.set(id, [entry]);
  }
  const named = [...byImage].filter(([id]) => picture.name.includes(id) && id !== '');
  const chosen = byImage.size > 1 && named.length === 1 ? named : [...byImage];
  if (chosen.length > 20) {
    throw new FormatError(
      'other-picture',
      '',
      `This is a list of COCO results for ${byImage.size} pictures, known by number only: nothing says which of them is “${picture.name}”. Keep the results of one picture and import again.`,
    );
  }
  const message =
    'COCO results name their picture by number only; check that they belong here. Their categories have numbers, no names.';
  const notice: FormatNotice = { fault: 'other-picture', path: 'image_id', message };
  const source: Source = { picture, categories: new Map(), image: null };
  const readings = chosen.map(([id, own]) =>
    readEntries(own, source, `Picture ${id}: ${counted(own.length)}`, [notice]),
  );
  if (readings.length < 2) return readings;
  return { question: `The results are of ${readings.length} pictures, known by number only.`, readings };
}

/** A file of SA-1B: one picture under `image`, masks without categories. */
export function readSa1b(root: JsonObject, picture: Picture): readonly Reading[] {
  const [image] = findImages([root.image], picture);
  const entries = list(root, 'annotations').flatMap((value, i): readonly Entry[] =>
    isJsonObject(value) ? [{ fields: value, path: `annotations[${i}]` }] : [],
  );
  const source: Source = { picture, categories: new Map(), image: image?.fields ?? null };
  return [readEntries(entries, source, `SA-1B: ${counted(entries.length)}`, image ? imageNotice(image, picture) : [])];
}

/** Parts of polygons in the forms that exporters write: pairs of numbers and single lists are made flat, points are dropped. */
function cleanParts(value: unknown, path: string, notices: FormatNotice[]): unknown {
  if (isNumberList(value)) return [value];
  if (!Array.isArray(value)) return value;
  const isPair = (pair: unknown): boolean => isNumberList(pair) && pair.length === 2;
  if (value.length >= 3 && value.every(isPair)) return [value.flat()];
  const parts: unknown[] = value.map((part: unknown): unknown =>
    Array.isArray(part) && part.length >= 3 && part.every(isPair) ? part.flat() : part,
  );
  const good = parts.filter((part) => !isNumberList(part) || part.length >= 4);
  if (good.length === 0 || good.length === parts.length) return parts;
  const lost = parts.length - good.length;
  const message = `Left out ${lost === 1 ? 'a part' : `${lost} parts`} of an object with fewer than three corners; its other parts came in.`;
  notices.push({ fault: 'bad-polygon', path: `${path}.segmentation`, message });
  return good;
}

const hasNoShape = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** The box of an annotation without a shape, filled. */
function boxMask({ fields, path }: Entry, size: Size, notices: FormatNotice[]): PackedMask | null {
  if (!isBox(fields.bbox)) {
    const message = `Left out one object: it has neither a segmentation nor a box, found ${show(fields.bbox)}.`;
    notices.push({ fault: 'bad-value', path: `${path}.segmentation`, message });
    return null;
  }
  const message = 'The annotation has only a box and no outline; its rectangle came in as the object.';
  notices.push({ fault: 'box-only', path: `${path}.bbox`, message });
  return packMask(decodeRle(boxToRle(fields.bbox, size)));
}

function scoreOf(fields: JsonObject): number | null {
  const value = fields.score ?? fields.predicted_iou;
  return typeof value === 'number' && value >= 0 ? Math.min(1, value) : null;
}

function readAnnotation(entry: Entry, source: Source, index: number, notices: FormatNotice[]): AnnotatedObject | null {
  const { fields: annotation, path } = entry;
  const { picture, categories, image } = source;
  const size = { width: picture.width, height: picture.height };
  const category = categories.get(plainText(annotation.category_id));
  const named = typeof category?.name === 'string' ? category.name : undefined;
  if (named === undefined && categories.size > 0) {
    notices.push({
      fault: 'bad-value',
      path: `${path}.category_id`,
      message: `No category has the number ${show(annotation.category_id)}; the object came in without a label.`,
    });
  }
  const label = named ?? '';
  const extension = readExtension(annotation[EXTENSION_KEY], {
    id: `coco-${plainText(annotation.id ?? index + 1)}`,
    name: `${label || 'Object'} ${index + 1}`,
    label,
    color: instanceColor(index),
    score: scoreOf(annotation),
  });
  // Our own label may be empty where COCO needs a name; a category renamed elsewhere wins.
  const ownLabel = (extension.label || UNLABELLED) === label || named === undefined ? extension.label : label;
  const origin: ObjectOrigin = {
    format: 'coco',
    fields: without(annotation, COMPUTED),
    ...(category ? { category } : {}),
    ...(image ? { image } : {}),
  };
  const object = {
    id: extension.id,
    name: extension.name,
    label: ownLabel,
    color: extension.color,
    score: extension.score,
    origin,
  };
  if (hasNoShape(annotation.segmentation)) {
    const mask = boxMask(entry, size, notices);
    return mask && { ...object, mask };
  }
  const parsed = parseSegmentation(cleanParts(annotation.segmentation, path, notices), size);
  if (parsed.kind === 'wrong') {
    const field = `${path}.segmentation${parsed.field}`;
    const fault = Array.isArray(annotation.segmentation) ? 'bad-polygon' : 'bad-rle';
    notices.push({ fault, path: field, message: `Left out one object: ${parsed.message}.` });
    return null;
  }
  const foreign = annotation[EXTENSION_KEY] === undefined;
  const exact = parsed.kind === 'polygons' ? exactMask(extension, parsed.polygons, size) : null;
  const edited = extension.exact !== undefined;
  if (exact === null && parsed.kind === 'polygons' && (foreign || edited)) {
    warnOfCrossings(parsed.polygons, path, edited, notices);
  }
  const mask = exact ?? packMask(decodeRle(segmentationToRle(parsed, size)));
  if (mask.box.x1 <= mask.box.x0 && foreign) {
    const message = 'An object covers no pixel of the picture: its outline is empty or lies outside.';
    notices.push({ fault: 'empty-object', path: `${path}.segmentation`, message });
  }
  return { ...object, mask };
}

/** For foreign or edited outlines only: the bridges of our own may cross other edges and are filled right all the same. */
function warnOfCrossings(
  polygons: readonly (readonly number[])[],
  path: string,
  edited: boolean,
  notices: FormatNotice[],
): void {
  for (const [k, numbers] of polygons.entries()) {
    if (numbers.length <= 8000 && selfCrosses(unflatten(numbers))) {
      notices.push({
        fault: 'self-crossing',
        path: `${path}.segmentation[${k}]`,
        message: `The outline crosses itself${edited ? ' since it was edited elsewhere' : ''}; it was filled as COCO's own tools fill it.`,
      });
    }
  }
}

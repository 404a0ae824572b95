/** Reading COCO annotations back as objects of the open picture. */
import { isJsonObject, type JsonObject, show } from '../coco/json-fields.ts';
import { decodeRle } from '../coco/rle.ts';
import { parseSegmentation, segmentationToRle } from '../coco/segmentation.ts';
import { instanceColor } from '../color/palette.ts';
import { packMask } from '../mask/packed.ts';
import { selfCrosses } from '../mask/polygon.ts';
import { type AnnotatedObject, type Picture, UNLABELLED } from './document.ts';
import { EXTENSION_KEY, exactMask, readExtension } from './extension.ts';
import { FormatError, type FormatNotice, type ImportResult } from './notice.ts';
import { unflatten } from './outline.ts';

function list(root: JsonObject, key: string): readonly unknown[] {
  const value = root[key];
  if (Array.isArray(value)) return value;
  throw new FormatError(
    'not-this-format',
    key,
    `This is not a COCO annotation file: “${key}” should be a list, found ${show(value)}.`,
  );
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** A name or number as it stands, anything else described: a list nested without end must not be turned into text. */
const words = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : show(value);

interface Entry {
  readonly index: number;
  readonly fields: JsonObject;
}

/** The entry of `images` that is this picture: same name and size, else the only one of its size. */
function findImage(root: JsonObject, picture: Picture, notices: FormatNotice[]): JsonObject {
  const entries = list(root, 'images').flatMap((value, index): readonly Entry[] =>
    isJsonObject(value) ? [{ index, fields: value }] : [],
  );
  const named = entries.filter(({ fields }) => baseName(words(fields.file_name)) === baseName(picture.name));
  const fits = ({ fields }: Entry): boolean => fields.width === picture.width && fields.height === picture.height;
  const exact = named.find(fits);
  if (exact !== undefined) return exact.fields;
  const [wrongSize] = named;
  if (wrongSize !== undefined) {
    const { width, height } = wrongSize.fields;
    throw new FormatError(
      'other-picture',
      `images[${wrongSize.index}]`,
      `The file has “${picture.name}” at ${show(width)} x ${show(height)} pixels, but the open picture is ${picture.width} x ${picture.height}.`,
    );
  }
  const [only, ...others] = entries.filter(fits);
  if (only === undefined || others.length > 0) {
    const names = entries.slice(0, 3).map(({ fields }) => `“${baseName(words(fields.file_name))}”`);
    throw new FormatError(
      'other-picture',
      'images',
      `The file is for ${names.join(', ') || 'no picture'}${entries.length > 3 ? ` and ${entries.length - 3} more` : ''}, not for “${picture.name}”.`,
    );
  }
  notices.push({
    fault: 'other-picture',
    path: `images[${only.index}].file_name`,
    message: `The file names the picture “${words(only.fields.file_name)}”; it has the same size as “${picture.name}”, so its objects were taken.`,
  });
  return only.fields;
}

function categoryNames(root: JsonObject): ReadonlyMap<unknown, string> {
  const value = root.categories;
  const entries = Array.isArray(value) ? value.filter(isJsonObject) : [];
  return new Map(entries.map((category) => [category.id, typeof category.name === 'string' ? category.name : '']));
}

/**
 * Objects of the open picture from a COCO file. Wrong annotations are left out with a notice naming their field.
 *
 * @param json parsed JSON
 * @throws FormatError when the file is no COCO file or is for another picture
 */
export function readCoco(json: unknown, picture: Picture): ImportResult {
  if (!isJsonObject(json)) {
    throw new FormatError('not-this-format', '', `A COCO annotation file is a JSON object, found ${show(json)}.`);
  }
  const notices: FormatNotice[] = [];
  const image = findImage(json, picture, notices);
  const names = categoryNames(json);
  const objects: AnnotatedObject[] = [];
  const ids = new Set<string>();
  for (const [i, annotation] of list(json, 'annotations').entries()) {
    if (!isJsonObject(annotation) || annotation.image_id !== image.id) continue;
    const path = `annotations[${i}]`;
    const object = readAnnotation(annotation, path, picture, names, objects.length, notices);
    if (object === null) continue;
    const id = ids.has(object.id) ? `${object.id}-${i}` : object.id;
    ids.add(id);
    objects.push({ ...object, id });
  }
  return { objects, notices };
}

function readAnnotation(
  annotation: JsonObject,
  path: string,
  picture: Picture,
  names: ReadonlyMap<unknown, string>,
  index: number,
  notices: FormatNotice[],
): AnnotatedObject | null {
  const size = { width: picture.width, height: picture.height };
  const parsed = parseSegmentation(annotation.segmentation, size);
  if (parsed.kind === 'wrong') {
    const field = `${path}.segmentation${parsed.field}`;
    const fault = Array.isArray(annotation.segmentation) ? 'bad-polygon' : 'bad-rle';
    notices.push({ fault, path: field, message: `Left out one object: ${parsed.message}.` });
    return null;
  }
  const category = names.get(annotation.category_id);
  if (category === undefined) {
    notices.push({
      fault: 'bad-value',
      path: `${path}.category_id`,
      message: `No category has the number ${show(annotation.category_id)}; the object came in without a label.`,
    });
  }
  const label = category ?? '';
  const { score } = annotation;
  const extension = readExtension(annotation[EXTENSION_KEY], {
    id: `coco-${words(annotation.id)}`,
    name: `${label || 'Object'} ${index + 1}`,
    label,
    color: instanceColor(index),
    score: typeof score === 'number' && score >= 0 && score <= 1 ? score : null,
  });
  // Our own label may be empty where COCO needs a name; a category renamed elsewhere wins.
  const ownLabel = (extension.label || UNLABELLED) === label || category === undefined ? extension.label : label;
  const foreign = annotation[EXTENSION_KEY] === undefined;
  const exact = parsed.kind === 'polygons' ? exactMask(extension, parsed.polygons, size) : null;
  const edited = extension.exact !== undefined;
  if (exact === null && parsed.kind === 'polygons' && (foreign || edited)) {
    warnOfCrossings(parsed.polygons, path, edited, notices);
  }
  return {
    id: extension.id,
    name: extension.name,
    label: ownLabel,
    color: extension.color,
    score: extension.score,
    mask: exact ?? packMask(decodeRle(segmentationToRle(parsed, size))),
  };
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

/** Reading LabelMe annotations back as objects of the open picture. */
import { isJsonObject, type JsonObject, show } from '../coco/json-fields.ts';
import { instanceColor } from '../color/palette.ts';
import { fillRings } from '../edit/shapes.ts';
import type { Size } from '../geometry/space.ts';
import { combinePacked, type PackedMask } from '../mask/packed.ts';
import { selfCrosses } from '../mask/polygon.ts';
import { type AnnotatedObject, type Picture, UNLABELLED } from './document.ts';
import { EXTENSION_KEY, exactMask, readExtension } from './extension.ts';
import { readShape, type Shape } from './labelme-shape.ts';
import { FormatError, type FormatNotice } from './notice.ts';
import { flatten } from './outline.ts';
import { nameFit } from './picture-names.ts';
import type { Reading, ReadTools } from './reader.ts';

/** Labels are text; some tools write class numbers. */
function labelOf({ label }: JsonObject): string {
  return typeof label === 'string' ? label : typeof label === 'number' ? String(label) : '';
}

/** Shapes of one object: same group and label. A shape without a group stands alone. */
function groups(shapes: readonly Shape[]): readonly (readonly Shape[])[] {
  const result = new Map<string, Shape[]>();
  for (const shape of shapes) {
    const { group_id: group } = shape.fields;
    const key =
      typeof group === 'number' || (typeof group === 'string' && group !== '')
        ? JSON.stringify([group, labelOf(shape.fields)])
        : `alone ${shape.index}`;
    const members = result.get(key);
    if (members === undefined) result.set(key, [shape]);
    else members.push(shape);
  }
  return [...result.values()];
}

function unite(shapes: readonly Shape[], size: Size): PackedMask {
  return shapes.reduce(
    (sum, { ring, mask }) => combinePacked(sum, mask ?? fillRings([ring], size), 'unite'),
    fillRings([], size),
  );
}

function warn(shapes: readonly Shape[], picture: Picture, notices: FormatNotice[]): void {
  for (const { index, ring } of shapes) {
    const path = `shapes[${index}].points`;
    if (ring.length <= 4000 && selfCrosses(ring)) {
      notices.push({
        fault: 'self-crossing',
        path,
        message: 'The outline crosses itself; where it overlaps, it was left open.',
      });
    }
    if (ring.some(({ x, y }) => x < -1 || y < -1 || x > picture.width + 1 || y > picture.height + 1)) {
      notices.push({
        fault: 'outside-picture',
        path,
        message: 'The outline leaves the picture; it was cut at the border.',
      });
    }
  }
}

function readObject(members: readonly Shape[], i: number, picture: Picture, notices: FormatNotice[]): AnnotatedObject {
  const size: Size = { width: picture.width, height: picture.height };
  const own = members.find(({ fields }) => fields[EXTENSION_KEY] !== undefined)?.fields[EXTENSION_KEY];
  const first = members[0]?.fields;
  const label = first ? labelOf(first) : '';
  const said =
    typeof first?.description === 'string' && first.description !== ''
      ? first.description
      : `${label || 'Object'} ${i + 1}`;
  const extension = readExtension(own, {
    id: `labelme-${i + 1}`,
    name: said,
    label,
    color: instanceColor(i),
    score: typeof first?.score === 'number' && first.score >= 0 && first.score <= 1 ? first.score : null,
  });
  const exact = exactMask(
    extension,
    members.map(({ ring }) => flatten(ring)),
    size,
  );
  if (exact === null && (own === undefined || extension.exact !== undefined)) warn(members, picture, notices);
  return {
    id: extension.id,
    name: extension.name,
    label: (extension.label || UNLABELLED) === label ? extension.label : label,
    color: extension.color,
    score: extension.score,
    mask: exact ?? unite(members, size),
    ...(first ? { origin: { format: 'labelme', fields: unknownFields(first) } } : {}),
  };
}

/** Fields of a shape that are written anew. */
const WRITTEN = new Set(['label', 'points', 'group_id', 'shape_type', 'mask', 'description', 'score', EXTENSION_KEY]);

function unknownFields(shape: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(shape).filter(([key]) => !WRITTEN.has(key)));
}

/**
 * Objects of the open picture from a LabelMe file. Shapes that cannot be filled are left out with a notice.
 *
 * @param json parsed JSON
 * @throws FormatError when the file is no LabelMe file or is for a picture of another size
 */
export function readLabelMe(json: unknown, picture: Picture, tools: ReadTools): Reading {
  if (!isJsonObject(json) || !Array.isArray(json.shapes)) {
    throw new FormatError('not-this-format', 'shapes', 'This is not a LabelMe file: it has no list of shapes.');
  }
  const { imageWidth, imageHeight, imagePath } = json;
  const sized = typeof imageWidth === 'number' && typeof imageHeight === 'number';
  if (sized && (imageWidth !== picture.width || imageHeight !== picture.height)) {
    throw new FormatError(
      'other-picture',
      'imageWidth',
      `The file is for ${show(imagePath)} at ${imageWidth} x ${imageHeight} pixels, but the open picture is ${picture.width} x ${picture.height}.`,
    );
  }
  const notices: FormatNotice[] = [];
  const fit = typeof imagePath === 'string' && imagePath !== '' ? nameFit(imagePath, picture.name) : 0;
  if (fit === null || fit >= 2) {
    notices.push({
      fault: 'other-picture',
      path: 'imagePath',
      message: `The file names the picture ${show(imagePath)}${sized ? `; it has the same size as “${picture.name}”, so its objects were taken` : ' and no size; check that it belongs here'}.`,
    });
  }
  const shapes = json.shapes
    .map((value: unknown, i) => readShape(value, i, picture, tools, notices))
    .filter((shape) => shape !== null);
  const objects: AnnotatedObject[] = [];
  const ids = new Set<string>();
  for (const [i, members] of groups(shapes).entries()) {
    const object = readObject(members, i, picture, notices);
    const id = ids.has(object.id) ? `${object.id}-${i + 1}` : object.id;
    ids.add(id);
    objects.push({ ...object, id });
  }
  return { meaning: 'LabelMe', objects, notices };
}

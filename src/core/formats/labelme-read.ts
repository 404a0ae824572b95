/** Reading LabelMe annotations back as objects of the open picture. */
import { isJsonObject, isNumberList, type JsonObject, show } from '../coco/json-fields.ts';
import { instanceColor } from '../color/palette.ts';
import { fillRings } from '../edit/shapes.ts';
import { distance, imagePoint, type Size } from '../geometry/space.ts';
import { combinePacked, type PackedMask } from '../mask/packed.ts';
import { type Ring, selfCrosses } from '../mask/polygon.ts';
import { type AnnotatedObject, type Picture, UNLABELLED } from './document.ts';
import { EXTENSION_KEY, exactMask, readExtension } from './extension.ts';
import { FormatError, type FormatNotice, type ImportResult } from './notice.ts';
import { flatten } from './outline.ts';

function pointsOf(value: unknown): Ring | null {
  if (!Array.isArray(value)) return null;
  const ring = value.map((pair: unknown) =>
    isNumberList(pair) && pair.length === 2 ? imagePoint(pair[0] ?? 0, pair[1] ?? 0) : null,
  );
  return ring.every((point) => point !== null) ? ring : null;
}

/** The closed line of a shape: polygons as they are, rectangles and circles from their two points. Null when it encloses nothing. */
function ringOf(type: unknown, points: Ring): Ring | null {
  const [a, b] = points;
  if (type === 'polygon' || type === undefined || type === null) return points.length >= 3 ? points : null;
  if (a === undefined || b === undefined) return null;
  if (type === 'rectangle') return [a, imagePoint(b.x, a.y), b, imagePoint(a.x, b.y)];
  if (type !== 'circle') return null;
  const radius = distance(a, b);
  const corners = Math.max(16, Math.ceil(4 * radius));
  return Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    return imagePoint(a.x + radius * Math.cos(angle), a.y + radius * Math.sin(angle));
  });
}

interface Shape {
  readonly index: number;
  readonly fields: JsonObject;
  readonly ring: Ring;
}

function readShape(value: unknown, index: number, notices: FormatNotice[]): Shape | null {
  const path = `shapes[${index}]`;
  const points = isJsonObject(value) ? pointsOf(value.points) : null;
  if (!isJsonObject(value) || points === null) {
    const found = isJsonObject(value) ? value.points : value;
    notices.push({
      fault: 'bad-value',
      path: `${path}.points`,
      message: `Left out a shape: expected a list of [x, y], found ${show(found)}.`,
    });
    return null;
  }
  const ring = ringOf(value.shape_type, points);
  if (ring !== null) return { index, fields: value, ring };
  const type = value.shape_type ?? 'polygon';
  notices.push(
    type === 'polygon'
      ? {
          fault: 'bad-polygon',
          path: `${path}.points`,
          message: `Left out an outline of ${points.length} points: it encloses nothing.`,
        }
      : {
          fault: 'unsupported',
          path: `${path}.shape_type`,
          message: `Left out a shape of type ${show(type)}: it has no area that can be filled.`,
        },
  );
  return null;
}

/** Shapes of one object: same group and label. A shape without a group stands alone. */
function groups(shapes: readonly Shape[]): readonly (readonly Shape[])[] {
  const result = new Map<string, Shape[]>();
  for (const shape of shapes) {
    const { group_id: group, label } = shape.fields;
    const key =
      typeof group === 'number'
        ? JSON.stringify([group, typeof label === 'string' ? label : show(label)])
        : `alone ${shape.index}`;
    const members = result.get(key);
    if (members === undefined) result.set(key, [shape]);
    else members.push(shape);
  }
  return [...result.values()];
}

function unite(rings: readonly Ring[], size: Size): PackedMask {
  return rings.reduce((sum, ring) => combinePacked(sum, fillRings([ring], size), 'unite'), fillRings([], size));
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
  const label = typeof first?.label === 'string' ? first.label : '';
  const said =
    typeof first?.description === 'string' && first.description !== ''
      ? first.description
      : `${label || 'Object'} ${i + 1}`;
  const extension = readExtension(own, {
    id: `labelme-${i + 1}`,
    name: said,
    label,
    color: instanceColor(i),
    score: null,
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
    mask:
      exact ??
      unite(
        members.map(({ ring }) => ring),
        size,
      ),
  };
}

/**
 * Objects of the open picture from a LabelMe file. Shapes that cannot be filled are left out with a notice.
 *
 * @param json parsed JSON
 * @throws FormatError when the file is no LabelMe file or is for a picture of another size
 */
export function readLabelMe(json: unknown, picture: Picture): ImportResult {
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
  const named =
    typeof imagePath === 'string'
      ? imagePath.slice(Math.max(imagePath.lastIndexOf('/'), imagePath.lastIndexOf('\\')) + 1)
      : picture.name;
  const ownName = picture.name.slice(Math.max(picture.name.lastIndexOf('/'), picture.name.lastIndexOf('\\')) + 1);
  if (named !== ownName) {
    notices.push({
      fault: 'other-picture',
      path: 'imagePath',
      message: `The file names the picture “${named}”${sized ? `; it has the same size as “${picture.name}”, so its objects were taken` : ' and no size; check that it belongs here'}.`,
    });
  }
  const shapes = json.shapes.map((value: unknown, i) => readShape(value, i, notices)).filter((shape) => shape !== null);
  const objects: AnnotatedObject[] = [];
  const ids = new Set<string>();
  for (const [i, members] of groups(shapes).entries()) {
    const object = readObject(members, i, picture, notices);
    const id = ids.has(object.id) ? `${object.id}-${i + 1}` : object.id;
    ids.add(id);
    objects.push({ ...object, id });
  }
  return { objects, notices };
}

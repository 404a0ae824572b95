/** The shapes of LabelMe and X-AnyLabeling files as areas. */
import { isJsonObject, isNumberList, type JsonObject, show } from '../coco/json-fields.ts';
import { distance, imagePoint, type Size } from '../geometry/space.ts';
import { decodePng, isPng, PngError } from '../image/png.ts';
import { type PackedMask, packRegion } from '../mask/packed.ts';
import type { Ring } from '../mask/polygon.ts';
import { bytesOfBase64 } from './base64.ts';
import type { FormatNotice } from './notice.ts';
import type { ReadTools } from './reader.ts';

/** A shape that covers pixels: an outline, or a mask of its own. */
export interface Shape {
  readonly index: number;
  readonly fields: JsonObject;
  readonly ring: Ring;
  readonly mask: PackedMask | null;
}

/** Types whose points are the corners of a closed line. */
const OUTLINES: ReadonlySet<unknown> = new Set(['polygon', 'rotation', 'quadrilateral', undefined, null]);

function pointsOf(value: unknown): Ring | null {
  if (!Array.isArray(value)) return null;
  const ring = value.map((pair: unknown) =>
    isNumberList(pair) && pair.length >= 2 ? imagePoint(pair[0] ?? 0, pair[1] ?? 0) : null,
  );
  return ring.every((point) => point !== null) ? ring : null;
}

/** The closed line of a shape; null when it encloses nothing. Rectangles have two opposite corners (labelme) or all four (X-AnyLabeling). */
function ringOf(type: unknown, points: Ring): Ring | null {
  const [a, b] = points;
  if (OUTLINES.has(type)) return points.length >= 3 ? points : null;
  if (a === undefined || b === undefined) return null;
  if (type === 'rectangle') {
    return points.length >= 3 ? points : [a, imagePoint(b.x, a.y), b, imagePoint(a.x, b.y)];
  }
  if (type !== 'circle') return null;
  const radius = distance(a, b);
  const corners = Math.max(16, Math.ceil(4 * radius));
  return Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    return imagePoint(a.x + radius * Math.cos(angle), a.y + radius * Math.sin(angle));
  });
}

/** A mask shape: a PNG as base64 that lies at the first point. A sentence when it cannot be read. */
function maskOf(text: unknown, points: Ring, size: Size, tools: ReadTools): PackedMask | string {
  const bytes = typeof text === 'string' ? bytesOfBase64(text) : null;
  const [first] = points;
  if (bytes === null || !isPng(bytes) || first === undefined)
    return `its mask is no PNG as base64, found ${show(text)}`;
  try {
    const { width, height, samples, channels } = decodePng(bytes, tools.inflate);
    const data = new Uint8Array(width * height);
    for (let i = 0; i < data.length; i++) data[i] = (samples[i * channels] ?? 0) !== 0 ? 1 : 0;
    const [x0, y0] = [Math.round(first.x), Math.round(first.y)];
    return packRegion({ width, height, data }, { x0, y0, x1: x0 + width, y1: y0 + height }, size);
  } catch (error) {
    if (error instanceof PngError) return `its mask cannot be read: ${error.message}`;
    throw error;
  }
}

/** Reads one shape; null with a notice when it covers nothing. */
export function readShape(
  value: unknown,
  index: number,
  size: Size,
  tools: ReadTools,
  notices: FormatNotice[],
): Shape | null {
  const path = `shapes[${index}]`;
  const points = isJsonObject(value) ? pointsOf(value.points) : null;
  if (!isJsonObject(value) || points === null) {
    const found = isJsonObject(value) ? value.points : value;
    const message = `Left out a shape: expected a list of [x, y], found ${show(found)}.`;
    notices.push({ fault: 'bad-value', path: `${path}.points`, message });
    return null;
  }
  if (value.shape_type === 'mask') {
    const mask = maskOf(value.mask, points, size, tools);
    if (typeof mask !== 'string') return { index, fields: value, ring: [], mask };
    notices.push({ fault: 'bad-value', path: `${path}.mask`, message: `Left out a shape of type "mask": ${mask}.` });
    return null;
  }
  const ring = ringOf(value.shape_type, points);
  if (ring !== null) return { index, fields: value, ring, mask: null };
  const type = value.shape_type ?? 'polygon';
  notices.push(
    OUTLINES.has(type)
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

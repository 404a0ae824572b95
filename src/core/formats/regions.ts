/** Shapes of annotation files as areas of the picture: what the readers of outlines, boxes and masks share. */
import { instanceColor } from '../color/palette.ts';
import { fillRings } from '../edit/shapes.ts';
import { imagePoint, type Size } from '../geometry/space.ts';
import type { PackedMask } from '../mask/packed.ts';
import { type Ring, ringBounds } from '../mask/polygon.ts';
import type { AnnotatedObject, ObjectOrigin, Picture } from './document.ts';
import type { FormatNotice } from './notice.ts';

/** One object of a file: rings filled by the even-odd rule, or a mask. */
export interface Region {
  readonly label: string;
  readonly name?: string;
  readonly shape: readonly Ring[] | PackedMask;
  /** Place in the file, for sentences. */
  readonly path: string;
  readonly score?: number | null;
  readonly color?: string;
  readonly id?: string;
  readonly origin?: ObjectOrigin;
}

const isRings = (shape: Region['shape']): shape is readonly Ring[] => Array.isArray(shape);

/** Objects of the regions, in their order; what covers nothing or leaves the picture is told. */
export function objectsOfRegions(
  regions: readonly Region[],
  picture: Picture,
  prefix: string,
  notices: FormatNotice[],
): readonly AnnotatedObject[] {
  const size: Size = { width: picture.width, height: picture.height };
  return regions.map((region, i): AnnotatedObject => {
    const { shape, label, path } = region;
    const mask = isRings(shape) ? fillRings(shape, size) : shape;
    const bounds = isRings(shape) ? ringBounds(shape) : null;
    if (bounds && (bounds.x0 < -1 || bounds.y0 < -1 || bounds.x1 > size.width + 1 || bounds.y1 > size.height + 1)) {
      const message = `The outline of ${label ? `“${label}”` : 'an object'} leaves the picture; it was cut at the border.`;
      notices.push({ fault: 'outside-picture', path, message });
    }
    if (mask.box.x1 <= mask.box.x0) {
      const message = `${label ? `“${label}”` : 'An object'} covers no pixel of the picture.`;
      notices.push({ fault: 'empty-object', path, message });
    }
    return {
      id: region.id ?? `${prefix}-${i + 1}`,
      name: region.name || `${label || 'Object'} ${i + 1}`,
      label,
      color: region.color ?? instanceColor(i),
      score: region.score ?? null,
      mask,
      ...(region.origin ? { origin: region.origin } : {}),
    };
  });
}

/** Corners of an upright box. */
export function boxRing(x0: number, y0: number, x1: number, y1: number): Ring {
  return [imagePoint(x0, y0), imagePoint(x1, y0), imagePoint(x1, y1), imagePoint(x0, y1)];
}

/** A ring turned clockwise on screen by degrees about a point. */
export function turned(ring: Ring, degrees: number, cx: number, cy: number): Ring {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return degrees === 0
    ? ring
    : ring.map(({ x, y }) => imagePoint(cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos));
}

/** An ellipse as a closed line whose corners are at most a quarter of a pixel apart. */
export function ellipseRing(cx: number, cy: number, rx: number, ry: number): Ring {
  const corners = Math.min(4096, Math.max(16, Math.ceil(4 * Math.max(rx, ry) * Math.PI)));
  return Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    return imagePoint(cx + rx * Math.cos(angle), cy + ry * Math.sin(angle));
  });
}

/** One notice for all boxes that came in as rectangles. */
export function boxesNotice(count: number, path: string): readonly FormatNotice[] {
  if (count === 0) return [];
  const what = count === 1 ? '1 annotation has' : `${count} annotations have`;
  return [
    { fault: 'box-only', path, message: `${what} only a box and no outline; the rectangle came in as the object.` },
  ];
}

/** One notice for shapes that cover nothing: lines, points. */
export function leftOutNotice(types: readonly string[], path: string): readonly FormatNotice[] {
  if (types.length === 0) return [];
  const kinds = [...new Set(types)].join(', ');
  const message = `Left out ${types.length === 1 ? 'a shape' : `${types.length} shapes`} of type ${kinds}: it has no area that can be filled.`;
  return [{ fault: 'unsupported', path, message }];
}

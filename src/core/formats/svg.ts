/** Objects as SVG paths with holes, in picture pixels. */

import type { Polygon, Ring } from '../mask/polygon.ts';
import { type AnnotationDocument, fileBase } from './document.ts';
import { type AnnotationFormat, textFile } from './format.ts';
import { outlinesOf } from './outline.ts';
import { xmlText } from './text.ts';

/** One closed subpath; straight runs along an axis use H and V. */
function subpath(ring: Ring): string {
  let d = '';
  let before = ring.at(-1);
  for (const [i, point] of ring.entries()) {
    if (i === 0) d += `M${point.x} ${point.y}`;
    else if (point.y === before?.y) d += `H${point.x}`;
    else if (point.x === before?.x) d += `V${point.y}`;
    else d += `L${point.x} ${point.y}`;
    before = point;
  }
  return ring.length > 0 ? `${d}Z` : '';
}

/** Path data of polygons with holes, for `fill-rule="evenodd"`. */
export function pathData(polygons: readonly Polygon[]): string {
  return polygons.map(({ outer, holes }) => [outer, ...holes].map(subpath).join('')).join('');
}

/**
 * An SVG file the size of the picture, one path an object, bottom first. Names become titles; nothing in it can run.
 *
 * @param detail outline tolerance, picture pixels
 */
export function documentToSvg(document: AnnotationDocument, detail: number): string {
  const { picture, objects } = document;
  const paths = objects.map((object) => {
    const d = pathData(outlinesOf(object.mask, detail));
    const attributes = `data-name="${xmlText(object.name)}" data-label="${xmlText(object.label)}"`;
    const color = /^#[0-9a-f]{6}$/i.test(object.color) ? object.color : '#000000';
    return `  <path ${attributes} fill="${color}" fill-rule="evenodd" d="${d}"><title>${xmlText(object.name)}</title></path>\n`;
  });
  const { width, height } = picture;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n  <title>${xmlText(picture.name)}</title>\n${paths.join('')}</svg>\n`;
}

export const svg: AnnotationFormat = {
  id: 'svg',
  label: 'SVG',
  hint: 'paths with holes',
  group: 'data',
  keeps: 'outlines with holes and parts, name, label, colour',
  loses: 'score; what the outline tolerance smooths away; at tolerance 0 nothing',
  limits: 'is written, not read',
  tried: 'Chromium, Inkscape',
  writer: {
    options: ['detail'],
    holdsMany: false,
    write: ([document], { detail }) =>
      document ? [textFile(`${fileBase(document)}.svg`, documentToSvg(document, detail), 'image/svg+xml')] : [],
  },
};

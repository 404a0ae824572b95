/** A table of measurements, one line an object. */

import { tracePacked } from '../mask/contours.ts';
import { type PackedMask, packedArea, unpackRegion } from '../mask/packed.ts';
import { perimeter, ringsOf } from '../mask/polygon.ts';
import { type AnnotationDocument, fileBase } from './document.ts';
import { type AnnotationFormat, textFile } from './format.ts';
import { csvText } from './text.ts';

/** Measures of a mask, picture pixels. */
export interface Measurement {
  readonly area: number;
  /** Share of the picture, 0..1. */
  readonly share: number;
  /** Mean of the pixel centres; null for an empty mask. */
  readonly centroid: { readonly x: number; readonly y: number } | null;
  /** Length of the pixel-edge outline, holes included. */
  readonly perimeter: number;
  readonly parts: number;
  readonly holes: number;
}

/** Measures one mask. */
export function measure(mask: PackedMask): Measurement {
  const area = packedArea(mask);
  const local = unpackRegion(mask, mask.box);
  let sumX = 0;
  let sumY = 0;
  for (let i = local.data.indexOf(1); i >= 0; i = local.data.indexOf(1, i + 1)) {
    const x = i % local.width;
    sumX += x + 0.5;
    sumY += (i - x) / local.width + 0.5;
  }
  const polygons = tracePacked(mask);
  return {
    area,
    share: area / (mask.width * mask.height),
    centroid: area > 0 ? { x: mask.box.x0 + sumX / area, y: mask.box.y0 + sumY / area } : null,
    perimeter: ringsOf(polygons).reduce((sum, ring) => sum + perimeter(ring), 0),
    parts: polygons.length,
    holes: polygons.reduce((sum, polygon) => sum + polygon.holes.length, 0),
  };
}

const COLUMNS = [
  'picture',
  'id',
  'name',
  'label',
  'score',
  'area_px',
  'share',
  'x',
  'y',
  'width',
  'height',
  'centroid_x',
  'centroid_y',
  'perimeter_px',
  'parts',
  'holes',
] as const;

function number(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}

/** Measurements of all objects of one or many pictures as CSV (RFC 4180: CRLF, quotes where needed), with a header line. */
export function documentsToCsv(documents: readonly AnnotationDocument[]): string {
  const lines: string[] = [COLUMNS.join(',')];
  for (const { picture, objects } of documents) {
    for (const { id, name, label, score, mask } of objects) {
      const m = measure(mask);
      const { x0, y0, x1, y1 } = mask.box;
      lines.push(
        [
          csvText(picture.name),
          csvText(id),
          csvText(name),
          csvText(label),
          score === null ? '' : number(score, 4),
          m.area,
          number(m.share, 6),
          x0,
          y0,
          x1 - x0,
          y1 - y0,
          m.centroid === null ? '' : number(m.centroid.x, 2),
          m.centroid === null ? '' : number(m.centroid.y, 2),
          m.perimeter,
          m.parts,
          m.holes,
        ].join(','),
      );
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}

export const csvFormat: AnnotationFormat = {
  id: 'csv',
  label: 'CSV',
  hint: 'a table of measures',
  group: 'data',
  keeps: 'name, label, score, box, area, centroid, perimeter, parts and holes of every object',
  loses: 'the shapes themselves',
  limits: 'text that a spreadsheet would run as a formula gets a leading apostrophe',
  tried: 'RFC 4180 readers',
  writer: {
    options: [],
    holdsMany: true,
    write: (documents) => {
      const name = documents.length === 1 ? fileBase(documents[0]) : 'measures';
      return [textFile(`${name}.csv`, documentsToCsv(documents), 'text/csv')];
    },
  },
};

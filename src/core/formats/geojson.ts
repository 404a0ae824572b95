/** GeoJSON-like features whose coordinates are picture pixels. */

import { packedArea } from '../mask/packed.ts';
import type { Ring } from '../mask/polygon.ts';
import { type AnnotationDocument, fileBase } from './document.ts';
import { type AnnotationFormat, textFile } from './format.ts';
import { featuresOf, readGeoJson } from './geojson-read.ts';
import { outlinesOf } from './outline.ts';

/** GeoJSON rings repeat their first vertex. */
function closed(ring: Ring): readonly (readonly [number, number])[] {
  return [...ring, ...ring.slice(0, 1)].map((point) => [point.x, point.y] as const);
}

/**
 * A FeatureCollection with one MultiPolygon an object. Coordinates are pixels from the top-left corner, y downwards,
 * not longitude and latitude; the file says so.
 *
 * @param detail outline tolerance, picture pixels
 */
export function documentToGeoJson(document: AnnotationDocument, detail: number): string {
  const { picture, objects } = document;
  const features = objects.map((object) => ({
    type: 'Feature',
    id: object.id,
    properties: {
      name: object.name,
      label: object.label,
      color: object.color,
      score: object.score,
      area: packedArea(object.mask),
    },
    geometry: {
      type: 'MultiPolygon',
      coordinates: outlinesOf(object.mask, detail).map(({ outer, holes }) => [outer, ...holes].map(closed)),
    },
  }));
  return JSON.stringify({
    type: 'FeatureCollection',
    coordinates: 'pixels of the picture, origin top left, y down',
    picture: { name: picture.name, width: picture.width, height: picture.height },
    features,
  });
}

export const geojson: AnnotationFormat = {
  id: 'geojson',
  label: 'GeoJSON',
  hint: 'outlines in pixels',
  group: 'data',
  keeps: 'outlines with holes and parts, name, label, colour, score, area',
  loses: 'what the outline tolerance smooths away; at tolerance 0 nothing',
  limits: 'coordinates are pixels from the top left, not longitude and latitude',
  tried: 'structure of RFC 7946 and of QuPath',
  writer: {
    options: ['detail'],
    holdsMany: false,
    write: ([document], { detail }) =>
      document
        ? [textFile(`${fileBase(document)}.geojson`, documentToGeoJson(document, detail), 'application/geo+json')]
        : [],
  },
  reader: {
    endings: ['.geojson', '.json'],
    recognise: (file) => (featuresOf(file) ? 'main' : null),
    read: (file, { picture }) => [readGeoJson(file, picture)],
  },
};

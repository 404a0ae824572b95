/** Reading GeoJSON whose coordinates are pixels of the picture: this app's own, and what QuPath and others write. */
import { isJsonObject, isNumberList, type JsonObject, show } from '../coco/json-fields.ts';
import { imagePoint } from '../geometry/space.ts';
import type { Ring } from '../mask/polygon.ts';
import type { Picture } from './document.ts';
import { FormatError, type FormatNotice } from './notice.ts';
import { jsonOf, type ReadFile, type Reading } from './reader.ts';
import { leftOutNotice, objectsOfRegions, type Region } from './regions.ts';

function ringOf(value: unknown): Ring {
  if (!Array.isArray(value)) return [];
  const points = value.filter(isNumberList).map(([x = 0, y = 0]) => imagePoint(x, y));
  const [first, last] = [points[0], points.at(-1)];
  return first && last && points.length > 1 && first.x === last.x && first.y === last.y ? points.slice(0, -1) : points;
}

/** All rings of a Polygon or MultiPolygon, or of a collection of only these; null for other geometries. */
function ringsOfGeometry(geometry: unknown): readonly Ring[] | null {
  if (isJsonObject(geometry) && geometry.type === 'GeometryCollection' && Array.isArray(geometry.geometries)) {
    const parts = geometry.geometries.map(ringsOfGeometry).filter((rings) => rings !== null);
    return parts.length === geometry.geometries.length ? parts.flat() : null;
  }
  if (!isJsonObject(geometry) || !Array.isArray(geometry.coordinates)) return null;
  const list: readonly unknown[] = geometry.coordinates;
  if (geometry.type === 'Polygon') return list.map(ringOf);
  return geometry.type === 'MultiPolygon'
    ? list.flatMap((part) => (Array.isArray(part) ? part.map(ringOf) : []))
    : null;
}

/** The features of a collection, a list, a single feature or a bare area; null for JSON that is no GeoJSON. */
export function featuresOf(file: ReadFile): readonly JsonObject[] | null {
  if (file.content.kind !== 'json') return null;
  const { json } = file.content;
  const isFeature = (value: unknown): value is JsonObject => isJsonObject(value) && value.type === 'Feature';
  if (Array.isArray(json)) return json.length > 0 && json.every(isFeature) ? json : null;
  if (isFeature(json)) return [json];
  if (!isJsonObject(json)) return null;
  if (json.type === 'FeatureCollection') return Array.isArray(json.features) ? json.features.filter(isJsonObject) : [];
  return ringsOfGeometry(json) === null ? null : [{ type: 'Feature', geometry: json }];
}

/** @throws FormatError when the coordinates are places on the earth, or the picture is of another size */
export function readGeoJson(file: ReadFile, picture: Picture): Reading {
  const root = jsonOf(file) ?? {};
  const of = isJsonObject(root.picture) ? root.picture : null;
  if (of && (of.width !== picture.width || of.height !== picture.height)) {
    throw new FormatError(
      'other-picture',
      'picture',
      `The file is for ${show(of.name)} at ${show(of.width)} x ${show(of.height)} pixels, but the open picture is ${picture.width} x ${picture.height}.`,
    );
  }
  const features = featuresOf(file) ?? [];
  const notices: FormatNotice[] = [];
  if (!of) {
    const inside = features
      .flatMap(({ geometry }) => ringsOfGeometry(geometry) ?? [])
      .flat()
      .every(({ x, y }) => x >= 0 && y >= 0 && x <= picture.width && y <= picture.height);
    if (!inside || root.crs !== undefined) {
      throw new FormatError(
        'unsupported',
        'coordinates',
        `“${file.name}” does not say that its coordinates are pixels, and they leave the picture: they may be longitude and latitude, which cannot be laid over a picture.`,
      );
    }
    notices.push({
      fault: 'other-picture',
      path: 'picture',
      message: 'The file names no picture; its coordinates were taken as pixels from the top left.',
    });
  } else if (of.name !== picture.name) {
    notices.push({
      fault: 'other-picture',
      path: 'picture.name',
      message: `The file names the picture ${show(of.name)}; it has the same size as “${picture.name}”, so its objects were taken.`,
    });
  }
  const left: string[] = [];
  const regions = features.flatMap((feature, i): readonly Region[] => {
    const shape = ringsOfGeometry(feature.geometry);
    const properties = isJsonObject(feature.properties) ? feature.properties : {};
    if (shape === null) {
      left.push(isJsonObject(feature.geometry) ? String(feature.geometry.type) : 'nothing');
      return [];
    }
    const text = (key: string): string => (typeof properties[key] === 'string' ? properties[key] : '');
    const { score, classification } = properties;
    // QuPath names the class of an object so.
    const known = isJsonObject(classification) && typeof classification.name === 'string' ? classification.name : '';
    return [
      {
        label: text('label') || known,
        name: text('name'),
        shape,
        path: `features[${i}]`,
        score: typeof score === 'number' && score >= 0 && score <= 1 ? score : null,
        ...(/^#[0-9a-f]{6}$/i.test(text('color')) ? { color: text('color') } : {}),
        ...(typeof feature.id === 'string' ? { id: feature.id } : {}),
      },
    ];
  });
  const objects = objectsOfRegions(regions, picture, 'feature', notices);
  return { meaning: 'GeoJSON in pixels', objects, notices: [...notices, ...leftOutNotice(left, 'features')] };
}

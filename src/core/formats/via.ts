/** VGG Image Annotator 1 and 2: regions by picture, in pixels. */
import { isJsonObject, isNumberList, type JsonObject } from '../coco/json-fields.ts';
import { imagePoint } from '../geometry/space.ts';
import { findImages, imageName, imageNotice } from './coco-images.ts';
import type { Picture } from './document.ts';
import type { AnnotationFormat } from './format.ts';
import { FormatError, type FormatNotice } from './notice.ts';
import { type AskedReadings, jsonOf, type ReadFile, type Reading } from './reader.ts';
import { boxesNotice, boxRing, ellipseRing, leftOutNotice, objectsOfRegions, type Region, turned } from './regions.ts';

/** The entries by picture: of a project, or of an export without settings. */
function entriesOf(file: ReadFile): readonly JsonObject[] | null {
  const root = jsonOf(file);
  const table = isJsonObject(root?._via_img_metadata) ? root._via_img_metadata : root;
  if (!table) return null;
  const entries = Object.values(table).filter(isJsonObject);
  const [first] = entries;
  return first && typeof first.filename === 'string' && 'regions' in first
    ? entries.filter((e) => typeof e.filename === 'string')
    : null;
}

/** VIA 3 keeps its shapes as lists of numbers under `metadata`. */
const isVia3 = (file: ReadFile): boolean => {
  const root = jsonOf(file);
  return isJsonObject(root?.project) && isJsonObject(root.metadata) && isJsonObject(root.view);
};

/** The likeliest class among a region's attributes. */
function labelOf(region: JsonObject): string {
  const attributes = isJsonObject(region.region_attributes) ? region.region_attributes : {};
  const keys = Object.keys(attributes);
  const key = keys.find((k) => /^(label|class|category|name|type|object)/i.test(k)) ?? keys[0];
  const value = key === undefined ? undefined : attributes[key];
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  // Check boxes: the ones that are set.
  return isJsonObject(value)
    ? Object.keys(value)
        .filter((k) => value[k] === true)
        .join(', ')
    : '';
}

function regionOf(region: JsonObject, path: string): Region | string {
  const shape = isJsonObject(region.shape_attributes) ? region.shape_attributes : {};
  const n = (key: string): number => (typeof shape[key] === 'number' ? shape[key] : Number.NaN);
  const make = (rings: Region['shape']): Region => ({ label: labelOf(region), shape: rings, path });
  const [cx, cy] = [n('cx'), n('cy')];
  if (shape.name === 'polygon') {
    const { all_points_x: xs, all_points_y: ys } = shape;
    if (!isNumberList(xs) || !isNumberList(ys) || xs.length !== ys.length)
      return 'polygon with unequal lists of x and y';
    return make([xs.map((x, i) => imagePoint(x, ys[i] ?? 0))]);
  }
  if (shape.name === 'rect') return make([boxRing(n('x'), n('y'), n('x') + n('width'), n('y') + n('height'))]);
  if (shape.name === 'circle') return make([ellipseRing(cx, cy, n('r'), n('r'))]);
  if (shape.name === 'ellipse') {
    const theta = Number.isFinite(n('theta')) ? (n('theta') * 180) / Math.PI : 0;
    return make([turned(ellipseRing(cx, cy, n('rx'), n('ry')), theta, cx, cy)]);
  }
  return typeof shape.name === 'string' ? shape.name : 'unknown';
}

function read(file: ReadFile, picture: Picture): readonly Reading[] | AskedReadings {
  if (isVia3(file)) {
    throw new FormatError(
      'unsupported',
      'metadata',
      `“${file.name}” is a project of VIA 3; export its annotations as COCO and import that.`,
    );
  }
  const entries = entriesOf(file) ?? [];
  const images = entries.map(({ filename }) => ({ file_name: filename }));
  const readings = findImages(images, picture).map((image): Reading => {
    const notices: FormatNotice[] = [...imageNotice(image, picture)];
    const left: string[] = [];
    let boxes = 0;
    const raw = entries[image.index]?.regions;
    const list = Array.isArray(raw) ? raw : isJsonObject(raw) ? Object.values(raw) : [];
    const regions = list.filter(isJsonObject).flatMap((value, i): readonly Region[] => {
      const region = regionOf(value, `regions[${i}]`);
      if (typeof region === 'string') {
        left.push(region);
        return [];
      }
      if (isJsonObject(value.shape_attributes) && value.shape_attributes.name === 'rect') boxes++;
      return [region];
    });
    const objects = objectsOfRegions(regions, picture, 'via', notices);
    notices.push(...boxesNotice(boxes, 'regions'), ...leftOutNotice(left, 'regions'));
    return { meaning: `${imageName(image)}: ${objects.length} objects`, objects, notices };
  });
  if (readings.length < 2) return readings;
  return { question: `The file has ${readings.length} pictures that may be “${picture.name}”.`, readings };
}

export const via: AnnotationFormat = {
  id: 'via',
  label: 'VIA',
  hint: 'JSON',
  group: 'data',
  keeps: 'polygons, rectangles, circles and ellipses; the likeliest class among the region’s attributes',
  loses: 'further attributes',
  limits: 'versions 1 and 2, is read, not written; files say no picture size',
  tried: 'VIA 2 documentation',
  reader: {
    endings: ['.json'],
    recognise: (file) => (isVia3(file) || entriesOf(file) ? 'main' : null),
    read: (file, { picture }) => read(file, picture),
  },
};

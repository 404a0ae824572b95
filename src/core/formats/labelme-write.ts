/** LabelMe annotation files. */

import { fillRings } from '../edit/shapes.ts';
import { combinePacked, packedEquals } from '../mask/packed.ts';
import type { Ring } from '../mask/polygon.ts';
import { type AnnotatedObject, type AnnotationDocument, fileBase, UNLABELLED } from './document.ts';
import { EXTENSION_KEY, extensionOf, type ObjectExtension } from './extension.ts';
import { type AnnotationFormat, jsonFile } from './format.ts';
import { readLabelMe } from './labelme-read.ts';
import { flatten, outlinesOf, partsOf } from './outline.ts';
import { jsonOf } from './reader.ts';

/** One outline. Parts of one object share a group number; the first carries our own fields. */
interface LabelMeShape {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly group_id: number | null;
  readonly description: string;
  readonly shape_type: 'polygon';
  readonly flags: Readonly<Record<string, boolean>>;
  readonly mask: null;
  readonly [EXTENSION_KEY]?: ObjectExtension;
}

export interface LabelMeFile {
  readonly version: string;
  readonly flags: Readonly<Record<string, boolean>>;
  readonly shapes: readonly LabelMeShape[];
  readonly imagePath: string;
  readonly imageData: null;
  readonly imageHeight: number;
  readonly imageWidth: number;
}

function shapesOf(object: AnnotatedObject, group: number, detail: number): readonly LabelMeShape[] {
  const parts = partsOf(outlinesOf(object.mask, detail));
  const filled = parts.reduce(
    (sum, ring: Ring) => combinePacked(sum, fillRings([ring], object.mask), 'unite'),
    fillRings([], object.mask),
  );
  const extension = extensionOf(object, parts.map(flatten), packedEquals(filled, object.mask));
  return parts.map((ring, i) => ({
    label: object.label || UNLABELLED,
    points: ring.map((point) => [point.x, point.y] as const),
    group_id: parts.length > 1 ? group : null,
    description: object.name,
    shape_type: 'polygon',
    flags: {},
    ...(object.origin?.format === 'labelme' ? object.origin.fields : {}),
    mask: null,
    ...(i === 0 ? { [EXTENSION_KEY]: extension } : {}),
  }));
}

/**
 * The file for one picture. LabelMe has no holes (they are bridged in) and no empty objects (they are left out).
 *
 * @param detail outline tolerance, picture pixels
 */
export function documentToLabelMe(document: AnnotationDocument, detail: number): LabelMeFile {
  const { picture, objects } = document;
  const visible = objects.filter((object) => object.mask.box.x1 > object.mask.box.x0);
  return {
    version: '5.5.0',
    flags: {},
    shapes: visible.flatMap((object, i) => shapesOf(object, i + 1, detail)),
    imagePath: picture.name,
    imageData: null,
    imageHeight: picture.height,
    imageWidth: picture.width,
  };
}

export const labelme: AnnotationFormat = {
  id: 'labelme',
  label: 'LabelMe',
  hint: 'JSON, outlines',
  group: 'data',
  keeps:
    'outlines (holes joined by bridges of no width), label, name; the exact pixels, colour and score in a field of our own; attributes and unknown fields of a file that was read',
  loses: 'for other programs, what the outline tolerance smooths away; objects without a pixel',
  limits: 'lines and points cover nothing and are left out with a word',
  tried: 'labelme 5, X-AnyLabeling',
  writer: {
    options: ['detail'],
    holdsMany: false,
    write: ([document], { detail }) =>
      document ? [jsonFile(`${fileBase(document)}.labelme.json`, documentToLabelMe(document, detail))] : [],
  },
  reader: {
    endings: ['.json'],
    recognise: (file) => (Array.isArray(jsonOf(file)?.shapes) ? 'main' : null),
    read: (file, { picture, tools }) => [readLabelMe(jsonOf(file), picture, tools)],
  },
};

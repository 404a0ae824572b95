/** COCO instance annotations, as pycocotools reads them. */

import { encodeRle, rleArea, rleBox } from '../coco/rle.ts';
import { polygonsToRle } from '../coco/rle-polygon.ts';
import { rleToString } from '../coco/rle-string.ts';
import { packedArea, unpackMask } from '../mask/packed.ts';
import { type AnnotatedObject, type AnnotationDocument, boxAsList, fileBase, UNLABELLED } from './document.ts';
import { EXTENSION_KEY, extensionOf, type ObjectExtension } from './extension.ts';
import { type AnnotationFormat, jsonFile, type WrittenFile } from './format.ts';
import { flatten, outlinesOf, partsOf } from './outline.ts';

/** How masks are written. Polygons cannot say "no pixel": empty objects are run lengths in either case. */
export interface CocoOptions {
  readonly segmentation: 'rle' | 'polygons';
  /** Outline tolerance, picture pixels; for polygons only. */
  readonly detail: number;
}

/** A segmentation as COCO has it: run lengths with a compressed string, or polygons. */
type CocoSegmentation =
  | { readonly size: readonly [height: number, width: number]; readonly counts: string }
  | readonly (readonly number[])[];

interface CocoAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  readonly segmentation: CocoSegmentation;
  readonly area: number;
  readonly bbox: readonly [x: number, y: number, width: number, height: number];
  readonly iscrowd: 0;
  readonly score?: number;
  readonly [EXTENSION_KEY]: ObjectExtension;
}

export interface CocoFile {
  readonly info: { readonly description: string; readonly version: string };
  readonly licenses: readonly never[];
  readonly images: readonly {
    readonly id: number;
    readonly file_name: string;
    readonly width: number;
    readonly height: number;
  }[];
  readonly categories: readonly { readonly id: number; readonly name: string; readonly supercategory: string }[];
  readonly annotations: readonly CocoAnnotation[];
}

type Shape = Pick<CocoAnnotation, 'segmentation' | 'area' | 'bbox' | typeof EXTENSION_KEY>;

function asRuns(object: AnnotatedObject): Shape {
  const { mask } = object;
  return {
    segmentation: { size: [mask.height, mask.width], counts: rleToString(encodeRle(unpackMask(mask))) },
    area: packedArea(mask),
    bbox: boxAsList(mask.box),
    [EXTENSION_KEY]: extensionOf(object, null, true),
  };
}

/** Area and box are those of the outline as pycocotools rasterises it, so that they agree with what is read. */
function asPolygons(object: AnnotatedObject, detail: number): Shape {
  const lines = partsOf(outlinesOf(object.mask, detail)).map(flatten);
  if (lines.length === 0) return asRuns(object);
  const size = { width: object.mask.width, height: object.mask.height };
  const read = polygonsToRle(lines, size);
  const own = encodeRle(unpackMask(object.mask));
  const exact = read.counts.length === own.counts.length && read.counts.every((run, i) => run === own.counts[i]);
  return {
    segmentation: lines,
    area: rleArea(read),
    bbox: rleBox(read),
    [EXTENSION_KEY]: extensionOf(object, lines, exact),
  };
}

/** Labels of the documents in order of first use. */
export function labelsOf(documents: readonly AnnotationDocument[]): readonly string[] {
  return [...new Set(documents.flatMap((document) => document.objects.map((o) => o.label || UNLABELLED)))];
}

/** The annotations of one or many pictures. Ids count from 1 in the order given. */
export function documentsToCoco(documents: readonly AnnotationDocument[], options: CocoOptions): CocoFile {
  const labels = labelsOf(documents);
  let id = 0;
  return {
    info: { description: 'Made with Segment Playground', version: '1' },
    licenses: [],
    images: documents.map(({ picture }, i) => ({
      id: i + 1,
      file_name: picture.name,
      width: picture.width,
      height: picture.height,
    })),
    categories: labels.map((name, i) => ({ id: i + 1, name, supercategory: '' })),
    annotations: documents.flatMap((document, i) =>
      document.objects.map((object): CocoAnnotation => {
        const shape = options.segmentation === 'rle' ? asRuns(object) : asPolygons(object, options.detail);
        return {
          id: ++id,
          image_id: i + 1,
          category_id: labels.indexOf(object.label || UNLABELLED) + 1,
          ...shape,
          iscrowd: 0,
          ...(object.score === null ? {} : { score: object.score }),
        };
      }),
    ),
  };
}

function cocoFile(documents: readonly AnnotationDocument[], options: CocoOptions): readonly WrittenFile[] {
  const name = documents.length === 1 ? fileBase(documents[0]) : 'annotations';
  return [jsonFile(`${name}.coco.json`, documentsToCoco(documents, options))];
}

export const cocoRuns: AnnotationFormat = {
  id: 'coco-rle',
  label: 'COCO, run lengths',
  hint: 'JSON, exact pixels',
  group: 'data',
  keeps: 'exact pixels at any size, label, score; name and colour in a field of our own',
  loses: 'soft edges',
  limits: '',
  tried: 'pycocotools',
  writer: {
    options: [],
    holdsMany: true,
    write: (documents) => cocoFile(documents, { segmentation: 'rle', detail: 0 }),
  },
};

export const cocoPolygons: AnnotationFormat = {
  id: 'coco-polygons',
  label: 'COCO, polygons',
  hint: 'JSON, outlines',
  group: 'data',
  keeps: 'outlines, label, score; the exact pixels, name and colour in a field of our own',
  loses: 'for other programs, what the outline tolerance smooths away',
  limits: 'empty objects are written as run lengths',
  tried: 'pycocotools',
  writer: {
    options: ['detail'],
    holdsMany: true,
    write: (documents, { detail }) => cocoFile(documents, { segmentation: 'polygons', detail }),
  },
};

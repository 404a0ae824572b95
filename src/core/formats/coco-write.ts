/** COCO instance annotations, as pycocotools reads them. */

import { isJsonObject, type JsonObject } from '../coco/json-fields.ts';
import { encodeRle, rleArea, rleBox } from '../coco/rle.ts';
import { polygonsToRle } from '../coco/rle-polygon.ts';
import { rleToString } from '../coco/rle-string.ts';
import { packedArea, unpackMask } from '../mask/packed.ts';
import { plainText } from './coco-images.ts';
import { readCoco, readCocoResults, readSa1b } from './coco-read.ts';
import {
  type AnnotatedObject,
  type AnnotationDocument,
  boxAsList,
  fileBase,
  type ObjectOrigin,
  UNLABELLED,
} from './document.ts';
import { EXTENSION_KEY, extensionOf, type ObjectExtension } from './extension.ts';
import { type AnnotationFormat, jsonFile, type WrittenFile } from './format.ts';
import { flatten, outlinesOf, partsOf } from './outline.ts';
import { nameFit } from './picture-names.ts';
import { jsonOf } from './reader.ts';

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

/** Ids count from 1; those that came with a file are kept as they were, text or numbers. */
type CocoId = number | string;

interface CocoAnnotation {
  readonly id: CocoId;
  readonly image_id: CocoId;
  readonly category_id: CocoId;
  readonly segmentation: CocoSegmentation;
  readonly area: number;
  readonly bbox: readonly [x: number, y: number, width: number, height: number];
  readonly iscrowd: 0 | 1;
  readonly score?: number;
  readonly [EXTENSION_KEY]: ObjectExtension;
}

export interface CocoFile {
  readonly info: { readonly description: string; readonly version: string };
  readonly licenses: readonly never[];
  readonly images: readonly {
    readonly id: CocoId;
    readonly file_name: string;
    readonly width: number;
    readonly height: number;
  }[];
  readonly categories: readonly { readonly id: CocoId; readonly name: string; readonly supercategory: string }[];
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

/** Hands out ids: the one that an entry came with where it is free, else the smallest number that nothing has. */
class Ids {
  readonly #taken = new Set<string>();
  #next = 1;

  give(wanted: unknown): CocoId {
    const own = typeof wanted === 'string' || typeof wanted === 'number' ? wanted : null;
    if (own !== null && !this.#taken.has(String(own))) {
      this.#taken.add(String(own));
      return own;
    }
    while (this.#taken.has(String(this.#next))) this.#next++;
    this.#taken.add(String(this.#next));
    return this.#next;
  }
}

/** What a COCO file said of the object, or of its category or picture; nothing for other objects. */
function cocoOrigin(object: AnnotatedObject | undefined): ObjectOrigin | null {
  return object?.origin?.format === 'coco' ? object.origin : null;
}

/** Fields of an entry that came with a file beside those that are known. */
function others(fields: JsonObject | undefined, known: object): JsonObject {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([key]) => !(key in known)));
}

/** Entries that keep their ids come first, so that new ones do not take them. */
function idsOf<T>(entries: readonly T[], wanted: (entry: T) => unknown): ReadonlyMap<T, CocoId> {
  const ids = new Ids();
  const given = new Map<T, CocoId>();
  for (const entry of entries.filter((e) => wanted(e) !== undefined)) given.set(entry, ids.give(wanted(entry)));
  for (const entry of entries) if (!given.has(entry)) given.set(entry, ids.give(undefined));
  return given;
}

/**
 * The annotations of one or many pictures. Ids count from 1 in the order given; objects, categories and pictures that
 * came from a COCO file keep their ids and every field that is not computed here.
 */
export function documentsToCoco(documents: readonly AnnotationDocument[], options: CocoOptions): CocoFile {
  const labels = labelsOf(documents);
  const objects = documents.flatMap((document) => document.objects);
  const categoryOf = (label: string): JsonObject | undefined =>
    objects.map((o) => cocoOrigin(o)?.category).find((category) => category?.name === label);
  const imageOf = ({ objects: own, picture }: AnnotationDocument): JsonObject | undefined =>
    own
      .map((o) => cocoOrigin(o)?.image)
      .find((image) => image !== undefined && nameFit(plainText(image.file_name), picture.name) !== null);
  const categoryIds = idsOf(labels, (label) => categoryOf(label)?.id);
  const imageIds = idsOf(documents, (document) => imageOf(document)?.id);
  const objectIds = idsOf(objects, (object) => cocoOrigin(object)?.fields.id);
  return {
    info: { description: 'Made with Segment Playground', version: '1' },
    licenses: [],
    images: documents.map((document) => {
      const { name, width, height } = document.picture;
      const known = { id: imageIds.get(document) ?? 0, file_name: name, width, height };
      return { ...known, ...others(imageOf(document), known) };
    }),
    categories: labels.map((name) => {
      const category = categoryOf(name);
      const supercategory = typeof category?.supercategory === 'string' ? category.supercategory : '';
      const known = { id: categoryIds.get(name) ?? 0, name, supercategory };
      return { ...known, ...others(category, known) };
    }),
    annotations: documents.flatMap((document) =>
      document.objects.map((object): CocoAnnotation => {
        const fields = cocoOrigin(object)?.fields ?? {};
        const crowd = fields.iscrowd === 1 || fields.iscrowd === true;
        const known = {
          id: objectIds.get(object) ?? 0,
          image_id: imageIds.get(document) ?? 0,
          category_id: categoryIds.get(object.label || UNLABELLED) ?? 0,
          // COCO knows crowds as run lengths only.
          ...(options.segmentation === 'rle' || crowd ? asRuns(object) : asPolygons(object, options.detail)),
          iscrowd: crowd ? (1 as const) : (0 as const),
          ...(object.score === null ? {} : { score: object.score }),
        };
        return { ...known, ...others(fields, known) };
      }),
    ),
  };
}

function cocoFile(documents: readonly AnnotationDocument[], options: CocoOptions): readonly WrittenFile[] {
  const name = documents.length === 1 ? fileBase(documents[0]) : 'annotations';
  return [jsonFile(`${name}.coco.json`, documentsToCoco(documents, options))];
}

/** A list of detections as COCO's evaluation takes them. */
function isResults(json: unknown): json is readonly unknown[] {
  if (!Array.isArray(json)) return false;
  const [first]: readonly unknown[] = json;
  return typeof first === 'object' && first !== null && 'image_id' in first;
}

/** An entry of a panoptic file. */
const hasSegments = (entry: unknown): boolean => isJsonObject(entry) && 'segments_info' in entry;

export const cocoRuns: AnnotationFormat = {
  id: 'coco-rle',
  label: 'COCO, run lengths',
  hint: 'JSON, exact pixels',
  group: 'data',
  keeps:
    'exact pixels at any size, label, score; ids, crowds, supercategories, attributes and unknown fields of a file that was read; name and colour in a field of our own',
  loses: 'soft edges',
  limits: '',
  tried: 'pycocotools, LVIS, SA-1B, Label Studio, Roboflow',
  writer: {
    options: [],
    holdsMany: true,
    write: (documents) => cocoFile(documents, { segmentation: 'rle', detail: 0 }),
  },
  reader: {
    endings: ['.json'],
    recognise: (file) => {
      if (file.content.kind === 'json' && isResults(file.content.json)) return 'main';
      const root = jsonOf(file);
      const picture = root !== null && (Array.isArray(root.images) || typeof root.image === 'object');
      return picture && Array.isArray(root.annotations) && !root.annotations.some(hasSegments) ? 'main' : null;
    },
    read: (file, { picture }) => {
      if (file.content.kind === 'json' && isResults(file.content.json))
        return readCocoResults(file.content.json, picture);
      const root = jsonOf(file);
      return root && !Array.isArray(root.images) ? readSa1b(root, picture) : readCoco(root, picture);
    },
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

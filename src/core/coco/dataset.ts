/** COCO and LVIS annotation files: parsed once, every fault named by field, sound entries kept. */
import type { Size } from '../geometry/space.ts';
import { type DataProblem, ProblemList } from './data-problem.ts';
import { IdTable } from './id-table.ts';
import {
  fieldsOf,
  idField,
  integerField,
  isBox,
  isJsonObject,
  type JsonObject,
  listField,
  show,
} from './json-fields.ts';
import { cocoSigmas, isKeypointList, labelledPoints } from './keypoints.ts';
import { type CocoBox, rleArea, rleBox } from './rle.ts';
import { parseSegmentation, type Segmentation, segmentationToRle } from './segmentation.ts';

/** A picture of the dataset; size in pixels. */
export interface CocoImage extends Size {
  readonly id: number;
  readonly fileName: string;
  /** LVIS: categories verified as absent. */
  readonly negative: readonly number[];
  /** LVIS: categories of which not every instance is annotated. */
  readonly notExhaustive: readonly number[];
}

/** A category; `frequency` is LVIS's bin of training pictures (rare, common, frequent). */
export interface CocoCategory {
  readonly id: number;
  readonly name: string;
  readonly frequency: 'r' | 'c' | 'f' | null;
}

/** One true instance. `area` is the file's field, which the size bins of the metric use. */
export interface Truth {
  readonly id: number;
  readonly imageId: number;
  readonly categoryId: number;
  readonly area: number;
  readonly box: CocoBox;
  readonly crowd: boolean;
  /** The file's `ignore` field, which LVIS and boundary AP honour and COCO's mask and box AP do not. */
  readonly ignored?: boolean;
  /** Null only where the file gives none (box-only annotations). */
  readonly segmentation: Segmentation | null;
  /** `[x, y, v, ...]`, and the file's number of labelled points; only where keypoints were asked for. */
  readonly keypoints?: readonly number[];
  readonly keypointCount?: number;
}

/** A parsed annotation file. Categories and pictures ascend by id; truths stand in file order under their picture. */
export interface CocoDataset {
  readonly file: string;
  readonly images: readonly CocoImage[];
  readonly imageById: ReadonlyMap<number, CocoImage>;
  readonly categories: readonly CocoCategory[];
  /** Numbers for the file's own ids, which may be text. */
  readonly imageIds: IdTable;
  readonly categoryIds: IdTable;
  readonly truths: ReadonlyMap<number, readonly Truth[]>;
  readonly truthCount: number;
  readonly problems: readonly DataProblem[];
  /** All problems found, also those beyond the ones kept. */
  readonly problemCount: number;
}

/** What the truths will be used for: boxes only, masks, or keypoints. */
export type TruthNeed = 'masks' | 'boxes' | 'keypoints';

/**
 * Parses an annotation file that `JSON.parse` has read. Never throws: what is wrong is left out and listed.
 *
 * @param file the name to put into problems
 * @param points keypoints of an instance, where they are needed
 */
export function parseCocoDataset(
  json: unknown,
  file: string,
  need: TruthNeed = 'masks',
  points: number = cocoSigmas.length,
): CocoDataset {
  const problems = new ProblemList(file);
  const root = isJsonObject(json) ? json : {};
  if (!isJsonObject(json))
    problems.add('', `expected an object with images, annotations and categories, found ${show(json)}`);
  const imageList = listField(root, 'images', problems);
  const categoryList = listField(root, 'categories', problems);
  const annotationList = listField(root, 'annotations', problems);
  const ids: FileIds = {
    images: new IdTable(fieldsOf(imageList, 'id')),
    categories: new IdTable(fieldsOf(categoryList, 'id')),
    annotations: new IdTable(fieldsOf(annotationList, 'id')),
  };
  const imageById = parseImages(imageList, ids, problems);
  const categories = parseCategories(categoryList, ids, problems);
  const known = new Set(categories.map((category) => category.id));
  const truths = new Map<number, Truth[]>();
  const seen = new Set<number>();
  for (const [i, entry] of annotationList.entries()) {
    const truth = parseTruth(entry, `annotations[${i}]`, imageById, known, ids, need, points, problems);
    if (!truth) continue;
    if (seen.has(truth.id)) {
      problems.add(
        `annotations[${i}].id`,
        `${ids.annotations.nameOf(truth.id)} is already taken by an earlier annotation; this one is left out`,
      );
      continue;
    }
    seen.add(truth.id);
    const group = truths.get(truth.imageId);
    if (group) group.push(truth);
    else truths.set(truth.imageId, [truth]);
  }
  const images = [...imageById.values()].sort((a, b) => a.id - b.id);
  const { kept, count } = problems;
  return {
    file,
    images,
    imageById,
    categories,
    imageIds: ids.images,
    categoryIds: ids.categories,
    truths,
    truthCount: seen.size,
    problems: kept,
    problemCount: count,
  };
}

interface FileIds {
  readonly images: IdTable;
  readonly categories: IdTable;
  readonly annotations: IdTable;
}

function parseImages(entries: readonly unknown[], ids: FileIds, problems: ProblemList): Map<number, CocoImage> {
  const images = new Map<number, CocoImage>();
  for (const [i, entry] of entries.entries()) {
    const path = `images[${i}]`;
    if (!isJsonObject(entry)) {
      problems.add(path, `expected an object, found ${show(entry)}`);
      continue;
    }
    const id = idField(entry, 'id', path, ids.images, problems);
    const width = integerField(entry, 'width', path, problems);
    const height = integerField(entry, 'height', path, problems);
    if (id === null || width === null || height === null) continue;
    if (width <= 0 || height <= 0) problems.add(path, `expected a size above 0, found ${width} x ${height}`);
    else if (images.has(id))
      problems.add(`${path}.id`, `${show(entry.id)} is already taken by an earlier picture; this one is left out`);
    else {
      const fileName = typeof entry.file_name === 'string' ? entry.file_name : ids.images.nameOf(id);
      const negative = idList(entry, 'neg_category_ids', path, ids, problems);
      const notExhaustive = idList(entry, 'not_exhaustive_category_ids', path, ids, problems);
      images.set(id, { id, width, height, fileName, negative, notExhaustive });
    }
  }
  return images;
}

function idList(entry: JsonObject, key: string, path: string, ids: FileIds, problems: ProblemList): readonly number[] {
  const value = entry[key];
  if (value === undefined) return [];
  if (Array.isArray(value)) {
    const numbers = value.map((id) => ids.categories.numberOf(id)).filter((id) => id !== null);
    if (numbers.length === value.length) return numbers;
  }
  problems.add(`${path}.${key}`, `expected a list of category ids, found ${show(value)}`);
  return [];
}

function parseCategories(entries: readonly unknown[], ids: FileIds, problems: ProblemList): CocoCategory[] {
  const categories = new Map<number, CocoCategory>();
  for (const [i, entry] of entries.entries()) {
    const path = `categories[${i}]`;
    if (!isJsonObject(entry)) {
      problems.add(path, `expected an object, found ${show(entry)}`);
      continue;
    }
    const id = idField(entry, 'id', path, ids.categories, problems);
    if (id === null) continue;
    if (categories.has(id)) {
      problems.add(`${path}.id`, `${show(entry.id)} is already taken by an earlier category; this one is left out`);
      continue;
    }
    const { frequency } = entry;
    const bin = frequency === 'r' || frequency === 'c' || frequency === 'f' ? frequency : null;
    if (frequency !== undefined && bin === null) {
      problems.add(`${path}.frequency`, `expected "r", "c" or "f", found ${show(frequency)}`);
    }
    categories.set(id, {
      id,
      name: typeof entry.name === 'string' ? entry.name : ids.categories.nameOf(id),
      frequency: bin,
    });
  }
  return [...categories.values()].sort((a, b) => a.id - b.id);
}

function parseTruth(
  entry: unknown,
  path: string,
  images: ReadonlyMap<number, CocoImage>,
  categories: ReadonlySet<number>,
  ids: FileIds,
  need: TruthNeed,
  points: number,
  problems: ProblemList,
): Truth | null {
  if (!isJsonObject(entry)) {
    problems.add(path, `expected an object, found ${show(entry)}`);
    return null;
  }
  const id = idField(entry, 'id', path, ids.annotations, problems);
  const imageId = idField(entry, 'image_id', path, ids.images, problems);
  const categoryId = idField(entry, 'category_id', path, ids.categories, problems);
  if (id === null || imageId === null || categoryId === null) return null;
  const image = images.get(imageId);
  if (!image) {
    problems.add(`${path}.image_id`, `no picture has the id ${show(entry.image_id)}`);
    return null;
  }
  if (!categories.has(categoryId)) {
    problems.add(`${path}.category_id`, `no category has the id ${show(entry.category_id)}`);
    return null;
  }
  const crowd = entry.iscrowd === 1 || entry.iscrowd === true;
  if (!crowd && entry.iscrowd !== undefined && entry.iscrowd !== 0 && entry.iscrowd !== false) {
    problems.add(`${path}.iscrowd`, `expected 0 or 1, found ${show(entry.iscrowd)}; taken as 0`);
  }
  const pose = need === 'keypoints' ? keypointsOf(entry, path, points, problems) : {};
  if (pose === null) return null;
  const absent = need === 'keypoints' || (entry.segmentation === undefined && need === 'boxes');
  const parsed = absent ? null : parseSegmentation(entry.segmentation, image);
  if (parsed?.kind === 'wrong') {
    problems.add(`${path}.segmentation${parsed.field}`, parsed.message);
    if (need === 'masks') return null;
  }
  const segmentation = parsed === null || parsed.kind === 'wrong' ? null : parsed;
  const rle = (): ReturnType<typeof segmentationToRle> | null => segmentation && segmentationToRle(segmentation, image);
  let box: CocoBox | null = isBox(entry.bbox) ? entry.bbox : null;
  if (!box) {
    const mask = rle();
    problems.add(
      `${path}.bbox`,
      `expected [x, y, width, height], found ${show(entry.bbox)}${mask ? "; the mask's box is used" : ''}`,
    );
    if (!mask) return null;
    box = rleBox(mask);
  }
  let area = typeof entry.area === 'number' && Number.isFinite(entry.area) ? entry.area : null;
  if (area === null) {
    const mask = rle();
    area = mask ? rleArea(mask) : box[2] * box[3];
    problems.add(
      `${path}.area`,
      `expected a number, found ${show(entry.area)}; the ${mask ? 'mask' : 'box'}'s area is used`,
    );
  }
  const ignored = entry.ignore !== undefined && entry.ignore !== 0 && entry.ignore !== false && entry.ignore !== null;
  return { id, imageId, categoryId, area, box, crowd, ...(ignored ? { ignored } : {}), segmentation, ...pose };
}

function keypointsOf(
  entry: JsonObject,
  path: string,
  points: number,
  problems: ProblemList,
): Pick<Truth, 'keypoints' | 'keypointCount'> | null {
  const { keypoints, num_keypoints: count } = entry;
  if (!isKeypointList(keypoints, points)) {
    problems.add(`${path}.keypoints`, `expected x, y, v of ${points} points, found ${show(keypoints)}`);
    return null;
  }
  if (typeof count === 'number') return { keypoints, keypointCount: count };
  problems.add(`${path}.num_keypoints`, `expected a number, found ${show(count)}; the labelled points are counted`);
  return { keypoints, keypointCount: labelledPoints(keypoints) };
}

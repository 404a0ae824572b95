/** COCO results files: a list of detections with scores. */
import { type DataProblem, ProblemList } from './data-problem.ts';
import type { CocoDataset, CocoImage, TruthNeed } from './dataset.ts';
import { idField, isBox, isJsonObject, type JsonObject, show } from './json-fields.ts';
import { cocoSigmas, isKeypointList, keypointBox } from './keypoints.ts';
import { type CocoBox, type Rle, rleArea, rleBox } from './rle.ts';
import { parseSegmentation, segmentationToRle } from './segmentation.ts';

/** One detection. */
export interface Detection {
  /** Place in the file, from 1, as the official toolkit numbers results. */
  readonly id: number;
  readonly imageId: number;
  readonly categoryId: number;
  readonly score: number;
  readonly box: CocoBox;
  /** Area that the size bins use: the box's where the results carry boxes, else the mask's. */
  readonly area: number;
  /** Null unless masks are compared. */
  readonly mask: Rle | null;
  /** `[x, y, v, ...]`, only where keypoints are compared. */
  readonly keypoints?: readonly number[];
}

/** A parsed results file; detections stand in file order under their picture. */
export interface CocoResults {
  readonly detections: ReadonlyMap<number, readonly Detection[]>;
  readonly count: number;
  readonly problems: readonly DataProblem[];
  readonly problemCount: number;
}

/**
 * Parses a results file that `JSON.parse` has read. Never throws: what is wrong is left out and listed.
 * As in cocoapi `loadRes`, the first entry decides: with a box, areas are box areas and a missing mask is the box itself.
 * A mask whose size is not the picture's is kept, because the official code counts it as a detection that matches nothing.
 *
 * Of keypoints without box, box and area are those around all points (or the mask's, where the first entry has a mask).
 *
 * @param points keypoints of a result, where they are needed
 */
export function parseCocoResults(
  json: unknown,
  file: string,
  dataset: CocoDataset,
  need: TruthNeed,
  points: number = cocoSigmas.length,
): CocoResults {
  const problems = new ProblemList(file);
  const detections = new Map<number, Detection[]>();
  const entries = Array.isArray(json) ? json : [];
  if (!Array.isArray(json)) problems.add('', `expected a list of results, found ${show(json)}`);
  const first: unknown = entries[0];
  const byBox = isJsonObject(first) && isBox(first.bbox);
  const byMask = isJsonObject(first) && first.segmentation !== undefined;
  const expected: Expected = { need, points, byBox, byMask };
  const known = new Set(dataset.categories.map((category) => category.id));
  let count = 0;
  for (const [i, entry] of entries.entries()) {
    const detection = parseDetection(entry, i, expected, dataset, known, problems);
    if (!detection) continue;
    count++;
    const group = detections.get(detection.imageId);
    if (group) group.push(detection);
    else detections.set(detection.imageId, [detection]);
  }
  return { detections, count, problems: problems.kept, problemCount: problems.count };
}

/** What the entries must hold, by the first of them. */
interface Expected {
  readonly need: TruthNeed;
  readonly points: number;
  readonly byBox: boolean;
  readonly byMask: boolean;
}

function parseDetection(
  entry: unknown,
  index: number,
  expected: Expected,
  dataset: CocoDataset,
  categories: ReadonlySet<number>,
  problems: ProblemList,
): Detection | null {
  const { need, byBox } = expected;
  const path = `[${index}]`;
  if (!isJsonObject(entry)) {
    problems.add(path, `expected an object, found ${show(entry)}`);
    return null;
  }
  const imageId = idField(entry, 'image_id', path, dataset.imageIds, problems);
  const categoryId = idField(entry, 'category_id', path, dataset.categoryIds, problems);
  if (imageId === null || categoryId === null) return null;
  const { score } = entry;
  if (typeof score !== 'number' || !Number.isFinite(score)) {
    problems.add(`${path}.score`, `expected a number, found ${show(score)}`);
    return null;
  }
  const image = dataset.imageById.get(imageId);
  if (!image) {
    problems.add(`${path}.image_id`, `${dataset.file} has no picture with the id ${show(entry.image_id)}`);
    return null;
  }
  if (!categories.has(categoryId)) {
    problems.add(`${path}.category_id`, `${dataset.file} has no category with the id ${show(entry.category_id)}`);
    return null;
  }
  const stated = isBox(entry.bbox) ? entry.bbox : null;
  if (byBox && !stated) {
    problems.add(`${path}.bbox`, `expected [x, y, width, height] as in the first result, found ${show(entry.bbox)}`);
    return null;
  }
  const found = { id: index + 1, imageId, categoryId, score };
  if (need === 'keypoints') {
    const pose = parsePose(entry, stated, expected, image, path, problems);
    return pose && { ...found, ...pose, mask: null };
  }
  const mask = readMask(entry.segmentation, byBox ? stated : null, image, need, path, problems);
  if (mask === null && (need === 'masks' || !stated)) return null;
  const box = stated ?? (mask ? rleBox(mask) : null);
  if (!box) return null;
  const area = byBox || !mask ? box[2] * box[3] : rleArea(mask);
  return { ...found, box, area, mask: need === 'masks' ? mask : null };
}

function parsePose(
  entry: JsonObject,
  stated: CocoBox | null,
  { points, byBox, byMask }: Expected,
  image: CocoImage,
  path: string,
  problems: ProblemList,
): Pick<Detection, 'box' | 'area' | 'keypoints'> | null {
  const { keypoints } = entry;
  if (!isKeypointList(keypoints, points)) {
    problems.add(`${path}.keypoints`, `expected x, y, v of ${points} points, found ${show(keypoints)}`);
    return null;
  }
  if (!byBox && byMask) {
    const mask = readMask(entry.segmentation, null, image, 'masks', path, problems);
    return mask && { box: stated ?? rleBox(mask), area: rleArea(mask), keypoints };
  }
  const box = byBox && stated ? stated : keypointBox(keypoints);
  return { box, area: box[2] * box[3], keypoints };
}

function readMask(
  value: unknown,
  box: CocoBox | null,
  image: CocoImage,
  need: TruthNeed,
  path: string,
  problems: ProblemList,
): Rle | null {
  if (need === 'boxes' && box) return null;
  if (value === undefined && box) {
    const [x, y, w, h] = box;
    return segmentationToRle({ kind: 'polygons', polygons: [[x, y, x, y + h, x + w, y + h, x + w, y]] }, image);
  }
  const parsed = parseSegmentation(value, image, true);
  if (parsed.kind === 'wrong') {
    problems.add(`${path}.segmentation${parsed.field}`, parsed.message);
    return null;
  }
  const rle = segmentationToRle(parsed, image);
  if (rle.width !== image.width || rle.height !== image.height) {
    problems.add(
      `${path}.segmentation.size`,
      `expected [${image.height}, ${image.width}], found [${rle.height}, ${rle.width}]; it can match nothing`,
    );
  }
  return rle;
}

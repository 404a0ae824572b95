/** COCO's panoptic format: a JSON list of segments a picture, and a PNG whose colours are segment ids. */
import type { PngImage } from '../image/png.ts';
import { PngError } from '../image/png.ts';
import type { PanopticClass, PanopticMap, PanopticSegment } from '../metrics/panoptic-quality.ts';
import type { ProblemList } from './data-problem.ts';
import { IdTable } from './id-table.ts';
import { fieldsOf, idField, integerField, isJsonObject, type JsonObject, listField } from './json-fields.ts';

/** One picture of the file. */
export interface PanopticEntry {
  /** Name of its PNG. */
  readonly file: string;
  readonly segments: readonly PanopticSegment[];
}

/** A parsed panoptic file. */
export interface PanopticFile {
  readonly classes: readonly PanopticClass[];
  readonly classNames: ReadonlyMap<number, string>;
  /** By picture, numbered by `imageIds`. */
  readonly entries: ReadonlyMap<number, PanopticEntry>;
  readonly imageIds: IdTable;
}

/** Whether JSON has the shape of a panoptic file. */
export function isPanopticFile(json: unknown): boolean {
  if (!isJsonObject(json) || !Array.isArray(json.annotations)) return false;
  const [first] = json.annotations;
  return isJsonObject(first) && Array.isArray(first.segments_info);
}

function segmentsOf(entry: JsonObject, path: string, problems: ProblemList): PanopticSegment[] {
  return listField(entry, 'segments_info', problems).flatMap((segment, i) => {
    const at = `${path}.segments_info[${i}]`;
    if (!isJsonObject(segment)) {
      problems.add(at, 'expected an object');
      return [];
    }
    const id = integerField(segment, 'id', at, problems);
    const categoryId = integerField(segment, 'category_id', at, problems);
    if (id === null || categoryId === null) return [];
    const area = typeof segment.area === 'number' && Number.isFinite(segment.area) ? { area: segment.area } : {};
    return [{ id, categoryId, crowd: segment.iscrowd === 1 || segment.iscrowd === true, ...area }];
  });
}

/** @param truth the file of the truth, whose picture ids the prediction's file refers to; null for the truth itself */
export function parsePanopticFile(json: unknown, problems: ProblemList, truth: PanopticFile | null): PanopticFile {
  const root = isJsonObject(json) ? json : {};
  const list = listField(root, 'annotations', problems);
  const imageIds = truth?.imageIds ?? new IdTable(fieldsOf(list, 'image_id'));
  const entries = new Map<number, PanopticEntry>();
  for (const [i, entry] of list.entries()) {
    const path = `annotations[${i}]`;
    if (!isJsonObject(entry)) {
      problems.add(path, 'expected an object');
      continue;
    }
    const id = idField(entry, 'image_id', path, imageIds, problems);
    if (id === null || (truth && !truth.entries.has(id))) continue;
    if (typeof entry.file_name !== 'string') problems.add(`${path}.file_name`, 'is missing; the picture is left out');
    else if (entries.has(id))
      problems.add(`${path}.image_id`, `${imageIds.nameOf(id)} is already taken by an earlier annotation`);
    else entries.set(id, { file: entry.file_name, segments: segmentsOf(entry, path, problems) });
  }
  const categories = (Array.isArray(root.categories) ? root.categories : []).flatMap((c: unknown) =>
    isJsonObject(c) && typeof c.id === 'number'
      ? [
          {
            id: c.id,
            thing: c.isthing === 1 || c.isthing === true,
            name: typeof c.name === 'string' ? c.name : `${c.id}`,
          },
        ]
      : [],
  );
  return { classes: categories, classNames: new Map(categories.map((c) => [c.id, c.name])), entries, imageIds };
}

/**
 * The ids of a panoptic PNG: R + 256 G + 65536 B, 0 = void.
 * @throws PngError for a PNG without colours, whose values are no such ids
 */
export function panopticMap(png: PngImage, segments: readonly PanopticSegment[]): PanopticMap {
  const { width, height, samples, channels, bitDepth } = png;
  if (channels < 3 || bitDepth !== 8)
    throw new PngError(
      'unsupported',
      `is a ${png.colour} PNG of ${bitDepth} bits; a panoptic PNG has 8-bit red, green and blue`,
    );
  const ids = new Uint32Array(width * height);
  for (let i = 0; i < ids.length; i++) {
    const at = i * channels;
    ids[i] = (samples[at] ?? 0) + 256 * (samples[at + 1] ?? 0) + 65_536 * (samples[at + 2] ?? 0);
  }
  return { width, height, ids, segments };
}

/** Reading annotation files a person drops: COCO, LabelMe, mask pictures, index maps with their legend. */
import type { NamedBlob } from '../../contract/export.ts';
import { isJsonObject } from '../../core/coco/json-fields.ts';
import { readCoco } from '../../core/formats/coco-read.ts';
import type { Picture } from '../../core/formats/document.ts';
import { readIndexMap, readMaskPlane } from '../../core/formats/index-map.ts';
import { readLabelMe } from '../../core/formats/labelme-read.ts';
import { FormatError, type ImportResult } from '../../core/formats/notice.ts';
import { withoutExtension } from '../../core/formats/text.ts';
import { decodePng, isPng, PngError } from '../../core/image/png.ts';
import { pngToLabels } from '../../core/image/png-pixels.ts';
import { inflateUpTo } from '../inflate.ts';

async function parseJson(file: NamedBlob): Promise<unknown> {
  const text = await file.blob.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError('not-json', '', `“${file.name}” is not valid JSON: ${reason}.`);
  }
}

function isLegend(json: unknown): boolean {
  return isJsonObject(json) && json.format === 'segment-playground-index-map';
}

async function readMask(file: NamedBlob, legend: unknown, picture: Picture): Promise<ImportResult> {
  try {
    const plane = pngToLabels(decodePng(new Uint8Array(await file.blob.arrayBuffer()), inflateUpTo));
    return legend === undefined
      ? readMaskPlane(plane, picture, withoutExtension(file.name))
      : readIndexMap(plane, legend, picture);
  } catch (error) {
    if (error instanceof PngError) throw new FormatError('unsupported', '', `“${file.name}”: ${error.message}.`);
    throw error;
  }
}

/**
 * Objects from one annotation file, or from an index map and its legend given together.
 *
 * @param picture the open picture at the size the file's coordinates refer to
 * @throws FormatError with a sentence for the person; nothing else is changed
 */
export async function importAnnotations(files: readonly NamedBlob[], picture: Picture): Promise<ImportResult> {
  const masks: NamedBlob[] = [];
  const documents: unknown[] = [];
  for (const file of files) {
    if (isPng(new Uint8Array(await file.blob.slice(0, 8).arrayBuffer()))) masks.push(file);
    else documents.push(await parseJson(file));
  }
  const legend = documents.find(isLegend);
  if (legend !== undefined && masks.length === 0) {
    throw new FormatError('unsupported', '', 'This is the legend of an index map; open its PNG together with it.');
  }
  const results: ImportResult[] = [];
  for (const mask of masks) results.push(await readMask(mask, legend, picture));
  for (const json of documents.filter((d) => !isLegend(d))) {
    results.push(isJsonObject(json) && 'shapes' in json ? readLabelMe(json, picture) : readCoco(json, picture));
  }
  const taken = new Set<string>();
  const objects = results
    .flatMap((result) => result.objects)
    .map((object, i) => {
      const id = taken.has(object.id) ? `${object.id}-${i + 1}` : object.id;
      taken.add(id);
      return { ...object, id };
    });
  return { objects, notices: results.flatMap((result) => result.notices) };
}

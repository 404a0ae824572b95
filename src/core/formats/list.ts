/** Every annotation format. Dialogues, archives, import, runs over many pictures, command line and docs/formats.md read this list. */
import { cocoPolygons, cocoRuns } from './coco-write.ts';
import { colourMasks } from './colour-masks.ts';
import { csvFormat } from './csv.ts';
import { cvat } from './cvat.ts';
import type { AnnotationFormat, FormatWriter } from './format.ts';
import { geojson } from './geojson.ts';
import { indexMap } from './index-map.ts';
import { labelStudio } from './label-studio.ts';
import { labelme } from './labelme-write.ts';
import { panoptic } from './panoptic.ts';
import { maskPicture, objectMaskPictures, softMaskPicture } from './planes.ts';
import { svg } from './svg.ts';
import { via } from './via.ts';
import { voc } from './voc.ts';
import { yolo } from './yolo.ts';

/** In the order of the dialogues. */
export const FORMATS: readonly AnnotationFormat[] = [
  maskPicture,
  softMaskPicture,
  objectMaskPictures,
  indexMap,
  colourMasks,
  svg,
  cocoRuns,
  cocoPolygons,
  panoptic,
  yolo,
  voc,
  labelme,
  cvat,
  labelStudio,
  via,
  geojson,
  csvFormat,
];

/** A format that is written. */
export type WrittenFormat = AnnotationFormat & { readonly writer: FormatWriter };

/** The formats that are written, in the order of the dialogues. */
export const WRITTEN_FORMATS: readonly WrittenFormat[] = FORMATS.filter(
  (format): format is WrittenFormat => format.writer !== undefined,
);

/**
 * @param id of a format that is written
 * @throws RangeError for one that is not in the list
 */
export function writtenFormat(id: string): WrittenFormat {
  const found = WRITTEN_FORMATS.find((format) => format.id === id);
  if (!found) throw new RangeError(`there is no annotation format called ${id}`);
  return found;
}

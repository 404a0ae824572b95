/** Cityscapes' instance maps as panoptic truth. */
import { IdTable } from '../coco/id-table.ts';
import type { PanopticFile } from '../coco/panoptic-file.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import { cityscapesFrame } from '../metrics/cityscapes-instance-list.ts';
import { cityscapesEvaluated, cityscapesIds } from '../metrics/label-sets/cityscapes.ts';
import type { PanopticMap, PanopticSegment } from '../metrics/panoptic-quality.ts';
import { stemOf } from './file-tree.ts';

/** Width of the bands of boundary PQ as a part of the diagonal. Source: boundary-iou-api `cityscapes_panoptic_api`. */
export const cityscapesBoundaryRatio = 0.005;

/** The panoptic file that belongs to instance maps, without segments: {@link cityscapesPanopticMap} reads them from the map. */
export function cityscapesPanopticFile(maps: readonly string[]): PanopticFile {
  const name = (path: string): string => cityscapesFrame(stemOf(path));
  const imageIds = new IdTable(maps.map(name));
  return {
    classes: cityscapesEvaluated.map(({ id, hasInstances }) => ({ id, thing: hasInstances })),
    classNames: new Map(cityscapesEvaluated.map(({ id, name: label }) => [id, label])),
    entries: new Map(maps.map((path) => [imageIds.numberOf(name(path)) ?? -1, { file: path, segments: [] }])),
    imageIds,
  };
}

/**
 * Segments of an instance map: its values, of which those below 1000 are groups of things that are not told apart (crowds) or stuff;
 * labels that are not evaluated are void. Source: cityscapesScripts `createPanopticImgs.py`.
 *
 * @throws RangeError for a value that is no label
 */
export function cityscapesPanopticMap({ width, height, data }: LabelMap): PanopticMap {
  const segments: PanopticSegment[] = [];
  const isVoid = new Set<number>();
  for (const value of new Set(data)) {
    const label = cityscapesIds[value < 1000 ? value : Math.floor(value / 1000)];
    if (!label) throw new RangeError(`has the value ${value}, which is no label of Cityscapes`);
    if (label.ignored) isVoid.add(value);
    else segments.push({ id: value, categoryId: label.id, crowd: value < 1000 && label.hasInstances });
  }
  segments.sort((a, b) => a.id - b.id);
  return { width, height, ids: Uint32Array.from(data, (value) => (isVoid.has(value) ? 0 : value)), segments };
}

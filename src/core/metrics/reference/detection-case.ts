/** Random detections by number, drawn in the same order as in models/training/reference/detections.py. */
import { polygonToRle } from '../../coco/rle-polygon.ts';
import { rleToString } from '../../coco/rle-string.ts';
import type { SizeBin } from '../detection-cells.ts';
import { seededRandom } from '../seeded-random.ts';

const SIDE = 24;
const AREAS = [0, 30, 1024, 1024.5, 9216, 20_000] as const;
const size = { width: SIDE, height: SIDE };

/** A case as its files would be parsed from JSON. */
export interface DetectionCase {
  readonly kind: 'segm' | 'bbox';
  readonly truth: unknown;
  readonly results: readonly unknown[];
  readonly useCategories: boolean;
  readonly maxDetections: readonly number[];
  readonly thresholds?: readonly number[];
  readonly areas?: readonly SizeBin[];
  /** LVIS: detections a picture. */
  readonly most: number;
}

/** Corners of a box as a polygon. */
const corners = ([x = 0, y = 0, w = 0, h = 0]: readonly number[]): number[] => [x, y, x, y + h, x + w, y + h, x + w, y];

/** @param number of the case, from 0 */
export function detectionCase(number: number, lvis: boolean): DetectionCase {
  const random = seededRandom(number + (lvis ? 1000 : 0));
  const whole = (n: number): number => Math.floor(random() * n);
  const rectangle = (): number[] => [whole(20), whole(20), whole(12), whole(12)];
  const kind = whole(3) === 0 ? 'bbox' : 'segm';
  const categories = Array.from({ length: 1 + whole(3) }, (_, i) => ({
    id: i + 1,
    name: `${i + 1}`,
    frequency: 'rcf'[whole(3)],
  }));
  const firstId = whole(8) === 0 ? 0 : 1;
  const images: unknown[] = [];
  const annotations: unknown[] = [];
  const results: unknown[] = [];
  const last = 1 + whole(4);
  for (let image = 1; image <= last; image++) {
    const negative = categories.filter(() => whole(3) === 0).map((c) => c.id);
    const loose = categories.filter(() => whole(4) === 0).map((c) => c.id);
    images.push({
      id: image,
      ...size,
      file_name: `${image}.png`,
      neg_category_ids: negative,
      not_exhaustive_category_ids: loose,
    });
    const truths: number[][] = [];
    for (let left = whole(5); left > 0; left--) {
      const bbox = rectangle();
      const own = whole(3);
      truths.push(bbox);
      annotations.push({
        id: firstId + annotations.length,
        image_id: image,
        category_id: 1 + whole(categories.length),
        bbox,
        segmentation: [corners(bbox)],
        area: own > 0 ? (bbox[2] ?? 0) * (bbox[3] ?? 0) : AREAS[whole(AREAS.length)],
        iscrowd: lvis ? 0 : Number(whole(6) === 0),
        ignore: Number(whole(8) === 0),
      });
    }
    for (let left = whole(7); left > 0; left--) {
      let box = rectangle();
      if (truths.length > 0 && whole(3) > 0) {
        box = [...(truths[whole(truths.length)] ?? [])];
        const side = whole(2);
        box[side] = (box[side] ?? 0) + whole(3);
      }
      const found = {
        image_id: image,
        category_id: 1 + whole(categories.length + (lvis ? 0 : 1)),
        score: whole(6) / 5,
      };
      const counts = (): string => rleToString(polygonToRle(corners(box), size));
      results.push(
        kind === 'bbox'
          ? { ...found, bbox: box }
          : { ...found, segmentation: { size: [SIDE, SIDE], counts: counts() } },
      );
    }
  }
  const choices = whole(4);
  const useCategories = lvis || whole(5) > 0;
  return {
    kind,
    truth: { images, annotations, categories },
    results,
    useCategories,
    maxDetections: choices === 1 ? [1, 2, 3] : [1, 10, 100],
    ...(choices === 2 ? { thresholds: [0.3, 0.5, 0.9] } : {}),
    ...(choices === 3
      ? {
          areas: [
            { name: 'tiny', from: 0, to: 30 },
            { name: 'rest', from: 30, to: 1e5 },
          ],
        }
      : {}),
    most: lvis && whole(4) === 0 ? 2 : 300,
  };
}

/** Random panoptic maps and confidence levels by number, drawn in the same order as in models/training/reference/maps.py. */
import type { PanopticClass, PanopticMap, PanopticSample, PanopticSegment } from '../panoptic-quality.ts';
import { LevelCounts } from '../ranked-curves.ts';
import { seededRandom } from '../seeded-random.ts';

const SIDE = 12;
const LEVELS = 65_536;
const EDGES = [0, 4368, 4369, 4370, 32_767, 32_768, 61_166, 65_535] as const;

/** @param number of the case, from 0 */
export function panopticCase(number: number): {
  readonly classes: readonly PanopticClass[];
  readonly sample: PanopticSample;
} {
  const random = seededRandom(number + 2000);
  const whole = (n: number): number => Math.floor(random() * n);
  const classes = Array.from({ length: 1 + whole(3) }, (_, i) => ({ id: i + 1, thing: whole(2) === 1 }));
  const fill = (ids: Uint32Array, [x, y, w, h]: readonly [number, number, number, number], id: number): void => {
    for (let row = y; row < Math.min(SIDE, y + h); row++)
      ids.fill(id, row * SIDE + x, row * SIDE + Math.min(SIDE, x + w));
  };
  const blocks = (count: number): Uint32Array => {
    const ids = new Uint32Array(SIDE * SIDE);
    for (let id = 1; id <= count; id++) fill(ids, [whole(10), whole(10), 2 + whole(8), 2 + whole(8)], id);
    return ids;
  };
  const truth = blocks(1 + whole(4));
  let prediction: Uint32Array = truth.slice();
  if (whole(2) === 0) fill(prediction, [whole(10), whole(10), 4, 4], 1);
  else prediction = blocks(1 + whole(4));
  const map = (ids: Uint32Array, predicted: boolean): PanopticMap => {
    const segments: PanopticSegment[] = [];
    for (let id = 1; id < 6; id++) {
      const area = ids.filter((v) => v === id).length;
      const listed = area > 0 !== (whole(40) === 0);
      const beyond = predicted && whole(40) === 0 ? classes.length : 0;
      const categoryId = 1 + whole(classes.length) + beyond;
      const crowd = whole(6) === 0;
      if (listed) segments.push({ id, categoryId, crowd: crowd && !predicted, area });
    }
    return { width: SIDE, height: SIDE, ids, segments };
  };
  const sample = { truth: map(truth, false), prediction: map(prediction, true) };
  return { classes, sample };
}

/** @param number of the case, from 0 */
export function levelCase(number: number): LevelCounts {
  const random = seededRandom(number + 3000);
  const counts = new LevelCounts();
  const bias = random();
  const levels = 20 + Math.floor(random() * 100);
  for (let left = levels; left > 0; left--) {
    const edge = random() < 0.3;
    const level = edge ? (EDGES[Math.floor(random() * EDGES.length)] ?? 0) : Math.floor(random() * LEVELS);
    const count = 1 + Math.floor(random() * 3);
    const right = random() < bias;
    for (let i = 0; i < count; i++) counts.add(level, right);
  }
  return counts;
}

/** 200 random panoptic maps against the stored figures of boundary-iou-api; models/training/reference/boundary_pq.py made them. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { panopticFigures } from '../metric-figures.ts';
import { type PanopticClass, type PanopticMap, PanopticQuality } from '../panoptic-quality.ts';
import { seededRandom } from '../seeded-random.ts';

const SIDE = 40;
const FIRST = 1001;
const reference: readonly (readonly number[])[] = JSON.parse(
  readFileSync(new URL('./boundary-pq.json', import.meta.url), 'utf8'),
);

/** Drawn in the same order as in models/training/reference/boundary_pq.py. */
function drawCase(number: number): {
  classes: readonly PanopticClass[];
  truth: PanopticMap;
  prediction: PanopticMap;
  ratio: number;
} {
  const random = seededRandom(number + 4000);
  const whole = (n: number): number => Math.floor(random() * n);
  const classes = Array.from({ length: 1 + whole(3) }, (_, i) => ({ id: i + 1, thing: whole(2) === 1 }));
  const blocks = (count: number): Uint32Array => {
    const ids = new Uint32Array(SIDE * SIDE);
    for (let segment = 0; segment < count; segment++) {
      const [x, y, w, h] = [whole(30), whole(30), 4 + whole(30), 4 + whole(30)];
      for (let row = y; row < Math.min(SIDE, y + h); row++)
        ids.fill(FIRST + segment, row * SIDE + x, row * SIDE + Math.min(SIDE, x + w));
    }
    return ids;
  };
  const truth = blocks(1 + whole(4));
  let prediction: Uint32Array;
  if (whole(4) > 0) {
    const [right, down] = [whole(3), whole(3)];
    prediction = new Uint32Array(SIDE * SIDE);
    for (let y = down; y < SIDE; y++)
      prediction.set(truth.subarray((y - down) * SIDE, (y - down) * SIDE + SIDE - right), y * SIDE + right);
  } else prediction = blocks(1 + whole(4));
  const map = (ids: Uint32Array, predicted: boolean): PanopticMap => {
    const drawn = [0, 1, 2, 3].map((i) => ({
      id: FIRST + i,
      categoryId: 1 + ((FIRST + i) % classes.length),
      crowd: whole(6) === 0,
    }));
    const segments = drawn
      .filter(({ id }) => ids.includes(id))
      .map((segment) => ({ ...segment, crowd: segment.crowd && !predicted }));
    return { width: SIDE, height: SIDE, ids, segments };
  };
  const ratio = [0.005, 0.02, 0.05, 0.1][whole(4)] ?? 0;
  return { classes, truth: map(truth, false), prediction: map(prediction, true), ratio };
}

it('boundary panoptic quality: figures are those of boundary-iou-api', () => {
  for (const [number, wanted] of reference.entries()) {
    const { classes, truth, prediction, ratio } = drawCase(number);
    const metric = new PanopticQuality(classes, ratio);
    metric.add({ truth, prediction });
    const restored = PanopticQuality.fromJSON(JSON.parse(JSON.stringify(metric)));
    const own = Object.values(panopticFigures(restored).stats);
    const apart = Math.max(...own.map((value, i) => Math.abs(value - (wanted[i] ?? 0))));
    expect(apart, `case ${number}: ${own.join(' ')}, expected ${wanted.join(' ')}`).toBeLessThan(1e-9);
  }
});

it('is not joined with runs over whole segments', () => {
  expect(() => new PanopticQuality([], 0.02).merge(new PanopticQuality([]))).toThrow('differ');
  expect(() => new PanopticQuality([], 0)).toThrow('diagonal');
});

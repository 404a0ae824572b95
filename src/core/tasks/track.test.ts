import { expect, test } from 'vitest';
import type { LogitsPlane } from '../mask/logits.ts';
import { cellsUnder, type FeatureField, fieldFrom } from './feature-field.ts';
import { matchMap, remember } from './track-memory.ts';
import { bestShift, shiftCells, shiftPlane } from './track-motion.ts';
import { believe, trackPrompts } from './track-prompts.ts';

const SIDE = 24;
const size = { width: SIDE, height: SIDE };
const box = { x0: 0, y0: 0, x1: 4 * SIDE, y1: 4 * SIDE };

/** Ground along x; blocks of 4 x 4 cells along y. */
function field(...blocks: readonly (readonly [number, number])[]): FeatureField {
  const data = new Float32Array(2 * SIDE * SIDE);
  data.fill(1, 0, SIDE * SIDE);
  for (const [x0, y0] of blocks) {
    for (let y = y0; y < y0 + 4; y++) {
      for (let x = x0; x < x0 + 4; x++) {
        data[y * SIDE + x] = 0;
        data[SIDE * SIDE + y * SIDE + x] = 1;
      }
    }
  }
  return fieldFrom({ channels: 2, ...size, data, content: size, box });
}

function plane(x0: number, y0: number, side = 4): LogitsPlane {
  const data = new Float32Array(SIDE * SIDE).fill(-5);
  for (let y = y0; y < y0 + side; y++) data.fill(5, y * SIDE + x0, y * SIDE + x0 + side);
  return { ...size, data, content: size, box };
}

const start = field([4, 10]);
const cells = cellsUnder(start, plane(4, 10));
const memory = remember(start, cells, 16);

test('places that look like the object stand out, everything else does not', () => {
  const match = matchMap(field([9, 12]), memory);
  expect(match[13 * SIDE + 10]).toBeGreaterThan(0.99);
  expect(match[2 * SIDE + 2]).toBeLessThan(-0.9);
});

test('an encoder whose cosines lie close together is followed as well as one whose cosines lie far apart', () => {
  // Ground and object differ by a cosine of 0.98 only, as vectors with a strong common part do.
  const near = (f: FeatureField): FeatureField => {
    const data = f.data.slice();
    for (let i = 0; i < data.length; i += 2) if (data[i] === 0) data.set([0.98, Math.sqrt(1 - 0.98 ** 2)], i);
    return { ...f, data };
  };
  const next = near(field([10, 13]));
  const match = matchMap(next, remember(near(start), cells, 16));
  expect(match[14 * SIDE + 11]).toBeGreaterThan(0.9);
  expect(bestShift(next, match, cells, 8, { dx: 0, dy: 0 })).toEqual({ dx: 6, dy: 3 });
});

test('the move is found, and the mask moves along', () => {
  const next = field([9, 12]);
  const shift = bestShift(next, matchMap(next, memory), cells, 8, { dx: 0, dy: 0 });
  expect(shift).toEqual({ dx: 5, dy: 2 });
  expect([...shiftCells(cells, next, shift)]).toEqual([...cellsUnder(next, plane(9, 12))]);
  expect(cellsUnder(next, shiftPlane(plane(4, 10), next, shift))).toEqual(cellsUnder(next, plane(9, 12)));
});

test('of two doubles at the same distance the one in the direction of travel is taken', () => {
  const next = field([9, 10], [0, 10]);
  expect(bestShift(next, matchMap(next, memory), cells, 8, { dx: 5, dy: 0 })).toEqual({ dx: 5, dy: 0 });
  expect(bestShift(next, matchMap(next, memory), cells, 8, { dx: -4, dy: 0 })).toEqual({ dx: -4, dy: 0 });
});

test('what leaves the plane is gone, and what comes in is no object', () => {
  const moved = shiftPlane(plane(0, 0), start, { dx: -2, dy: 0 });
  expect(cellsUnder(start, moved).reduce((a, b) => a + b, 0)).toBe(8);
  expect(moved.data[SIDE - 1]).toBeLessThan(0);
});

test('prompts: a click inside, a box around, an exclude click on the double beside', () => {
  const next = field([9, 12], [15, 12]);
  const expected = cellsUnder(next, plane(9, 12));
  const prompts = trackPrompts(next, expected, matchMap(next, memory));
  const [click, around, double] = prompts;
  if (click?.kind !== 'point' || around?.kind !== 'box' || double?.kind !== 'point') throw new Error('wrong prompts');
  expect(click).toMatchObject({ label: 'include' });
  expect(click.at.x).toBeGreaterThan(36);
  expect(click.at.x).toBeLessThan(52);
  expect(around.box).toEqual({ x0: 36, y0: 48, x1: 52, y1: 64 });
  expect(double).toMatchObject({ label: 'exclude' });
  expect(double.at.x).toBeGreaterThan(60);
  expect(trackPrompts(next, new Uint8Array(SIDE * SIDE), matchMap(next, memory))).toEqual([]);
});

test('the candidate that looks and lies as expected is believed, not the one with the best score', () => {
  const next = field([9, 12]);
  const look = Float32Array.from([0, 1]);
  const belief = believe(
    next,
    [
      { logits: plane(2, 2, 12), score: 0.99 },
      { logits: plane(9, 12), score: 0.6 },
    ],
    plane(9, 12),
    look,
  );
  expect(belief).toMatchObject({ index: 1, overlap: 1 });
  expect(belief.likeness).toBeCloseTo(1, 6);
  expect(believe(next, [], plane(9, 12), look).index).toBe(-1);
});

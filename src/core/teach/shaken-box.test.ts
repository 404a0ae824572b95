import { expect, test } from 'vitest';
import { shakenBox } from './shaken-box.ts';

const box = { x0: 10, y0: 20, x1: 30, y1: 60 };
const picture = { width: 100, height: 80 };

test('no shaking leaves the box; edges move by at most their part of the side', () => {
  expect(shakenBox(box, 0, picture, () => 0.9)).toEqual(box);
  expect(shakenBox(box, 0.5, picture, () => 1)).toEqual({ x0: 20, y0: 40, x1: 40, y1: 80 });
  expect(shakenBox(box, 0.5, picture, () => 0)).toEqual({ x0: 0, y0: 0, x1: 20, y1: 40 });
});

test('edges that pass each other still make a box inside the picture', () => {
  const values = [1, 0, 1, 0];
  const crossed = shakenBox(box, 2, picture, () => values.shift() ?? 0);
  expect(crossed.x1).toBeGreaterThan(crossed.x0);
  expect(crossed.y1).toBeGreaterThan(crossed.y0);
  const corner = shakenBox({ x0: 98, y0: 78, x1: 100, y1: 80 }, 3, picture, () => 1);
  expect(corner.x1).toBeLessThanOrEqual(100);
  expect(corner.x1 - corner.x0).toBeGreaterThanOrEqual(1);
});

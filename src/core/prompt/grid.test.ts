import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cropBoxes, isCutByCrop, pointGrid, pointsPerSideOfLayer } from './grid.ts';

const box = { x0: 0, y0: 0, x1: 64, y1: 32 };

test('rows order is that of build_point_grid', () => {
  expect(pointGrid(box, 2).map((p) => [p.x, p.y])).toEqual([
    [16, 8],
    [48, 8],
    [16, 24],
    [48, 24],
  ]);
});

test('coarse order has the same points, each once, and covers every quarter early', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (n) => {
      const key = (p: { x: number; y: number }): string => `${p.x},${p.y}`;
      const rows = pointGrid(box, n).map(key);
      const coarse = pointGrid(box, n, 'coarse').map(key);
      expect([...coarse].sort()).toEqual([...rows].sort());
      expect(new Set(coarse).size).toBe(n * n);
    }),
  );
  const early = pointGrid(box, 32, 'coarse').slice(0, 20);
  for (const [right, low] of [
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ]) {
    expect(early.some((p) => p.x > 32 === right && p.y > 16 === low)).toBe(true);
  }
});

test('crops equal those of generate_crop_boxes', () => {
  // Worked out by hand from the formula: 1500x1000, one layer, overlap floor(512/1500*1000) = 341.
  const crops = cropBoxes({ width: 1500, height: 1000 }, 1);
  expect(crops.map((c) => [c.box.x0, c.box.y0, c.box.x1, c.box.y1])).toEqual([
    [0, 0, 1500, 1000],
    [0, 0, 921, 671],
    [0, 330, 921, 1000],
    [580, 0, 1500, 671],
    [580, 330, 1500, 1000],
  ]);
});

test('the crops of every layer cover the picture', () => {
  fc.assert(
    fc.property(fc.integer({ min: 40, max: 3000 }), fc.integer({ min: 40, max: 3000 }), (width, height) => {
      for (const layer of [1, 2]) {
        const own = cropBoxes({ width, height }, 2).filter((c) => c.layer === layer);
        for (const [x, y] of [
          [0, 0],
          [width / 2, height / 2],
          [width - 0.5, height - 0.5],
          [width / 4, height - 0.5],
        ] as const) {
          expect(own.some(({ box: b }) => x >= b.x0 && x < b.x1 && y >= b.y0 && y < b.y1)).toBe(true);
        }
      }
    }),
  );
});

test('results cut by a crop are told from results at the picture edge', () => {
  const size = { width: 1000, height: 1000 };
  const crop = { x0: 0, y0: 400, x1: 600, y1: 1000 };
  expect(isCutByCrop({ x0: 2, y0: 600, x1: 300, y1: 998 }, crop, size)).toBe(false);
  expect(isCutByCrop({ x0: 200, y0: 405, x1: 300, y1: 700 }, crop, size)).toBe(true);
  expect(isCutByCrop({ x0: 200, y0: 600, x1: 590, y1: 700 }, crop, size)).toBe(true);
  expect(pointsPerSideOfLayer(32, 2, 2)).toBe(8);
  expect(pointsPerSideOfLayer(32, 9, 2)).toBe(1);
});

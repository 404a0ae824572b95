import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../test-support/long.ts';
import { distance, imagePoint } from '../geometry/space.ts';
import { packedArea, packedHas } from '../mask/packed.ts';
import { pointsOfStroke, resamplePath, squaredDistanceToSegment, strokeToMask } from './brush.ts';
import type { BrushPrompt } from './prompt.ts';

const coordinate = fc.double({ min: -10, max: 70, noNaN: true });
const strokes = fc
  .tuple(
    fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 6 }),
    fc.double({ min: 0.6, max: 12, noNaN: true }),
  )
  .map(
    ([path, radius]): BrushPrompt => ({
      kind: 'brush',
      path: path.map(([x, y]) => imagePoint(x, y)),
      radius,
      label: 'include',
    }),
  );
const size = { width: 60, height: 50 };

test('a stroke covers exactly the pixels near its path', () => {
  fc.assert(
    fc.property(strokes, (stroke) => {
      const mask = strokeToMask(stroke, size);
      for (let y = 0; y < size.height; y++) {
        for (let x = 0; x < size.width; x++) {
          const near = stroke.path.some(
            (b, i) => squaredDistanceToSegment(x + 0.5, y + 0.5, stroke.path[i - 1] ?? b, b) <= stroke.radius ** 2,
          );
          expect(packedHas(mask, x, y)).toBe(near);
        }
      }
    }),
    { numRuns: runs(40) },
  );
});

test('the points of a stroke lie on it, are apart, and leave none of it far away', () => {
  fc.assert(
    fc.property(strokes, (stroke) => {
      const points = pointsOfStroke(stroke, 50);
      expect(points.length).toBeGreaterThan(0);
      for (const [i, a] of points.entries()) {
        const onPath = stroke.path.some(
          (b, k) => squaredDistanceToSegment(a.at.x, a.at.y, stroke.path[k - 1] ?? b, b) < 1e-6,
        );
        expect(onPath).toBe(true);
        for (const b of points.slice(i + 1)) expect(distance(a.at, b.at)).toBeGreaterThan(2 * stroke.radius);
      }
      if (points.length < 50) {
        for (const end of stroke.path) {
          expect(Math.min(...points.map((p) => distance(p.at, end)))).toBeLessThan(3 * stroke.radius + 2);
        }
      }
    }),
  );
});

test('a tap is one point, a long line its middle and both ends', () => {
  const tap: BrushPrompt = { kind: 'brush', path: [imagePoint(9, 9)], radius: 5, label: 'exclude' };
  expect(pointsOfStroke(tap)).toEqual([{ kind: 'point', at: imagePoint(9, 9), label: 'exclude' }]);
  const line: BrushPrompt = {
    kind: 'brush',
    path: [imagePoint(0, 10), imagePoint(100, 10)],
    radius: 4,
    label: 'include',
  };
  const [middle, first, second] = pointsOfStroke(line, 3);
  expect(middle?.at.x).toBe(50);
  expect([first?.at.x, second?.at.x].sort()).toEqual([0, 100]);
  expect(pointsOfStroke({ ...line, path: [] })).toEqual([]);
  expect(packedArea(strokeToMask({ ...line, path: [] }, size))).toBe(0);
});

test('resampling keeps its spacing across corners', () => {
  const path = [imagePoint(0, 0), imagePoint(7, 0), imagePoint(7, 7), imagePoint(7, 7)];
  const points = resamplePath(path, 2);
  for (const [i, p] of points.entries()) {
    const before = points[i - 1];
    if (before !== undefined && i < points.length - 1) {
      expect(Math.abs(p.x - before.x) + Math.abs(p.y - before.y)).toBeCloseTo(2, 9);
    }
  }
  expect(points).toHaveLength(8);
});

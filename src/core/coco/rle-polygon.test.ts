import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../test-support/long.ts';
import { polygonToRle } from './rle-polygon.ts';

const size = { width: 23, height: 17 };
const coordinate = fc.oneof(fc.double({ min: -3000, max: 3000, noNaN: true }), fc.integer({ min: -40, max: 60 }));

test('edges that reach far beyond the picture give the same runs by the short cut as step by step', () => {
  fc.assert(
    fc.property(fc.array(coordinate, { minLength: 6, maxLength: 14 }), (numbers) => {
      const corners = numbers.slice(0, numbers.length - (numbers.length % 2));
      expect([...polygonToRle(corners, size, 0).counts]).toEqual([
        ...polygonToRle(corners, size, Number.POSITIVE_INFINITY).counts,
      ]);
    }),
    { numRuns: runs(400) },
  );
});

test('a corner a thousand million pixels away costs no time', () => {
  const start = performance.now();
  const { counts } = polygonToRle([-1e9, 8, 1e9, -1e9, 1e308, 1e308, 3, -1e308], size);
  expect(counts.reduce((a, b) => a + b, 0)).toBe(size.width * size.height);
  expect(performance.now() - start).toBeLessThan(200);
});

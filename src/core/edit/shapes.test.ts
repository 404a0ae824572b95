import { expect, test } from 'vitest';
import { imagePoint } from '../geometry/space.ts';
import { packedArea, packedHas } from '../mask/packed.ts';
import { closesOutline, extendLasso, fillRings } from './shapes.ts';

const size = { width: 40, height: 30 };
const square = [imagePoint(5, 5), imagePoint(15, 5), imagePoint(15, 15), imagePoint(5, 15)];

test('a polygon fills what it encloses and is cut at the picture', () => {
  expect(packedArea(fillRings([square], size))).toBe(100);
  const outside = square.map((p) => imagePoint(p.x - 10, p.y));
  expect(packedArea(fillRings([outside], size))).toBe(50);
  expect(packedArea(fillRings([square.map((p) => imagePoint(p.x - 90, p.y))], size))).toBe(0);
  expect(packedArea(fillRings([square.slice(0, 2)], size))).toBe(0);
  expect(packedArea(fillRings([], size))).toBe(0);
});

test('an inner ring is a hole; a self-crossing one fills by the even-odd rule', () => {
  const hole = [imagePoint(8, 8), imagePoint(12, 8), imagePoint(12, 12), imagePoint(8, 12)];
  const filled = fillRings([square, hole], size);
  expect(packedArea(filled)).toBe(84);
  expect(packedHas(filled, 10, 10)).toBe(false);
  const tie = [imagePoint(0, 0), imagePoint(10, 10), imagePoint(10, 0), imagePoint(0, 10)];
  expect(Math.abs(packedArea(fillRings([tie], size)) - 50)).toBeLessThanOrEqual(6);
});

test('a lasso drops jitter; a click near the start closes a polygon', () => {
  const start = [imagePoint(1, 1)];
  expect(extendLasso(start, imagePoint(1.2, 1.1))).toBe(start);
  expect(extendLasso(start, imagePoint(3, 1))).toHaveLength(2);
  expect(closesOutline(square, imagePoint(6, 6), 3)).toBe(true);
  expect(closesOutline(square.slice(0, 2), imagePoint(6, 6), 3)).toBe(false);
});

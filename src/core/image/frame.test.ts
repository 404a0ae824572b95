import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Composition, frameObject } from './frame.ts';

const PLAIN: Composition = { frame: 'object', padding: 0, x: 0, y: 0, scale: 1, rotate: 0, shadow: null };
const at = ([a, b, c, d, e, f]: readonly number[], x: number, y: number): readonly number[] => [
  (a ?? 0) * x + (c ?? 0) * y + (e ?? 0),
  (b ?? 0) * x + (d ?? 0) * y + (f ?? 0),
];

it('leaves an object as it is, with padding around it, in a square, or fitted into a fixed size', () => {
  const object = { width: 100, height: 40 };
  expect(frameObject(object, PLAIN)).toMatchObject({ frame: object, scale: 1, matrix: [1, 0, -0, 1, 0, 0] });
  const padded = frameObject(object, { ...PLAIN, padding: 0.1 });
  expect(padded.frame).toEqual({ width: 110, height: 50 });
  expect(padded.scale).toBeCloseTo(1);
  expect(frameObject(object, { ...PLAIN, frame: 'square', padding: 0.1 }).frame).toEqual({ width: 125, height: 125 });
  const story = frameObject(object, { ...PLAIN, frame: { width: 1080, height: 1920 }, padding: 0.1 });
  expect(story.scale).toBeCloseTo((1080 - 216) / 100);
  expect(at(story.matrix, 50, 20)).toEqual([540, 960]);
});

it('turns clockwise about the middle of the object, then moves it', () => {
  const { matrix } = frameObject({ width: 100, height: 40 }, { ...PLAIN, rotate: 90, x: 0.1, y: -0.25 });
  const [x, y] = at(matrix, 100, 20);
  expect(x).toBeCloseTo(60);
  expect(y).toBeCloseTo(10 + 50);
});

it('keeps an object that is not moved, enlarged or turned inside the padding', () => {
  const side = fc.integer({ min: 1, max: 5000 });
  const size = fc.record({ width: side, height: side });
  const frame = fc.oneof(size, fc.constantFrom('object' as const, 'square' as const));
  fc.assert(
    fc.property(size, frame, fc.double({ min: 0, max: 0.45, noNaN: true }), (object, wanted, padding) => {
      const placed = frameObject(object, { ...PLAIN, frame: wanted, padding });
      const free = padding * Math.min(placed.frame.width, placed.frame.height) - 1e-6;
      const [x0 = 0, y0 = 0] = at(placed.matrix, 0, 0);
      const [x1 = 0, y1 = 0] = at(placed.matrix, object.width, object.height);
      expect(Math.min(x0, y0, placed.frame.width - x1, placed.frame.height - y1)).toBeGreaterThanOrEqual(free);
    }),
  );
});

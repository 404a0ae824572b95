import { describe, expect, test } from 'vitest';
import { chequered, inputFigures } from './model-input.ts';
import { cosineTo, directionAt, rangeIn } from './similarity.ts';

/** Two channels over three cells: right, up, and both. */
const planes = { channels: 2, width: 3, height: 1, data: Float32Array.of(2, 0, 3, 0, 5, 3) };

describe('similarity', () => {
  test('a place is alike to itself, unlike to what stands at a right angle', () => {
    const right = directionAt(planes, 0, 0);
    expect([...right]).toEqual([1, 0]);
    const cosines = [...cosineTo(planes, right)];
    expect(cosines[0]).toBeCloseTo(1, 6);
    expect(cosines[1]).toBeCloseTo(0, 6);
    expect(cosines[2]).toBeCloseTo(Math.SQRT1_2, 6);
  });

  test('places outside are clamped; an empty cell is like nothing', () => {
    expect([...directionAt(planes, 99, -3)]).toEqual([...directionAt(planes, 2, 0)]);
    const hollow = { ...planes, data: Float32Array.of(1, 0, 0, 0, 0, 0) };
    expect([...cosineTo(hollow, directionAt(hollow, 0, 0))]).toEqual([1, 0, 0]);
  });

  test('a direction of another model is refused', () => {
    expect(() => cosineTo(planes, new Float32Array(3))).toThrow(RangeError);
  });

  test('the range is that of the part that shows the picture', () => {
    expect(rangeIn(Float32Array.of(1, 2, 9, 3, 4, -9), 3, { width: 2, height: 2 })).toEqual([1, 4]);
  });
});

describe('model input', () => {
  test('figures of the values that go in, after mean and deviation', () => {
    const planes01 = Float32Array.of(0, 1, 0.5, 0.5, 1, 1);
    const plain = inputFigures(planes01, { range: 1, mean: [0, 0, 0], std: [1, 1, 1] });
    expect(plain).toEqual({ low: 0, high: 1, mean: 4 / 6 });
    const sam = inputFigures(planes01, { range: 255, mean: [100, 100, 100], std: [50, 50, 50] });
    expect(sam.low).toBeCloseTo(-2, 6);
    expect(sam.high).toBeCloseTo(3.1, 6);
  });

  test('neighbours of a chequered plane differ', () => {
    const data = chequered(3, 2);
    expect([...data].map((v) => (Number.isNaN(v) ? 0 : 1))).toEqual([1, 0, 1, 0, 1, 0]);
  });
});

import { describe, expect, test } from 'vitest';
import { cellsUnder, fieldFrom, pool } from './feature-field.ts';
import { classify, leaveOneOut, prototypesOf, wilsonInterval } from './prototypes.ts';

const at = (degrees: number): Float32Array =>
  Float32Array.from([Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]);

describe('prototypes', () => {
  test('the prototype of two directions is the one between them, of length 1', () => {
    const [x, y] = prototypesOf([
      { label: 'a', vector: at(10) },
      { label: 'a', vector: at(50) },
    ]).get('a') ?? [0, 0];
    expect(x).toBeCloseTo(Math.cos(Math.PI / 6), 6);
    expect(y).toBeCloseTo(Math.sin(Math.PI / 6), 6);
  });

  test('confidence is the softmax of cosines over the temperature', () => {
    const prototypes = prototypesOf([
      { label: 'a', vector: at(0) },
      { label: 'b', vector: at(90) },
    ]);
    const [first, second] = classify(prototypes, at(30), 0.5);
    // cos 30 = 0.866, cos 60 = 0.5: the odds are exp((0.866 - 0.5) / 0.5)
    const odds = Math.exp((Math.cos(Math.PI / 6) - 0.5) / 0.5);
    expect(first?.label).toBe('a');
    expect(first?.confidence).toBeCloseTo(odds / (1 + odds), 6);
    expect((first?.confidence ?? 0) + (second?.confidence ?? 0)).toBeCloseTo(1, 12);
    expect(classify(prototypes, at(30), 0.01)[0]?.confidence).toBeGreaterThan(0.999);
    expect(() => classify(prototypes, at(30), 0)).toThrow(RangeError);
    expect(classify(new Map(), at(30), 0.5)).toEqual([]);
  });
});

describe('leave one out', () => {
  test('an example never votes for itself', () => {
    // The third example of a lies among the b: by its own prototype it would still be nearer to a's mean than the others say.
    const result = leaveOneOut(
      [
        { label: 'a', vector: at(0) },
        { label: 'a', vector: at(10) },
        { label: 'a', vector: at(80) },
        { label: 'b', vector: at(85) },
        { label: 'b', vector: at(90) },
      ],
      0.1,
    );
    expect(result.predicted.map((p) => p?.label)).toEqual(['a', 'a', 'b', 'b', 'b']);
    expect(result).toMatchObject({ right: 4, tested: 5, alone: 0 });
  });

  test('an example alone in its class is not tested but stays a rival', () => {
    const result = leaveOneOut(
      [
        { label: 'a', vector: at(0) },
        { label: 'a', vector: at(40) },
        { label: 'b', vector: at(30) },
      ],
      0.1,
    );
    expect(result.predicted.map((p) => p?.label ?? null)).toEqual(['b', 'b', null]);
    expect(result).toMatchObject({ right: 0, tested: 2, alone: 1 });
  });

  test('one class alone tests nothing', () => {
    const result = leaveOneOut(
      [
        { label: 'a', vector: at(0) },
        { label: 'a', vector: at(5) },
      ],
      0.1,
    );
    expect(result).toMatchObject({ right: 0, tested: 0, accuracy: null });
  });
});

test('Wilson interval of 8 in 10, and of all in 5', () => {
  const some = wilsonInterval(8, 10);
  expect(some?.low).toBeCloseTo(0.4902, 4);
  expect(some?.high).toBeCloseTo(0.9433, 4);
  const all = wilsonInterval(5, 5);
  expect(all?.low).toBeCloseTo(0.5655, 4);
  expect(all?.high).toBe(1);
  expect(wilsonInterval(0, 0)).toBeNull();
});

describe('feature field', () => {
  const content = { width: 4, height: 2 };
  const box = { x0: 0, y0: 0, x1: 40, y1: 20 };
  // Two channels over 4 x 2 cells: the left half points along x, the right half along y.
  const data = Float32Array.from([3, 3, 0, 0, 3, 3, 0, 0, 0, 0, 5, 5, 0, 0, 5, 5]);
  const field = fieldFrom({ channels: 2, width: 4, height: 2, data, content, box });

  test('planes become unit vectors by cell', () => {
    expect([...field.data.subarray(0, 2)]).toEqual([1, 0]);
    expect([...field.data.subarray(4, 6)]).toEqual([0, 1]);
  });

  test('pooling takes the mean of the cells under the mask', () => {
    const plane = { width: 8, height: 4, data: new Float32Array(32).fill(-1), content: { width: 8, height: 4 }, box };
    for (let y = 0; y < 4; y++) plane.data.fill(1, y * 8 + 2, y * 8 + 6);
    const vector = pool(field, cellsUnder(field, plane));
    expect(vector?.[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(vector?.[1]).toBeCloseTo(Math.SQRT1_2, 6);
  });

  test('a mask smaller than a cell still has one, an empty mask none', () => {
    const plane = { width: 8, height: 4, data: new Float32Array(32).fill(-1), content: { width: 8, height: 4 }, box };
    expect(pool(field, cellsUnder(field, plane))).toBeNull();
    plane.data[6] = 2;
    expect(pool(field, cellsUnder(field, plane))?.[1]).toBe(1);
  });
});

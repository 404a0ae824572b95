import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Mask } from '../mask/mask.ts';
import { boundaryF, boundaryTolerance, frameScore, JFMetric } from './jf.ts';

function square(side: number, x0: number, y0: number, size: number): Mask {
  const data = new Uint8Array(side * side);
  for (let y = y0; y < y0 + size; y++) data.fill(1, y * side + x0, y * side + x0 + size);
  return { width: side, height: side, data };
}

const empty = square(20, 0, 0, 0);

describe('boundary F', () => {
  test('the tolerance of DAVIS is 0.8 % of the diagonal, rounded up: 854 x 480 gives 8 pixels', () => {
    expect(boundaryTolerance({ width: 854, height: 480 })).toBe(8);
    expect(boundaryTolerance({ width: 20, height: 20 })).toBe(1);
  });

  test('two squares of 8 pixels, three apart: outlines of 32 pixels meet where they cross or run together', () => {
    // The outline of the first: rows 3 and 11 over columns 3..11 (9 pixels each), columns 3 and 11 over rows 4..10 (7 each): 32.
    // The second's lies three to the right. Of each row, columns 6..11 lie on the other's row and column 5 one beside it: 2 x 7.
    // Of column 11 the ends, rows 4 and 10, touch the other's rows: 2. Column 3 matches nothing. 16 of 32, both ways.
    const a = square(20, 4, 4, 8);
    const b = square(20, 7, 4, 8);
    expect(boundaryF(a, b, 1)).toBeCloseTo(16 / 32, 12);
    expect(boundaryF(a, b, 3)).toBe(1);
  });

  test('a shift within the tolerance is forgiven, one beyond it is not', () => {
    const a = square(20, 4, 4, 8);
    expect(boundaryF(a, square(20, 5, 4, 8), 1)).toBe(1);
    expect(boundaryF(a, square(20, 6, 4, 8), 1)).toBeLessThan(1);
  });

  test('empty against empty is right, empty against something wrong; a full mask has no outline', () => {
    expect(boundaryF(empty, empty)).toBe(1);
    expect(boundaryF(empty, square(20, 4, 4, 8))).toBe(0);
    expect(boundaryF(square(20, 4, 4, 8), empty)).toBe(0);
    expect(boundaryF(square(20, 0, 0, 20), empty)).toBe(1);
  });

  test('sizes must agree', () => {
    expect(() => boundaryF(empty, square(10, 1, 1, 2))).toThrow(RangeError);
  });
});

describe('J&F', () => {
  test('means over frames by hand', () => {
    const metric = new JFMetric();
    // 8 x 8 against the same moved by 3: intersection 40, union 88.
    const score = frameScore(square(20, 4, 4, 8), square(20, 7, 4, 8));
    expect(score.j).toBeCloseTo(40 / 88, 12);
    metric.add(score);
    metric.add({ j: 1, f: 1 });
    const result = metric.result();
    expect(result.j).toBeCloseTo((40 / 88 + 1) / 2, 12);
    expect(result.f).toBeCloseTo((16 / 32 + 1) / 2, 12);
    expect(result.jf).toBeCloseTo((40 / 88 + 1 + 16 / 32 + 1) / 4, 12);
    expect(result.recall).toBe(0.5);
  });

  test('without frames there is no mean', () => {
    expect(new JFMetric().result()).toEqual({ frames: 0, j: null, f: null, jf: null, recall: null });
  });

  test('merging shards equals the whole, order does not matter, and JSON restores it', () => {
    const scores = fc.array(fc.record({ j: fc.double({ min: 0, max: 1 }), f: fc.double({ min: 0, max: 1 }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(
        scores.filter((s) => s.every((v) => Number.isFinite(v.j) && Number.isFinite(v.f))),
        fc.nat(),
        (all, cut) => {
          const whole = new JFMetric();
          for (const s of all.toReversed()) whole.add(s);
          const [left, right] = [new JFMetric(), new JFMetric()];
          for (const [i, s] of all.entries()) (i < cut % (all.length + 1) ? left : right).add(s);
          left.merge(right);
          const restored = JFMetric.fromJSON(JSON.parse(JSON.stringify(left)));
          expect(restored.result().frames).toBe(all.length);
          expect(restored.result().jf).toBeCloseTo(whole.result().jf ?? Number.NaN, 9);
          expect(restored.result().recall).toBeCloseTo(whole.result().recall ?? Number.NaN, 9);
        },
      ),
    );
  });
});

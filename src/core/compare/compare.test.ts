import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Mask, maskIou } from '../mask/mask.ts';
import {
  agreementKinds,
  agreementOf,
  comparisonGrid,
  majorityMask,
  ownersIn,
  pixelsOfKind,
  planeOnGrid,
  shareOfKind,
} from './agreement.ts';
import { overlapMatrix } from './overlap-matrix.ts';
import { quantile } from './quantile.ts';

const masks = fc.integer({ min: 1, max: 4 }).chain((n) =>
  fc.array(
    fc.uint8Array({ min: 0, max: 1, minLength: 35, maxLength: 35 }).map(
      (d): Mask => ({
        width: 7,
        height: 5,
        data: Uint8Array.from(d),
      }),
    ),
    { minLength: n, maxLength: n },
  ),
);

describe('agreement', () => {
  it('counts every pixel once, and its kinds share out what is claimed', () => {
    fc.assert(
      fc.property(masks, (given) => {
        const agreement = agreementOf(given);
        expect(agreement.counts.reduce((a, b) => a + b)).toBe(35);
        const kinds = agreementKinds(given.length);
        const sum = new Uint8Array(35);
        for (const kind of kinds)
          pixelsOfKind(agreement, kind).data.forEach((v, p) => {
            sum[p] = (sum[p] ?? 0) + v;
          });
        for (let p = 0; p < 35; p++) expect(sum[p]).toBe(agreement.owners[p] ? 1 : 0);
        const shares = kinds.reduce((total, kind) => total + shareOfKind(agreement, kind), 0);
        expect(shares).toBeCloseTo(sum.some((v) => v > 0) ? 1 : 0, 12);
      }),
    );
  });

  it('gives the matrix that comparing the masks one by one gives', () => {
    fc.assert(
      fc.property(masks, (given) => {
        const { iou, dice } = overlapMatrix(agreementOf(given));
        given.forEach((a, i) => {
          given.forEach((b, j) => {
            const expected = maskIou(a, b);
            expect(iou[i]?.[j]).toBeCloseTo(expected, 12);
            expect(dice[i]?.[j]).toBeCloseTo((2 * expected) / (1 + expected), 12);
          });
        });
      }),
    );
  });

  it('takes the majority of three', () => {
    const row = (...data: number[]): Mask => ({ width: 4, height: 1, data: Uint8Array.from(data) });
    const agreement = agreementOf([row(1, 1, 1, 0), row(1, 1, 0, 0), row(1, 0, 0, 0)]);
    expect([...majorityMask(agreement).data]).toEqual([1, 1, 0, 0]);
    expect(agreement.counts[0b111]).toBe(1);
    expect(ownersIn(0b1011)).toBe(3);
  });

  it('refuses masks of different sizes, none, and five', () => {
    const m: Mask = { width: 1, height: 1, data: Uint8Array.of(1) };
    expect(() => agreementOf([])).toThrow(RangeError);
    expect(() => agreementOf([m, m, m, m, m])).toThrow(RangeError);
    expect(() => agreementOf([m, { width: 2, height: 1, data: Uint8Array.of(1, 0) }])).toThrow(RangeError);
  });
});

describe('the comparison grid', () => {
  it('keeps the shape and never enlarges', () => {
    expect(comparisonGrid({ width: 4000, height: 3000 })).toEqual({ width: 1024, height: 768 });
    expect(comparisonGrid({ width: 300, height: 200 })).toEqual({ width: 300, height: 200 });
    expect(comparisonGrid({ width: 5000, height: 1 })).toEqual({ width: 1024, height: 1 });
  });

  it('puts a plane where its box lies, whatever the grid', () => {
    const data = new Float32Array(16).fill(3);
    const plane = {
      width: 4,
      height: 4,
      data,
      content: { width: 4, height: 4 },
      box: { x0: 100, y0: 0, x1: 200, y1: 100 },
    };
    const mask = planeOnGrid(plane, { width: 200, height: 100 }, { width: 20, height: 10 });
    expect(mask.data.reduce((a, b) => a + b)).toBe(100);
    expect(mask.data[9]).toBe(0);
    expect(mask.data[10]).toBe(1);
  });
});

describe('quantile', () => {
  it('agrees with the textbook on small samples', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 20, 30, 40, 50], 0.95)).toBeCloseTo(48, 12);
    expect(quantile([7], 0.95)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

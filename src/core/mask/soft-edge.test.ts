import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryMask } from '../../test-support/masks.ts';
import { boxOfSize } from '../geometry/box.ts';
import { packedEquals, packMask } from './packed.ts';
import { feather, hardAlpha, hardenAlpha, softenLogits } from './soft-edge.ts';

test('a hard mask as alpha and back is the same mask', () => {
  fc.assert(
    fc.property(arbitraryMask(40), (mask) => {
      expect(packedEquals(hardenAlpha(hardAlpha(packMask(mask))), packMask(mask))).toBe(true);
    }),
  );
});

test('a logit ramp becomes an alpha ramp of the asked width, wherever the slope', () => {
  for (const slope of [0.1, 5]) {
    const data = Float32Array.from({ length: 64 * 8 }, (_, i) => ((i % 64) + 0.5 - 32) * slope);
    const plane = {
      width: 64,
      height: 8,
      data,
      content: { width: 64, height: 8 },
      box: { x0: 0, y0: 0, x1: 64, y1: 8 },
    };
    const soft = softenLogits(plane, { width: 64, height: 8 }, boxOfSize({ width: 64, height: 8 }), 4);
    const row = Array.from(soft.alpha.subarray(3 * 64, 4 * 64));
    expect(row[29]).toBe(0);
    expect(row[34]).toBe(255);
    expect(row[31]).toBeGreaterThan(90);
    expect(row[31]).toBeLessThan(128);
    expect(row.filter((a) => a > 0 && a < 255)).toHaveLength(4);
  }
});

test('feathering reaches beyond the mask and is half at its edge', () => {
  const mask = packMask({
    width: 60,
    height: 60,
    data: Uint8Array.from({ length: 3600 }, (_, i) => (i % 60 >= 20 && i % 60 < 40 ? 1 : 0)),
  });
  const soft = feather(mask, 3);
  const row = (x: number): number => soft.alpha[30 * (soft.box.x1 - soft.box.x0) + x - soft.box.x0] ?? 0;
  expect(row(19) + row(20)).toBeGreaterThan(250);
  expect(row(19) + row(20)).toBeLessThan(260);
  expect(row(15)).toBeGreaterThan(0);
  expect(row(30)).toBe(255);
  expect(packedEquals(hardenAlpha(soft), mask)).toBe(true);
});

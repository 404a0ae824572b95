import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryMask } from '../../test-support/masks.ts';
import { boxOfSize } from '../geometry/box.ts';
import { packedEquals, packMask } from './packed.ts';
import { sampleAlpha, scalePacked } from './scale.ts';
import { hardAlpha } from './soft-edge.ts';

test('enlarging to any larger size and back gives the same mask', () => {
  fc.assert(
    fc.property(arbitraryMask(40), fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 90 }), (mask, w, h) => {
      const packed = packMask(mask);
      const large = scalePacked(packed, { width: mask.width + w, height: mask.height + h });
      expect(packedEquals(scalePacked(large, mask), packed)).toBe(true);
    }),
  );
});

test('alpha at equal size is the mask, enlarged it crosses one half at the same place', () => {
  fc.assert(
    fc.property(arbitraryMask(30), (mask) => {
      const alpha = sampleAlpha(hardAlpha(packMask(mask)), mask, boxOfSize(mask));
      expect([...alpha]).toEqual([...mask.data].map((v) => 255 * v));
    }),
  );
  const mask = { width: 10, height: 4, data: Uint8Array.from({ length: 40 }, (_, i) => (i % 10 < 5 ? 1 : 0)) };
  const to = { width: 40, height: 16 };
  const row = sampleAlpha(hardAlpha(packMask(mask)), to, { x0: 0, y0: 8, x1: 40, y1: 9 });
  expect(row[0]).toBe(255);
  expect(row[39]).toBe(0);
  expect((row[19] ?? 0) + (row[20] ?? 0)).toBe(255);
  const whole = sampleAlpha(hardAlpha(packMask(mask)), to, boxOfSize(to));
  const part = sampleAlpha(hardAlpha(packMask(mask)), to, { x0: 13, y0: 3, x1: 30, y1: 9 });
  for (let y = 3; y < 9; y++) {
    for (let x = 13; x < 30; x++) expect(part[(y - 3) * 17 + x - 13]).toBe(whole[y * 40 + x]);
  }
});

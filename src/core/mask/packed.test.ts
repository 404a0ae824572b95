import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../test-support/long.ts';
import { arbitraryMask, arbitraryPair, maskOf } from '../../test-support/masks.ts';
import { combineMasks, maskArea, maskBounds, maskIou } from './mask.ts';
import { dilate } from './morphology.ts';
import {
  combinePacked,
  emptyPacked,
  packedArea,
  packedBytes,
  packedEquals,
  packedHas,
  packedIntersection,
  packedIou,
  packMask,
  packRegion,
  unpackMask,
  unpackRegion,
} from './packed.ts';
import { editPacked } from './packed-edit.ts';

test('packing and unpacking give the mask back, with area and tight box', () => {
  fc.assert(
    fc.property(arbitraryMask(80), (mask) => {
      const packed = packMask(mask);
      expect(unpackMask(packed)).toEqual(mask);
      expect(packedArea(packed)).toBe(maskArea(mask));
      const bounds = maskBounds(mask);
      expect(packed.box).toEqual(bounds ?? { x0: 0, y0: 0, x1: 0, y1: 0 });
    }),
  );
});

test('set operations on words equal set operations on bytes', () => {
  fc.assert(
    fc.property(arbitraryPair(80), fc.constantFrom('unite', 'subtract', 'intersect', 'differ'), ([a, b], operation) => {
      const p = packMask(a);
      const q = packMask(b);
      const combined = combinePacked(p, q, operation);
      expect(unpackMask(combined)).toEqual(combineMasks(a, b, operation));
      expect(packedEquals(combined, packMask(combineMasks(a, b, operation)))).toBe(true);
      expect(packedIou(p, q)).toBeCloseTo(maskIou(a, b), 12);
      expect(packedIntersection(p, q)).toBe(maskArea(combineMasks(a, b, 'intersect')));
    }),
    { numRuns: runs(200) },
  );
});

test('small masks far apart on a wide picture combine too', () => {
  const size = { width: 500, height: 300 };
  const dot = maskOf('##', '##');
  const a = packRegion(dot, { x0: 3, y0: 5, x1: 5, y1: 7 }, size);
  const b = packRegion(dot, { x0: 470, y0: 250, x1: 472, y1: 252 }, size);
  expect(packedIntersection(a, b)).toBe(0);
  const both = combinePacked(a, b, 'unite');
  expect(packedArea(both)).toBe(8);
  expect(packedHas(both, 471, 251)).toBe(true);
  expect(packedHas(both, 469, 251)).toBe(false);
  expect(packedEquals(combinePacked(both, b, 'subtract'), a)).toBe(true);
  expect(packedEquals(combinePacked(both, both, 'differ'), emptyPacked(size))).toBe(true);
  expect(packRegion(dot, { x0: -1, y0: -1, x1: 1, y1: 1 }, size).box).toEqual({ x0: 0, y0: 0, x1: 1, y1: 1 });
});

test('any region can be read, also beyond the picture', () => {
  fc.assert(
    fc.property(
      arbitraryMask(50),
      fc.integer({ min: -9, max: 60 }),
      fc.integer({ min: -9, max: 60 }),
      (mask, x0, y0) => {
        const region = { x0, y0, x1: x0 + 21, y1: y0 + 13 };
        const part = unpackRegion(packMask(mask), region);
        for (let y = 0; y < 13; y++) {
          for (let x = 0; x < 21; x++) {
            const inside = x0 + x >= 0 && y0 + y >= 0 && x0 + x < mask.width && y0 + y < mask.height;
            expect(part.data[y * 21 + x]).toBe(inside ? mask.data[(y0 + y) * mask.width + x0 + x] : 0);
          }
        }
      },
    ),
    { numRuns: runs(40) },
  );
});

test('editing the covered part equals editing the whole', () => {
  fc.assert(
    fc.property(arbitraryMask(60), fc.integer({ min: 1, max: 5 }), (mask, radius) => {
      const edited = editPacked(packMask(mask), radius + 1, (local) => dilate(local, radius));
      expect(unpackMask(edited)).toEqual(dilate(mask, radius));
    }),
  );
});

test('two hundred objects on 12 megapixels stay far below 300 MB, even at a sixteenth of the picture each', () => {
  const size = { width: 4000, height: 3000 };
  const local = { width: 1000, height: 750, data: new Uint8Array(1000 * 750).fill(1) };
  let bytes = 0;
  for (let i = 0; i < 200; i++) {
    const x0 = (i * 15) % 3000;
    const y0 = (i * 11) % 2250;
    bytes += packedBytes(packRegion(local, { x0, y0, x1: x0 + 1000, y1: y0 + 750 }, size));
  }
  expect(bytes).toBeLessThan(25_000_000);
});

test('masks of different pictures are refused', () => {
  expect(() => packedIntersection(emptyPacked({ width: 2, height: 2 }), emptyPacked({ width: 2, height: 3 }))).toThrow(
    RangeError,
  );
});

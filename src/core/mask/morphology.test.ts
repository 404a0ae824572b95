import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryMask, maskOf } from '../../test-support/masks.ts';
import { type Mask, maskArea } from './mask.ts';
import { blurPlane, close, dilate, erode, grow, open, smooth } from './morphology.ts';

function slowDilate(mask: Mask, radius: number): Mask {
  const data = new Uint8Array(mask.data.length);
  const r = Math.floor(radius);
  for (let y = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++) {
      for (let dy = -r; dy <= r; dy++) {
        for (let dx = -r; dx <= r; dx++) {
          const nx = x + dx;
          const ny = y + dy;
          if (dx * dx + dy * dy > radius * radius || nx < 0 || ny < 0 || nx >= mask.width || ny >= mask.height)
            continue;
          if (mask.data[ny * mask.width + nx] === 1) data[y * mask.width + x] = 1;
        }
      }
    }
  }
  return { width: mask.width, height: mask.height, data };
}

const invert = (mask: Mask): Mask => ({ ...mask, data: mask.data.map((v) => 1 - v) });
const radius = fc.double({ min: 0, max: 7, noNaN: true });

test('dilation equals the definition', () => {
  fc.assert(
    fc.property(arbitraryMask(24), radius, (mask, r) => {
      expect(dilate(mask, r)).toEqual(slowDilate(mask, r));
    }),
  );
});

test('erosion is dilation of the background', () => {
  fc.assert(
    fc.property(arbitraryMask(30), radius, (mask, r) => {
      expect(erode(mask, r)).toEqual(invert(dilate(invert(mask), r)));
    }),
  );
});

test('opening only removes, closing only adds, both are idempotent', () => {
  fc.assert(
    fc.property(arbitraryMask(30), radius, (mask, r) => {
      const opened = open(mask, r);
      const closed = close(mask, r);
      opened.data.forEach((v, i) => {
        expect(v).toBeLessThanOrEqual(mask.data[i] ?? 0);
      });
      closed.data.forEach((v, i) => {
        expect(v).toBeGreaterThanOrEqual(mask.data[i] ?? 0);
      });
      expect(open(opened, r)).toEqual(opened);
      expect(close(closed, r)).toEqual(closed);
    }),
  );
});

test('growing by a negative number shrinks; bad radii are refused', () => {
  const mask = maskOf('.....', '.###.', '.###.', '.###.', '.....');
  expect(grow(mask, -1)).toEqual(maskOf('.....', '.....', '..#..', '.....', '.....'));
  expect(grow(grow(mask, -1), 1)).toEqual(maskOf('.....', '..#..', '.###.', '..#..', '.....'));
  expect(() => dilate(mask, -1)).toThrow(RangeError);
  expect(() => dilate(mask, Number.POSITIVE_INFINITY)).toThrow(RangeError);
});

test('smoothing leaves straight edges, drops spurs, keeps area', () => {
  const half: Mask = {
    width: 40,
    height: 40,
    data: Uint8Array.from({ length: 1600 }, (_, i) => (i % 40 < 20 ? 1 : 0)),
  };
  expect(smooth(half, 4)).toEqual(half);
  const spur = { ...half, data: half.data.slice() };
  spur.data.fill(1, 20 * 40 + 20, 20 * 40 + 32);
  const smoothed = smooth(spur, 4);
  for (let x = 22; x < 40; x++) expect(smoothed.data[20 * 40 + x]).toBe(0);
  const disc: Mask = {
    width: 64,
    height: 64,
    data: Uint8Array.from({ length: 4096 }, (_, i) =>
      Math.hypot((i % 64) - 31.5, Math.floor(i / 64) - 31.5) < 22 ? 1 : 0,
    ),
  };
  expect(maskArea(smooth(disc, 3)) / maskArea(disc)).toBeGreaterThan(0.97);
});

test('the blur keeps the mean of a plane away from its borders and has the variance asked for', () => {
  const n = 101;
  const plane = new Float32Array(n * n);
  plane[50 * n + 50] = 1;
  blurPlane(plane, n, n, 4);
  let sum = 0;
  let variance = 0;
  plane.forEach((v, i) => {
    sum += v;
    variance += v * ((i % n) - 50) ** 2;
  });
  expect(sum).toBeCloseTo(1, 5);
  expect(Math.sqrt(variance)).toBeGreaterThan(3.6);
  expect(Math.sqrt(variance)).toBeLessThan(4.4);
});

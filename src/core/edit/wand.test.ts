import fc from 'fast-check';
import { expect, it } from 'vitest';
import { imagePoint } from '../geometry/space.ts';
import { componentAt, findComponents } from '../mask/components.ts';
import { packedArea, packedHas, unpackMask } from '../mask/packed.ts';
import { wandMask } from './wand.ts';

/** A picture from rows of digits: grey levels of ten each; a dot is fully transparent red, a comma fully transparent green. */
function grey(...rows: readonly string[]): { rgba: Uint8ClampedArray; size: { width: number; height: number } } {
  const pixels = rows.join('').split('');
  const rgba = Uint8ClampedArray.from(
    pixels.flatMap((c) => (c === '.' ? [255, 0, 0, 0] : c === ',' ? [0, 255, 0, 0] : [+c * 10, +c * 10, +c * 10, 255])),
  );
  return { rgba, size: { width: rows[0]?.length ?? 0, height: rows.length } };
}
const at = imagePoint(0.5, 0.5);

it('takes what hangs together by sides, or all of the picture, within the tolerance on either side', () => {
  const { rgba, size } = grey('33920', '94933', '99399');
  const near = wandMask(rgba, size, at, { tolerance: 10, contiguous: true });
  expect(packedArea(near)).toBe(3);
  expect(packedHas(near, 1, 1)).toBe(true);
  expect(packedHas(near, 2, 2)).toBe(false);
  const all = wandMask(rgba, size, at, { tolerance: 10, contiguous: false });
  expect(packedArea(all)).toBe(7);
  expect(packedArea(wandMask(rgba, size, at, { tolerance: 0, contiguous: false }))).toBe(5);
  expect(packedArea(wandMask(rgba, size, at, { tolerance: 255, contiguous: true }))).toBe(15);
});

it('sees one colour under full transparency, and takes nothing outside of the picture', () => {
  const { rgba, size } = grey('.,0', ',.0');
  expect(packedArea(wandMask(rgba, size, at, { tolerance: 0, contiguous: true }))).toBe(4);
  expect(packedArea(wandMask(rgba, size, imagePoint(-1, 0), { tolerance: 255, contiguous: false }))).toBe(0);
});

it('is the connected part of the pixels alike that holds the seed', () => {
  const picture = fc.array(fc.constantFrom('0', '1', '5'), { minLength: 48, maxLength: 48 });
  fc.assert(
    fc.property(picture, fc.nat(7), fc.nat(5), (cells, x, y) => {
      const rows = Array.from({ length: 6 }, (_, i) => cells.slice(8 * i, 8 * i + 8).join(''));
      const { rgba, size } = grey(...rows);
      const seed = imagePoint(x + 0.5, y + 0.5);
      const all = unpackMask(wandMask(rgba, size, seed, { tolerance: 10, contiguous: false }));
      const parts = findComponents(all, 4);
      const own = componentAt(parts, x, y);
      const part = wandMask(rgba, size, seed, { tolerance: 10, contiguous: true });
      for (let i = 0; i < 48; i++) {
        const [u, v] = [i % 8, Math.floor(i / 8)];
        expect(packedHas(part, u, v)).toBe(all.data[i] === 1 && componentAt(parts, u, v) === own);
      }
    }),
  );
});

/** Masks for tests: from text, and at random. */
import fc from 'fast-check';
import type { Mask } from '../core/mask/mask.ts';

/** A mask from rows of `#` (set) and anything else (not set). */
export function maskOf(...rows: readonly string[]): Mask {
  const width = rows[0]?.length ?? 0;
  const data = Uint8Array.from(rows.join('').split(''), (c) => (c === '#' ? 1 : 0));
  return { width, height: rows.length, data };
}

/** Random masks up to `side` pixels a side: noise of any density, or a few overlapping boxes. */
export function arbitraryMask(side = 40): fc.Arbitrary<Mask> {
  const size = fc.tuple(fc.integer({ min: 1, max: side }), fc.integer({ min: 1, max: side }));
  return size.chain(([width, height]) => {
    const noise = fc
      .tuple(fc.integer({ min: 0, max: 8 }), fc.uint8Array({ minLength: width * height, maxLength: width * height }))
      .map(([density, bytes]): Mask => {
        return { width, height, data: Uint8Array.from(bytes, (b) => (b < density * 32 ? 1 : 0)) };
      });
    const box = fc.tuple(
      fc.nat(width - 1),
      fc.nat(height - 1),
      fc.integer({ min: 1, max: width }),
      fc.integer({ min: 1, max: height }),
      fc.boolean(),
    );
    const boxes = fc.array(box, { maxLength: 6 }).map((list): Mask => {
      const data = new Uint8Array(width * height);
      for (const [x, y, w, h, on] of list) {
        for (let j = y; j < Math.min(height, y + h); j++)
          data.fill(on ? 1 : 0, j * width + x, j * width + Math.min(width, x + w));
      }
      return { width, height, data };
    });
    return fc.oneof(noise, boxes);
  });
}

/** Two random masks of one size. */
export function arbitraryPair(side = 40): fc.Arbitrary<readonly [Mask, Mask]> {
  return arbitraryMask(side).chain((a) =>
    fc
      .uint8Array({ minLength: a.data.length, maxLength: a.data.length, max: 1 })
      .map((data): readonly [Mask, Mask] => [a, { width: a.width, height: a.height, data: Uint8Array.from(data) }]),
  );
}

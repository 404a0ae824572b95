import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readingOf, typeWithReading } from './picture-reading.ts';

it('a reading survives as parameters of a media type, in a blob too', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.option(fc.integer({ min: 1, max: 4096 })), number, number, (page, a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      const reading = { ...(page ? { page } : {}), ...(low < high ? { window: { low, high } } : {}) };
      const { type } = new Blob([], { type: typeWithReading('image/tiff; page=9; low=1; high=2', reading) });
      expect(readingOf(type)).toEqual(JSON.parse(JSON.stringify(reading)));
    }),
  );
});

it('what makes no sense is left out', () => {
  for (const type of ['', 'image/png', 'image/tiff; page=0; low=5; high=5', 'image/tiff; page=x; low=2']) {
    expect(readingOf(type)).toEqual({});
  }
  expect(typeWithReading('', {})).toBe('image/tiff');
});

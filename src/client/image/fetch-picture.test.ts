import { expect, test } from 'vitest';
import { checkSize } from './fetch-picture.ts';

test('sizes that no canvas can have are refused in a sentence before one is made', () => {
  for (const [width, height] of [
    [60_000, 60_000],
    [20_000, 20_000],
    [1, 160_000_001],
  ] as const) {
    expect(() => checkSize(width, height)).toThrow(expect.objectContaining({ code: 'image-too-large' }));
  }
  for (const [width, height] of [
    [0, 0],
    [0, 10],
  ] as const) {
    expect(() => checkSize(width, height)).toThrow(expect.objectContaining({ code: 'bad-image' }));
  }
  checkSize(12_000, 12_000);
});

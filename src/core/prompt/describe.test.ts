import { expect, test } from 'vitest';
import { maskOf } from '../../test-support/masks.ts';
import { emptyPacked, packRegion } from '../mask/packed.ts';
import { changeInWords, describeMask, describePosition, placeInWords, shareInWords } from './describe.ts';

const size = { width: 10, height: 10 };

test('masks in words', () => {
  const corner = packRegion(maskOf('###', '###'), { x0: 0, y0: 0, x1: 3, y1: 2 }, size);
  expect(describeMask(corner, 0.914)).toBe('covers 6 % of the picture, upper left, predicted quality 0.91');
  expect(describeMask(corner)).toBe('covers 6 % of the picture, upper left');
  expect(describeMask(emptyPacked(size))).toBe('covers nothing');
  const all = packRegion({ ...size, data: new Uint8Array(100).fill(1) }, { x0: 0, y0: 0, x1: 10, y1: 10 }, size);
  expect(describeMask(all)).toBe('covers 100 % of the picture');
});

test('shares never round to nothing or to everything', () => {
  expect(shareInWords(1, 1e6)).toBe('less than 1 %');
  expect(shareInWords(999_999, 1e6)).toBe('more than 99 %');
  expect(shareInWords(0, 10)).toBe('0 %');
});

test('the nine places', () => {
  const at = (x: number, y: number): string => placeInWords({ x0: x, y0: y, x1: x, y1: y }, size);
  expect([at(1, 1), at(5, 1), at(9, 1), at(1, 5), at(5, 5), at(9, 5), at(1, 9), at(5, 9), at(9, 9)]).toEqual([
    'upper left',
    'top',
    'upper right',
    'left',
    'centre',
    'right',
    'lower left',
    'bottom',
    'lower right',
  ]);
  expect(describePosition(9.2, 1, size)).toBe('x 9, y 1, upper right');
});

test('changes in words', () => {
  expect(changeInWords(10, 13, 100)).toBe('grew by 3 %');
  expect(changeInWords(13, 10, 100)).toBe('shrank by 3 %');
  expect(changeInWords(13, 13, 100)).toBe('');
});

import { expect, test } from 'vitest';
import { blockTime, sumOfBlocks } from './block-times.ts';

test('median, spread and sum', () => {
  expect(blockTime([])).toEqual({ ms: null, spread: 0 });
  expect(blockTime([5, 1, 3])).toEqual({ ms: 3, spread: 1 });
  expect(sumOfBlocks([[5, 1, 3], [], [2]])).toBe(5);
});

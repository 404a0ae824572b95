import { expect, test } from 'vitest';
import { createHandCounts, noteCount, parseCount, summarise } from './hand-counts.ts';

test('the last count of a picture holds, and can be taken away', () => {
  const api = createHandCounts();
  noteCount(api, 'a', 20, 24);
  noteCount(api, 'a', 23, 24);
  noteCount(api, 'b', 8, 6);
  expect([...api.getState().pairs.values()]).toEqual([
    { counted: 23, truth: 24 },
    { counted: 8, truth: 6 },
  ]);
  noteCount(api, 'b', 8, null);
  expect(api.getState().pairs.size).toBe(1);
});

test('mean errors by hand: -1 and +2 make 1.5 absolute and 0.5 signed, within the two', () => {
  const summary = summarise([
    { counted: 23, truth: 24 },
    { counted: 8, truth: 6 },
  ]);
  expect(summary?.absolute).toBe(1.5);
  expect(summary?.bias?.mean).toBe(0.5);
  expect(summary?.bias?.low).toBe(-1);
  expect(summary?.bias?.high).toBe(2);
  expect(summarise([{ counted: 3, truth: 3 }])?.bias).toBeNull();
  expect(summarise([])).toBeNull();
});

test('only whole numbers are counts', () => {
  expect(['24', ' 7 ', '', '-1', '2.5', 'x'].map(parseCount)).toEqual([24, 7, null, null, null, null]);
});

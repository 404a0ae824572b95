import { expect, it } from 'vitest';
import { IdTable } from './id-table.ts';

it('leaves whole numbers as they are and takes their text for them', () => {
  const table = new IdTable([7, 0, 12, null]);
  expect([7, 0, 99, '12', '012', 'a', 1.5, null, undefined].map((id) => table.numberOf(id))).toEqual([
    7,
    0,
    99,
    12,
    -1,
    -1,
    null,
    null,
    null,
  ]);
  expect(table.nameOf(12)).toBe('12');
});

it('numbers text by its characters', () => {
  const table = new IdTable(['b', '10', '9', 'b', 3]);
  expect(['10', '3', '9', 'b'].map((id) => table.numberOf(id))).toEqual([1, 2, 3, 4]);
  expect(table.numberOf(3)).toBe(2);
  expect(table.numberOf('c')).toBe(-1);
  expect([1, 2, 3, 4].map((n) => table.nameOf(n))).toEqual(['10', '3', '9', 'b']);
});

import { expect, it } from 'vitest';
import { defaultSplit, itemsOfSplit, splitFault, splitGroups } from './splits.ts';

const items = (...splits: string[]): { split: string; n: number }[] => splits.map((split, n) => ({ split, n }));

it('gathers parts under their usual names', () => {
  const groups = splitGroups(items('Val Urban', 'Train Rural', 'Val Rural', ''));
  expect([...groups].map(([name, list]) => [name, list.map((i) => i.n)])).toEqual([
    ['train', [1]],
    ['val', [0, 2]],
    ['', [3]],
  ]);
  expect(splitGroups(items('ACDCfog', 'synrain')).size).toBe(0);
});

it('takes the published part, and says which there are', () => {
  expect(defaultSplit('bsds500', ['train', 'val', 'test'])).toBe('test');
  expect(defaultSplit('bsds500', ['train'])).toBe('train');
  expect(defaultSplit('folder', ['train', 'test'])).toBe('all');
  expect(defaultSplit('ade20k', [])).toBe('');
  expect(itemsOfSplit(items('training', 'validation'), 'val')).toHaveLength(1);
  expect(itemsOfSplit(items('training', 'validation'), 'all')).toHaveLength(2);
  expect(() => itemsOfSplit(items('training', 'validation'), 'test')).toThrow('no split test, but train, val');
  expect(() => itemsOfSplit(items(''), 'test')).toThrow('names no splits');
});

it('keeps mixed and training runs from published figures', () => {
  expect(splitFault('bsds500', 'test')).toBeNull();
  expect(splitFault('bsds500', '')).toBeNull();
  expect(splitFault('folder', 'train')).toBeNull();
  expect(splitFault('bsds500', 'all')).toBe('several splits together; published figures are about test');
  expect(splitFault('cityscapes', 'train')).toBe('the split train; published figures are about val');
});

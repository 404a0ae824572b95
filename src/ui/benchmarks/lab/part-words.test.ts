import { expect, it } from 'vitest';
import type { Card } from '../../../contract/cards.ts';
import { type OwnFigure, ownValue } from './comparable.ts';
import { partWords } from './part-words.ts';

it('says which split, how many pictures took part, and how many were left out', () => {
  const part = { split: 'test', pictures: 9, asked: 10, available: 200, leftOut: 1 };
  expect(partWords(part)).toBe('Split test: 9 of 10 pictures took part, drawn from 200; 1 was left out.');
  expect(partWords({ ...part, split: 'all', pictures: 10, available: 10, leftOut: 0 })).toBe(
    'All splits together: all 10 pictures took part.',
  );
  expect(partWords({ split: '', pictures: 1, asked: null, available: null, leftOut: 0 })).toBe(
    'The data name no split: 1 picture took part.',
  );
});

it('sets a figure of other splits beside no published one', () => {
  const card = {
    reader: 'bsds500',
    metrics: [{ id: 'ods', name: 'ODS', unit: 'fraction', better: 'higher', plain: '', formula: [] }],
  } as unknown as Card;
  const own: OwnFigure = {
    name: 'mine',
    figures: { ODS: 0.7 },
    part: { split: 'test', pictures: 200, asked: 200, available: 200, leftOut: 0 },
    words: '',
    where: '',
    date: '',
    official: true,
    splitFault: null,
  };
  expect(ownValue(card, own)).toBe(0.7);
  expect(ownValue(card, { ...own, splitFault: 'several splits together' })).toBeNull();
});

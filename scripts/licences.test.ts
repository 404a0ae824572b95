import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isAllowed, mayShip, packageTable, shippedPackages, withTable } from './licences.ts';

test('every package that ships has a permissive licence, or one that was decided on', () => {
  expect(shippedPackages().filter((p) => !mayShip(p))).toEqual([]);
});

test('copyleft and unknown licences are refused, either side of an OR will do', () => {
  expect(isAllowed('GPL-3.0-or-later')).toBe(false);
  expect(isAllowed('LGPL-3.0')).toBe(false);
  expect(isAllowed('not stated')).toBe(false);
  expect(isAllowed('(MIT OR GPL-2.0)')).toBe(true);
  expect(isAllowed('MIT AND GPL-2.0')).toBe(false);
});

test('THIRD_PARTY.md lists what is installed (npx tsx scripts/licences.ts rewrites it)', () => {
  const document = readFileSync(fileURLToPath(new URL('../THIRD_PARTY.md', import.meta.url)), 'utf8');
  expect(document).toBe(withTable(document, packageTable(shippedPackages())));
});

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { codeOf, GUARDED, namesOf, newerIn, newerThanBaseline } from './baseline.ts';

const support = (chrome: string, firefox: string, safari: string): object => ({
  __compat: {
    support: {
      chrome: { version_added: chrome },
      firefox: { version_added: firefox },
      safari: { version_added: safari },
    },
  },
});
const names = namesOf({
  api: {
    Old: { ...support('1', '1', '1'), shared: support('1', '1', '1') },
    Fresh: { ...support('111', '115', '17'), shared: support('130', '130', '18'), only: support('112', '115', '16.4') },
    Half: { ...support('1', '1', '1'), make_static: support('111', '116', '16.4') },
  },
  javascript: { builtins: {} },
});

test('names newer than the baseline in any browser are found, and names that an older interface shares are not', () => {
  expect(newerIn('new Fresh(); a.only(); b.shared(); Half.make(); new Old()', names)).toEqual([
    '.only',
    'Fresh',
    'Half.make',
  ]);
  expect(newerIn(codeOf("// a.only()\n/* new Fresh() */ const text = 'Half.make()';"), names)).toEqual([]);
});

test('the app uses nothing newer than its stated baseline without a guard, and no guard is out of date', () => {
  const used = [...newerThanBaseline(fileURLToPath(new URL('..', import.meta.url))).keys()];
  expect(used.toSorted()).toEqual(Object.keys(GUARDED).toSorted());
});

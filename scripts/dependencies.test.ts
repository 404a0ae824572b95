import { expect, test } from 'vitest';
import { lockEntries, problemsOf } from './dependencies.ts';

const lock = (entry: object): unknown => ({ packages: { '': {}, 'node_modules/a/node_modules/b': entry } });
const integrity = 'sha512-x';

test('a package without a checksum, or with an install script that nobody has read, is a problem', () => {
  expect(problemsOf(lockEntries(lock({ integrity })))).toEqual([]);
  expect(problemsOf(lockEntries(lock({})))).toEqual([expect.stringMatching(/^b has no SHA-512/)]);
  expect(problemsOf(lockEntries(lock({ integrity: 'sha1-x' })))).toHaveLength(1);
  expect(problemsOf(lockEntries(lock({ integrity, hasInstallScript: true })), {})).toHaveLength(1);
  expect(problemsOf(lockEntries(lock({ integrity, hasInstallScript: true })), { b: 'read' })).toEqual([]);
});

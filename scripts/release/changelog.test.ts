import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { releaseChangelog } from './changelog.ts';

const before = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n\n## [0.1.0] - 2026-01-01\n\n- First.\n';

test('moves what is unreleased below the new version and leaves the heading for the next', () => {
  expect(releaseChangelog(before, '0.2.0', '2026-02-03')).toBe(
    '# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-02-03\n\n### Added\n\n- A thing.\n\n## [0.1.0] - 2026-01-01\n\n- First.\n',
  );
});

test('refuses an empty release, a version twice and a file of another form', () => {
  expect(() => releaseChangelog(releaseChangelog(before, '0.2.0', '2026-02-03'), '0.3.0', '2026-02-04')).toThrow(
    'nothing',
  );
  expect(() => releaseChangelog(before, '0.1.0', '2026-02-03')).toThrow('already');
  expect(() => releaseChangelog('# Notes\n', '1.0.0', '2026-02-03')).toThrow('no "## [Unreleased]"');
});

test('the newest version of the changelog is that of package.json', () => {
  const version: unknown = JSON.parse(readFileSync('package.json', 'utf8')).version;
  expect(/## \[(\d+\.\d+\.\d+)\]/.exec(readFileSync('CHANGELOG.md', 'utf8'))?.[1]).toBe(version);
});

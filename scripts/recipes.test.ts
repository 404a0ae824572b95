/** The patches in docs/recipes apply to the source as it is, pass the type checker, and touch as little as they promise. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const recipes = join(root, 'docs/recipes');

/** Most files that a patch may touch; a recipe without an entry is not finished. */
const MOST_FILES: Readonly<Record<string, number>> = { 'export-format.patch': 2 };

/** Rooms that a patch touches, and with them those that see what it changes. */
function roomsOf(patch: string): readonly string[] {
  const files = [...patch.matchAll(/^\+\+\+ b\/(\S+)$/gm)].map(([, file = '']) => file);
  return [...new Set(files.map((file) => file.split('/').slice(0, 2).join('/')))];
}

describe.each(readdirSync(recipes).filter((name) => name in MOST_FILES))('%s', (name) => {
  const patch = readFileSync(join(recipes, name), 'utf8');

  test('touches no more files than it promises', () => {
    expect([...patch.matchAll(/^\+\+\+ b\//gm)].length).toBeLessThanOrEqual(MOST_FILES[name] ?? 0);
  });

  test('applies and passes the type checker', () => {
    const copy = mkdtempSync(join(tmpdir(), 'recipe-'));
    try {
      for (const part of ['src', 'tsconfig.base.json', 'package.json'])
        cpSync(join(root, part), join(copy, part), { recursive: true });
      symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
      execFileSync('git', ['apply', join(recipes, name)], {
        cwd: copy,
        env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(copy) },
      });
      for (const room of roomsOf(patch)) {
        execFileSync(
          'node',
          [
            'node_modules/typescript/bin/tsc',
            '-p',
            room,
            '--outDir',
            join(copy, 'out'),
            '--tsBuildInfoFile',
            join(copy, 'out/info'),
          ],
          { cwd: copy, stdio: 'pipe' },
        );
      }
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }, 120_000);
});

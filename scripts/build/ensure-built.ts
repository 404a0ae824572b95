/** Builds `dist/` when it is absent or older than what it is made from. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = ['src', 'public', 'models', 'scripts', 'index.html', 'vite.config.ts', 'package-lock.json'];

/** The folder of the built app. */
export const DIST = join(root, 'dist');

async function newestChange(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  let newest = 0;
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) newest = Math.max(newest, (await stat(join(entry.parentPath, entry.name))).mtimeMs);
  }
  return newest;
}

async function needsBuild(): Promise<boolean> {
  const index = join(DIST, 'index.html');
  if (!existsSync(index)) return true;
  const built = (await stat(index)).mtimeMs;
  for (const source of SOURCES) if ((await newestChange(join(root, source))) > built) return true;
  return false;
}

/** Ends the process with the build's status when the build fails. */
export async function ensureBuilt(): Promise<void> {
  if (!(await needsBuild())) return;
  console.info('Building (first start, or something changed)…');
  const built = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'scripts/build.ts')], {
    cwd: root,
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
}

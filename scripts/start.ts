/** `npm start`: builds when something changed, serves the app on localhost and opens a browser where there is one. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serveFolder } from './serve/server.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const SOURCES = ['src', 'public', 'models', 'scripts', 'index.html', 'vite.config.ts', 'package-lock.json'];

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
  const index = join(dist, 'index.html');
  if (!existsSync(index)) return true;
  const built = (await stat(index)).mtimeMs;
  for (const source of SOURCES) if ((await newestChange(join(root, source))) > built) return true;
  return false;
}

/** Opens the address with the desktop's own opener; a machine without one just has the printed address. */
function openBrowser(url: string): void {
  const command = process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer' : 'xdg-open';
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  spawn(command, [url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined) // no opener on this machine; the address is printed
    .unref();
}

async function listen(port: number): Promise<string> {
  try {
    return (await serveFolder(dist, port)).url;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    console.info(`Port ${port} is taken; taking a free one.`);
    return (await serveFolder(dist, 0)).url;
  }
}

const { values } = parseArgs({
  options: { port: { type: 'string', default: process.env.PORT ?? '4173' }, 'no-open': { type: 'boolean' } },
});

if (await needsBuild()) {
  console.info('Building (first start, or something changed)…');
  const built = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'scripts/build.ts')], {
    cwd: root,
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
const url = await listen(Number(values.port));
console.info(`Segment Playground is at ${url}  (Ctrl+C stops it)`);
if (!values['no-open'] && !process.env.CI) openBrowser(url);

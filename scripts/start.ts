/** `npm start`: builds when something changed, serves the app on localhost and opens a browser where there is one. */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { DIST, ensureBuilt } from './build/ensure-built.ts';
import { serveFolder } from './serve/server.ts';

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
    return (await serveFolder(DIST, port)).url;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    console.info(`Port ${port} is taken; taking a free one.`);
    return (await serveFolder(DIST, 0)).url;
  }
}

const { values } = parseArgs({
  options: { port: { type: 'string', default: process.env.PORT ?? '4173' }, 'no-open': { type: 'boolean' } },
});

await ensureBuilt();
const url = await listen(Number(values.port));
console.info(`Segment Playground is at ${url}  (Ctrl+C stops it)`);
if (!values['no-open'] && !process.env.CI) openBrowser(url);

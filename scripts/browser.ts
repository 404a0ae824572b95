/** Where a Chrome or Chromium is on this machine, and the switches our tests start it with. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Path of an installed Chrome or Chromium: `CHROME_PATH` first, then the search path, then the usual places.
 * @returns undefined when there is none; then Playwright's own download is used if present
 */
export function findBrowser(): string | undefined {
  const named = process.env.CHROME_PATH;
  if (named && existsSync(named)) return named;
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((dir) => NAMES.map((name) => join(dir, name)));
  return [...onPath, ...PLACES].find((path) => existsSync(path));
}

const isRoot = typeof process.getuid === 'function' && process.getuid() === 0;

/**
 * Switches for headless tests: WebGPU and WebGL2 through the software rasteriser so that both paths run on machines without a GPU;
 * nothing that reaches for the network by itself; no sandbox only as root, where Chromium cannot have one.
 */
export const browserArguments: readonly string[] = [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-unsafe-swiftshader',
  '--use-angle=swiftshader',
  // As Chromium does by itself without a graphics card: the page is painted by the processor, only WebGL goes through the rasteriser.
  '--disable-gpu-rasterization',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

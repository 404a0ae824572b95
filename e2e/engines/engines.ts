/** The three engines that are tested, and which program of this machine drives each. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chromium, firefox, webkit } from '@playwright/test';
import { browserArguments, findBrowser } from '../../scripts/browser.ts';
import type { EnginePage } from './driver.ts';
import { openFirefox } from './firefox.ts';
import { openPlaywright } from './playwright.ts';
import { openWebKit } from './webkit.ts';

export type Engine = 'chromium' | 'firefox' | 'webkit';

/** Debian's packages that bring an engine. */
const PACKAGES: Readonly<Record<Engine, readonly string[]>> = {
  chromium: ['chromium'],
  firefox: ['firefox-esr', 'xvfb'],
  webkit: ['webkit2gtk-driver', 'xvfb'],
};

const onPath = (name: string): string | undefined =>
  ['/usr/bin', '/usr/local/bin'].map((folder) => `${folder}/${name}`).find((path) => existsSync(path));

/** WebKitGTK's small browser lies in a folder that is named after its library's version. */
function miniBrowser(): string | undefined {
  for (const lib of ['/usr/lib', '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/libexec']) {
    if (!existsSync(lib)) continue;
    const folder = readdirSync(lib).find(
      (name) => /^webkit(2)?gtk-/.test(name) && existsSync(`${lib}/${name}/MiniBrowser`),
    );
    if (folder) return `${lib}/${folder}/MiniBrowser`;
  }
  return undefined;
}

type Opener = (display: string) => Promise<EnginePage>;

/** How an engine is opened here; undefined where it is not installed. */
function openerOf(engine: Engine): Opener | undefined {
  if (engine === 'chromium') {
    const executablePath = findBrowser();
    if (executablePath === undefined && !existsSync(chromium.executablePath())) return undefined;
    return () =>
      openPlaywright(chromium, { args: [...browserArguments], ...(executablePath ? { executablePath } : {}) });
  }
  const type = engine === 'firefox' ? firefox : webkit;
  if (existsSync(type.executablePath())) return () => openPlaywright(type, {});
  if (!onPath('Xvfb')) return undefined;
  if (engine === 'firefox') {
    const program = onPath('firefox-esr') ?? onPath('firefox');
    return program ? (display) => openFirefox(program, display) : undefined;
  }
  const [driver, browser] = [onPath('WebKitWebDriver'), miniBrowser()];
  return driver && browser ? (display) => openWebKit({ driver, browser }, display) : undefined;
}

/** Installs Debian's packages as root. @returns undefined and a printed sentence where an engine cannot be had */
export function findEngine(engine: Engine): Opener | undefined {
  const there = openerOf(engine);
  if (there) return there;
  const names = PACKAGES[engine].join(' ');
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.info(`${engine}: installing Debian's ${names}…`);
    spawnSync('apt-get', ['update'], { stdio: 'ignore', timeout: 300_000 });
    spawnSync('apt-get', ['install', '-y', ...PACKAGES[engine]], { stdio: 'ignore', timeout: 900_000 });
    const installed = openerOf(engine);
    if (installed) return installed;
  }
  console.info(
    `${engine}: not tested. Install it with "npx playwright install ${engine}" or, on Debian, "apt-get install ${names}".`,
  );
  return undefined;
}

/** An X display that nobody sees, for browsers that draw WebGL only in a window. */
export async function startDisplay(): Promise<{ readonly name: string; stop(): void }> {
  if (!onPath('Xvfb')) return { name: process.env.DISPLAY ?? '', stop: () => undefined };
  const server: ChildProcess = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.once('exit', () => reject(new Error('Xvfb did not start')));
    server.stdio[3]?.once('data', (data) => resolve(String(data).trim()));
  });
  return { name: `:${number}`, stop: () => void server.kill() };
}

/** Makes sure that there is a browser to test in: an installed one, else Playwright's, else Debian's, else one sentence. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { findBrowser } from '../browser.ts';

function ran(command: string, args: readonly string[], timeoutMs: number): boolean {
  return spawnSync(command, args, { stdio: 'inherit', timeout: timeoutMs }).status === 0;
}

/** @returns words that name the browser found, or undefined after everything was tried */
export function ensureBrowser(): string | undefined {
  const installed = findBrowser();
  if (installed) return installed;
  if (existsSync(chromium.executablePath())) return `Playwright's ${chromium.executablePath()}`;
  console.info('No Chrome or Chromium found: asking Playwright to download one…');
  if (ran('npx', ['playwright', 'install', '--with-deps', 'chromium'], 600_000)) return "Playwright's Chromium";
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.info("That did not work: installing Debian's chromium package…");
    ran('apt-get', ['update'], 300_000);
    ran('apt-get', ['install', '-y', 'chromium'], 900_000);
  }
  return findBrowser();
}

/** The browser that every part of the bench measures in. */
import { type Browser, chromium } from '@playwright/test';
import { browserArguments, findBrowser } from '../scripts/browser.ts';

/** @param more switches beside those that the tests use. Close it. */
export function openBrowser(...more: readonly string[]): Promise<Browser> {
  const executablePath = findBrowser();
  return chromium.launch({ args: [...browserArguments, ...more], ...(executablePath ? { executablePath } : {}) });
}

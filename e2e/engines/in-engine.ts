/** Runs a test's steps in one engine, on a fresh profile and a display of its own; skips where the engine cannot be had. */
import { writeFileSync } from 'node:fs';
import { test } from '@playwright/test';
import type { EnginePage } from './driver.ts';
import { type Engine, findEngine, startDisplay } from './engines.ts';

export async function inEngine(engine: Engine, run: (page: EnginePage) => Promise<void>): Promise<void> {
  const open = findEngine(engine);
  test.skip(open === undefined, `${engine} is not installed`);
  if (!open) return;
  const display = await startDisplay();
  try {
    const page = await open(display.name);
    console.info(`${engine}: ${page.version}`);
    try {
      await run(page);
    } catch (error) {
      await pictured(page, engine);
      throw error;
    } finally {
      await page.close();
    }
  } finally {
    display.stop();
  }
}

/** Leaves a picture of the window beside the test's results, to be looked at. */
export async function pictured(page: EnginePage, name: string): Promise<void> {
  writeFileSync(test.info().outputPath(`${name}.png`), await page.screenshot());
}

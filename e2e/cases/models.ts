/** Own ONNX files: taken as they would be dropped, used on the picture beside them, or refused with a sentence. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { clickPicture, exportedFile, openBytes, ready } from '../app.ts';
import { EXPORT_MS, objectsOf } from './annotations.ts';
import { clearNotices } from './notices.ts';
import { type Case, type Outcome, refused, right, type Section, wrong } from './verdict.ts';

async function choose(page: Page, one: Case, folder: string): Promise<string | null> {
  await page.goto('#/models');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  const buffer = readFileSync(join(folder, one.file));
  await (await chooser).setFiles({ name: basename(one.file), mimeType: 'application/octet-stream', buffer });
  const panel = page.getByRole('region', { name: 'Your own ONNX' });
  const use = panel.getByRole('button', { name: 'Use it in Segment' });
  const no = panel.getByText(/No known family fits/).or(panel.locator('[class*="failed"]'));
  await expect(use.or(no).first()).toBeVisible({ timeout: 60_000 });
  if (!(await use.isVisible())) return ((await panel.textContent()) ?? '').replace(/\s+/g, ' ');
  await use.click();
  return null;
}

async function clear(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Delete all objects');
  await page.keyboard.press('Enter');
}

async function areaAt(page: Page, x: number, y: number): Promise<number> {
  await clickPicture(page, x, y);
  const coco = JSON.parse((await exportedFile(page, 'Data', /^COCO, run lengths/, EXPORT_MS)).toString('utf8'));
  const total = objectsOf(coco).reduce((sum, o) => sum + o.area, 0);
  await clear(page);
  return total;
}

async function walk(page: Page, one: Case, folder: string): Promise<Outcome> {
  if (one.file.endsWith('.png')) {
    await page.goto('#/segment');
    await openBytes(page, basename(one.file), 'image/png', readFileSync(join(folder, one.file)));
    await expect(page.getByText(basename(one.file)).first()).toBeVisible({ timeout: 120_000 });
    return right();
  }
  const said = await choose(page, one, folder);
  if (said !== null)
    return one.area !== undefined && !/refused/.test(one.right) ? wrong(said) : refused(said.slice(0, 400));
  if (one.refused === true) return wrong('taken');
  await expect(page.getByTestId('status')).toHaveAttribute('data-model', 'ready', { timeout: 120_000 });
  await ready(page);
  await clearNotices(page);
  const near = (found: number, area: number): boolean => Math.abs(found - area) <= area * Number(one.tolerance ?? 0.02);
  if (typeof one.area === 'number') {
    const found = await areaAt(page, 120, 80);
    return near(found, one.area) ? right(`${found} px`) : wrong(`${found} px, not ${one.area}`);
  }
  const clicks = (one.clicks as readonly { click: readonly [number, number]; area: number }[] | undefined) ?? [];
  for (const { click, area } of clicks) {
    const found = await areaAt(page, ...click);
    if (!near(found, area)) return wrong(`${found} px at ${click.join(', ')}, not ${area}`);
  }
  const classes = (one.classAreas as readonly number[] | undefined) ?? [];
  if (clicks.length === 0 && classes.length > 0) {
    const found = await areaAt(page, 120, 80);
    return classes.some((area) => near(found, area)) ? right(`${found} px`) : wrong(`${found} px is no class`);
  }
  return right();
}

export const models: Section = {
  id: 'models',
  start: async (page) => {
    await page.goto('#/segment');
  },
  walk,
};

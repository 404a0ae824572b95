/** What a test does with the app, in a person's words. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Locator, type Page } from '@playwright/test';
import { unzlibSync } from 'fflate';
import { decodeRle } from '../src/core/coco/rle.ts';
import { rleFromString } from '../src/core/coco/rle-string.ts';
import { decodePng } from '../src/core/image/png.ts';
import { pngToLabels } from '../src/core/image/png-pixels.ts';
import type { Mask } from '../src/core/mask/mask.ts';

interface TruthFile {
  readonly width: number;
  readonly height: number;
  readonly masks: readonly { readonly name: string; readonly rle: string }[];
}

/** The stored true outline of a thing in a bundled sample. */
export function truthMask(sample: string, name: string): Mask {
  const path = fileURLToPath(new URL(`../public/samples/${sample}.truth.json`, import.meta.url));
  const file: TruthFile = JSON.parse(readFileSync(path, 'utf8'));
  const found = file.masks.find((m) => m.name === name);
  if (!found) throw new Error(`${sample} has no truth called ${name}`);
  return decodeRle(rleFromString(found.rle, { width: file.width, height: file.height }));
}

/** Errors of the page that no test may cause, and requests that left the origin. */
export interface Watch {
  readonly errors: string[];
  readonly foreign: string[];
}

/** Collects uncaught errors and foreign requests from now on. */
export function watch(page: Page): Watch {
  const seen: Watch = { errors: [], foreign: [] };
  page.on('pageerror', (error) => seen.errors.push(error.message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (['blob:', 'data:'].includes(url.protocol)) return;
    if (url.hostname !== 'localhost') seen.foreign.push(request.url());
  });
  return seen;
}

export const stage = (page: Page): Locator => page.getByTestId('stage');
const status = (page: Page): Locator => page.getByTestId('status');

/** Waits until the model has looked at the picture. */
export async function ready(page: Page): Promise<void> {
  await expect(status(page)).toHaveAttribute('data-encoding', 'ready', { timeout: 120_000 });
}

/** Waits until every click has been answered. */
export async function answered(page: Page): Promise<void> {
  await expect(status(page)).toHaveAttribute('data-busy', 'false', { timeout: 60_000 });
}

export async function openSample(page: Page, name: string | RegExp): Promise<void> {
  await page.goto('#/segment');
  await page.getByRole('button', { name }).first().click();
  await ready(page);
}

/** Opens bytes as a dropped or chosen file would be. */
export async function openBytes(page: Page, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page
    .getByRole('button', { name: /^Open (a|another) picture/ })
    .first()
    .click();
  await (await chooser).setFiles({ name, mimeType, buffer });
}

/** CSS pixels of the page for a picture pixel, from the view that the stage states. */
export async function onPage(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const [box, view] = await Promise.all([stage(page).boundingBox(), stage(page).getAttribute('data-view')]);
  const [cx = 0, cy = 0, zoom = 1] = (view ?? '').split(',').map(Number);
  if (!box) throw new Error('the stage is not on screen');
  return { x: box.x + box.width / 2 + (x - cx) * zoom, y: box.y + box.height / 2 + (y - cy) * zoom };
}

/** Clicks a picture pixel and waits for the answer. */
export async function clickPicture(page: Page, x: number, y: number, button: 'left' | 'right' = 'left'): Promise<void> {
  const at = await onPage(page, x, y);
  await page.mouse.click(at.x, at.y, { button });
  await answered(page);
}

/** The exported mask of all visible objects. */
export async function exportedMask(page: Page): Promise<Mask> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByText('Mask', { exact: true }).first().click();
  const save = dialog.getByRole('button', { name: /^Save/ });
  await expect(save).toBeEnabled({ timeout: 60_000 });
  const download = page.waitForEvent('download');
  await save.click();
  const path = await (await download).path();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  const map = pngToLabels(decodePng(new Uint8Array(readFileSync(path)), unzlibSync));
  return { width: map.width, height: map.height, data: Uint8Array.from(map.data, (v) => (v > 127 ? 1 : 0)) };
}

/** Brings in annotations from a file. */
export async function imported(page: Page, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Find and import objects' }).click();
  await page.getByRole('menuitem', { name: /Import annotations/ }).click();
  await (await chooser).setFiles({ name, mimeType, buffer });
}

/** The button of every row in the list of objects. */
export const objectRows = (page: Page): Locator =>
  page.getByRole('complementary', { name: 'Objects' }).getByRole('button', { name: /^More for/ });

/** Deletes all objects through the palette. */
export async function clearObjects(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Delete all objects');
  await page.keyboard.press('Enter');
  await expect(objectRows(page)).toHaveCount(0);
}

/**
 * Saves in the given form of the export dialogue and gives the file.
 * @param enabledWithin milliseconds in which the file must be there to be saved
 */
export async function exportedFile(
  page: Page,
  form: 'Mask' | 'Data',
  format: RegExp,
  enabledWithin = 30_000,
): Promise<Buffer> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByText(form, { exact: true }).first().click();
  await dialog.getByRole('radio', { name: format }).check();
  const save = dialog.getByRole('button', { name: /^Save ./ });
  await expect(save).toBeEnabled({ timeout: enabledWithin });
  const download = page.waitForEvent('download');
  await save.click();
  const bytes = readFileSync(await (await download).path());
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  return bytes;
}

/** The work on a video as a person keeps it: over a reload, and in a project file. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { zipSync, zlibSync } from 'fflate';
import { encodePng } from '../src/core/image/png-encode.ts';
import { onPage, watch } from './app.ts';
import { exactModel, serveModel } from './faults-kit.ts';

/** Three frames of one grey each, as a ZIP of PNG files. */
function frames(): Buffer {
  const picture = (grey: number): Uint8Array =>
    encodePng({ kind: 'grey8', width: 320, height: 240, data: new Uint8Array(320 * 240).fill(grey) }, zlibSync);
  return Buffer.from(zipSync({ 'a-1.png': picture(60), 'a-2.png': picture(120), 'a-10.png': picture(180) }));
}

async function chooseFile(page: Page, button: string, name: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button, exact: true }).click();
  await (await chooser).setFiles({ name, mimeType: 'application/zip', buffer });
}

const isShown = (page: Page, frame: number): Promise<void> =>
  expect(page.getByTestId('stage')).toHaveAccessibleName(new RegExp(`^frames\\.zip, frame ${frame} of 3`));

test('a video’s masks come back after a reload with the video, and from a project file', async ({ page }) => {
  const seen = watch(page);
  await serveModel(page, exactModel());
  await page.goto('#/tasks/video');
  await chooseFile(page, 'Open a film', 'frames.zip', frames());
  await isShown(page, 1);
  // Steps of ten by the key's place, since with Shift the character is another one.
  await page.keyboard.press('Shift+Period');
  await isShown(page, 3);
  await page.keyboard.press('Shift+Comma');
  await isShown(page, 1);
  await page.keyboard.press('.');
  await isShown(page, 2);
  await page.keyboard.press('i');
  await expect(page.getByRole('button', { name: 'In: 2' })).toBeVisible();
  await page.keyboard.press('i');
  await page.getByText('Click', { exact: true }).click();
  const at = await onPage(page, 160, 120);
  await page.mouse.click(at.x, at.y);
  await expect(page.getByTestId('clicked')).toHaveText('1');
  // Asked once, as for pictures; kept from now on.
  await page.getByTestId('storage-question').getByRole('button', { name: 'Keep' }).click();
  await expect(page.getByTestId('saved')).toHaveAttribute('data-save', 'idle');
  await page.reload();
  await expect(page.getByText('Your last video is here')).toBeVisible();
  await page.getByRole('button', { name: 'Continue' }).click();
  await isShown(page, 2);
  await expect(page.getByTestId('clicked')).toHaveText('1');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the project' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('frames.project.zip');
  const bytes = readFileSync(await file.path());
  await page.getByRole('button', { name: 'Close the film' }).click();
  await expect(page.getByRole('button', { name: 'Try the rolling orange' })).toBeVisible();
  await chooseFile(page, 'Open a film', 'frames.project.zip', bytes);
  await isShown(page, 2);
  await expect(page.getByTestId('clicked')).toHaveText('1');
  expect(seen).toEqual({ errors: [], foreign: [] });
});

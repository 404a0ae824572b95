import { expect, type Page, test } from '@playwright/test';
import { type Mask, maskIou } from '../src/core/mask/mask.ts';
import { centreOfMask } from '../src/core/prompt/clicker.ts';
import { clickPicture, exportedMask, onPage, openBytes, openSample, ready, stage, truthMask, watch } from './app.ts';

// Software graphics and a busy machine are slow; nothing here waits for longer than its own answers.
test.setTimeout(300_000);

const TILES = 8;

/** The coins eight by eight times: a coin is a sixtieth of the picture's width. */
async function montage(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async (tiles) => {
    const bitmap = await createImageBitmap(await (await fetch('samples/coins.webp')).blob());
    const canvas = new OffscreenCanvas(bitmap.width * tiles, bitmap.height * tiles);
    const context = canvas.getContext('2d');
    for (let i = 0; i < tiles * tiles; i++) {
      context?.drawImage(bitmap, (i % tiles) * bitmap.width, Math.floor(i / tiles) * bitmap.height);
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, TILES);
  return Buffer.from(bytes);
}

/** A mask of a tile, put where the tile is. */
function placed(tile: Mask, column: number, row: number): Mask {
  const width = tile.width * TILES;
  const data = new Uint8Array(width * tile.height * TILES);
  for (let y = 0; y < tile.height; y++) {
    data.set(
      tile.data.subarray(y * tile.width, (y + 1) * tile.width),
      (row * tile.height + y) * width + column * tile.width,
    );
  }
  return { width, height: tile.height * TILES, data };
}

test('zoomed in, a coin in a large picture is answered from the visible part, and undo brings the first answer back', async ({
  page,
}) => {
  const seen = watch(page);
  await page.goto('#/segment');
  const bytes = await montage(page);
  await openBytes(page, 'coins.jpg', 'image/jpeg', bytes);
  await ready(page);
  const truth = placed(truthMask('coins', 'coin 10'), 4, 4);
  const { x, y } = centreOfMask(truth);
  await clickPicture(page, x, y);
  const rough = await exportedMask(page);
  const before = maskIou(rough, truth);
  await stage(page).focus();
  await page.keyboard.press('n');
  await page.getByRole('button', { name: /^Hide Object 1/ }).click();

  const at = await onPage(page, x, y);
  await page.mouse.move(at.x, at.y);
  await page.keyboard.down('Control');
  for (let i = 0; i < 9; i++) await page.mouse.wheel(0, -240);
  await page.keyboard.up('Control');
  await expect(page.getByTestId('refining')).toHaveAttribute('data-refining', 'ready', { timeout: 90_000 });
  await clickPicture(page, x, y);
  const fine = await exportedMask(page);
  const after = maskIou(fine, truth);
  console.info(
    `coin in ${truth.width} x ${truth.height}: IoU ${before.toFixed(2)} whole, ${after.toFixed(2)} zoomed in`,
  );
  expect(after).toBeGreaterThan(before);
  expect(after).toBeGreaterThan(0.7);

  for (let i = 0; i < 2; i++) {
    await stage(page).focus();
    await page.keyboard.press('Control+z');
  }
  expect(maskIou(await exportedMask(page), rough)).toBe(1);
  expect(seen.errors).toEqual([]);
});

test('refined edges are soft where the fur is, and undo takes them back', async ({ page }) => {
  await openSample(page, /a cat/i);
  await clickPicture(page, 225, 200);
  const before = await exportedMask(page);
  await page.getByRole('button', { name: 'Clean up' }).click();
  await page.getByRole('menuitem', { name: 'Refine the edges' }).click();
  await expect(page.getByText('Edited by hand').first()).toBeVisible();
  const after = await exportedMask(page);
  expect(maskIou(before, after)).toBeGreaterThan(0.6);
  expect(maskIou(before, after)).toBeLessThan(1);
  // Another reach starts from the mask of before, and is still one step to take back.
  const reach = page.getByRole('slider', { name: 'Reach of the refined edge' });
  const first = Number(await reach.inputValue());
  await reach.focus();
  await page.keyboard.press('End');
  await expect(reach).not.toHaveValue(String(first));
  const farther = await exportedMask(page);
  expect(maskIou(after, farther)).toBeLessThan(1);
  await reach.focus();
  await page.keyboard.press('Home');
  for (let px = 2; px < first; px++) await page.keyboard.press('ArrowRight');
  await expect(reach).toHaveValue(String(first));
  expect(maskIou(await exportedMask(page), after)).toBe(1);
  await stage(page).focus();
  await page.keyboard.press('Control+z');
  expect(maskIou(await exportedMask(page), before)).toBe(1);
});

import { expect, test } from '@playwright/test';
import { clickPicture, openSample } from './app.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('a soft cut-out is on the clipboard after a click and a key, and the stage shows the same edge', async ({
  page,
}) => {
  await openSample(page, /espresso/i);
  await clickPicture(page, 290, 140);
  await page.keyboard.press('Control+c');
  await expect(page.getByTestId('announcer').getByText('Object 1 copied. Paste it anywhere.')).toBeVisible();
  const shares = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const bitmap = await createImageBitmap((await item?.getType('image/png')) ?? new Blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const data = context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? new Uint8ClampedArray();
    const count = { clear: 0, partial: 0, full: 0 };
    for (let i = 3; i < data.length; i += 4) count[data[i] === 0 ? 'clear' : data[i] === 255 ? 'full' : 'partial']++;
    return count;
  });
  expect(shares.full).toBeGreaterThan(10_000);
  expect(shares.clear).toBeGreaterThan(1000);
  expect(shares.partial).toBeGreaterThan(500);
  await page.locator('label', { has: page.getByRole('radio', { name: 'Cut-out' }) }).click();
  const bar = page.getByRole('region', { name: 'Cut-out' });
  await expect(bar.getByRole('radio', { name: 'Soft' })).toBeChecked();
  await bar.getByRole('button', { name: 'Black' }).click();
  const download = page.waitForEvent('download');
  await bar.getByRole('button', { name: 'Save PNG' }).click();
  await expect(page.getByRole('region', { name: 'Notices' }).getByText(/^Saved as .*-cutout\.png$/)).toBeVisible();
  expect((await download).suggestedFilename()).toMatch(/-cutout\.png$/);
});

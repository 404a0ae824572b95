import { expect, test } from '@playwright/test';
import { clickPicture, openSample, watch } from './app.ts';

test('after a whole session the app itself says that nothing left, and nothing did', async ({ page }) => {
  const seen = watch(page);
  await openSample(page, /espresso/i);
  await clickPicture(page, 290, 140);
  await page.getByRole('link', { name: 'About' }).click();
  await expect(page.getByText(/^0 requests to other servers/)).toBeVisible();
  expect(seen.foreign).toEqual([]);
  expect(seen.errors).toEqual([]);
});

test('a request to a host outside the catalogue is refused by the browser', async ({ page }) => {
  await page.goto('#/about');
  const outcome = await page.evaluate(() =>
    fetch('https://example.com/pixel.png').then(
      () => 'went out',
      () => 'refused',
    ),
  );
  expect(outcome).toBe('refused');
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
});

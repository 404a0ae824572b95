import { expect, test } from '@playwright/test';
import { clickPicture, exportedMask, openSample } from './app.ts';

test.use({ serviceWorkers: 'allow' });

test('the second visit does the whole main flow without network', async ({ page, context }) => {
  test.setTimeout(300_000);
  await openSample(page, /espresso/i);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // The worker takes the page over with the next load; what that load fetches is then kept.
  await page.reload();
  await openSample(page, /espresso/i);
  await clickPicture(page, 290, 140);
  await context.setOffline(true);
  await page.reload();
  await openSample(page, /espresso/i);
  await clickPicture(page, 290, 140);
  expect((await exportedMask(page)).data.some((v) => v === 1)).toBe(true);
});

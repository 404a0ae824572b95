import { expect, test } from '@playwright/test';
import { clickAt, looked, solved } from './learn-kit.ts';

test.use({ serviceWorkers: 'allow' });

test('a lesson seen once works without network', async ({ page, context }) => {
  test.setTimeout(300_000);
  await page.goto('#/learn/what-is-segmentation/cut-one');
  await looked(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // The worker takes the page over with the next load; what that load fetches is then kept.
  await page.reload();
  await looked(page);
  await context.setOffline(true);
  await page.reload();
  await looked(page);
  await clickAt(page, 206, 124);
  await solved(page);
  await page.getByRole('link', { name: 'All lessons' }).click();
  await expect(page.getByRole('link', { name: '2. Your first clicks' })).toBeVisible();
});

/** Closing the tab by mistake, and a new version that comes in the middle of work: nothing that was made is lost unasked. */
import { type Dialog, expect, type Page, test } from '@playwright/test';
import { clickPicture, exportedMask, openSample, ready, watch } from './app.ts';

test.setTimeout(240_000);

/** Closes as the person does, and stays. @returns whether the browser asked */
async function askedOnClose(page: Page): Promise<boolean> {
  const asked = page.waitForEvent('dialog').then(async (dialog: Dialog) => {
    const type = dialog.type();
    await dialog.dismiss();
    return type === 'beforeunload';
  });
  const gone = page.waitForEvent('close').then(() => false);
  // Whatever comes second is of no interest, nor that it never comes.
  for (const promise of [asked, gone]) promise.catch(() => undefined);
  await page.close({ runBeforeUnload: true });
  return Promise.race([asked, gone]);
}

test('the browser asks before objects are closed away, and no longer once they are saved', async ({ page }) => {
  const seen = watch(page);
  await openSample(page, 'A cup of espresso');
  await clickPicture(page, 300, 200);
  await exportedMask(page);
  await clickPicture(page, 330, 120);
  expect(await askedOnClose(page)).toBe(true);
  expect(page.isClosed()).toBe(false);
  const mask = await exportedMask(page);
  expect(mask.data.some((v) => v === 1)).toBe(true);
  expect(await askedOnClose(page)).toBe(false);
  expect(page.isClosed()).toBe(true);
  expect(seen.errors).toEqual([]);
});

test.describe('with a service worker', () => {
  test.use({ serviceWorkers: 'allow' });

  test('a new version is offered, waits while there is work, and is taken when asked', async ({ page }) => {
    await page.goto('#/segment?sample=coffee');
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload();
    await ready(page);
    // The same worker from another address is a new version to the browser.
    await page.evaluate(() => navigator.serviceWorker.register('sw.js?newer').then(() => undefined));
    const notice = page.getByRole('region', { name: 'Notices' });
    await expect(notice.getByText('A new version is ready')).toBeVisible({ timeout: 60_000 });

    await clickPicture(page, 300, 200);
    await notice.getByRole('button', { name: 'Use it now' }).click();
    await expect(notice.getByText(/would take your objects away/)).toBeVisible();
    await exportedMask(page);
    const loaded = page.waitForEvent('load');
    await notice.getByRole('button', { name: 'Use it now' }).click();
    await loaded;
    expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toContain('newer');
  });
});

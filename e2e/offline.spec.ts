import { expect, test } from '@playwright/test';
import { clickPicture, exportedMask, openSample } from './app.ts';

test.use({ serviceWorkers: 'allow' });

test('the second visit does the whole main flow without network', async ({ page, context }) => {
  test.setTimeout(300_000);
  await openSample(page, /espresso/i);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // What the first visit loaded before the service worker was there is handed to it.
  const kept = (): Promise<readonly string[]> =>
    page.evaluate(async () => {
      const found = await Promise.all(
        (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)),
      );
      return found.flat().map((url) => new URL(url).pathname);
    });
  for (const file of [/\.wasm$/, /^\/models\/.*\.(onnx|ort)/, /^\/samples\/coffee\.webp$/]) {
    await expect.poll(async () => (await kept()).some((path) => file.test(path)), String(file)).toBe(true);
  }
  // Nothing but the service worker may answer now, the browser's own cache included.
  const network = await context.newCDPSession(page);
  await network.send('Network.clearBrowserCache');
  await context.setOffline(true);
  await page.reload();
  await openSample(page, /espresso/i);
  await clickPicture(page, 290, 140);
  expect((await exportedMask(page)).data.some((v) => v === 1)).toBe(true);
});

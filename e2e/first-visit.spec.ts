import { expect, test } from '@playwright/test';
import { clickPicture, openSample } from './app.ts';

/** Model, runtime, app and sample together, as they travel (compressed). */
const BUDGET = 12_000_000;

test('the first visit transfers at most 12 MB to the first mask', async ({ page, context }) => {
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', (event) => {
    bytes += event.encodedDataLength;
  });
  // The worker's own requests do not show in the page's session: the server's sizes stand for them.
  let worker = 0;
  page.on('requestfinished', (request) => {
    if (!request.url().match(/\.(onnx|wasm)$/)) return;
    void request.sizes().then((sizes) => {
      worker += sizes.responseBodySize;
    });
  });
  await openSample(page, /espresso/i);
  await clickPicture(page, 290, 140);
  const total = bytes + worker;
  console.info(
    `first visit: ${(total / 1e6).toFixed(1)} MB, of which model and runtime ${(worker / 1e6).toFixed(1)} MB`,
  );
  expect(total).toBeGreaterThan(5_000_000);
  expect(total).toBeLessThanOrEqual(BUDGET);
});

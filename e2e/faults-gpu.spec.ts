/** The GPU goes away, gives wrong numbers, or was never there. WebGPU runs on the software adapter. See docs/faults.md. */
import { expect, type Page, test } from '@playwright/test';
import { answered, clickPicture, openSample, ready, watch } from './app.ts';
import {
  begin,
  CALM,
  exactModel,
  makeWork,
  nothingLost,
  objectsOf,
  order,
  preferGpu,
  sabotage,
  serveModel,
} from './faults-kit.ts';

test.use(CALM);

const chip = (page: Page) => page.getByTestId('status');

test.beforeEach(async ({ page }) => {
  await serveModel(page, exactModel());
  await preferGpu(page);
});

const LOSE = `for (const device of gpuDevices) device.destroy();`;

test('GPU device lost while idle, then again while decoding: the second time WebAssembly takes over', async ({
  page,
}) => {
  const seen = watch(page);
  const hurt = await sabotage(page, (nth) =>
    nth === 0
      ? `onOrder.lose = () => { ${LOSE} };`
      : nth === 1
        ? `onOrder.arm = () => onCall('segment', () => { ${LOSE} return 'once'; });`
        : undefined,
  );
  const before = await begin(page);
  await expect(chip(page)).toContainText('WebGPU');
  await order(page, 'lose');
  await expect.poll(() => hurt.workers).toBe(2);
  await answered(page);
  await page.keyboard.press('n');
  await clickPicture(page, 300, 330);
  expect(await objectsOf(page)).toHaveLength(3);
  await expect(chip(page)).toContainText('WebGPU');
  await order(page, 'arm');
  await page.keyboard.press('n');
  await clickPicture(page, 520, 80);
  expect(await objectsOf(page)).toHaveLength(4);
  await expect(chip(page)).toContainText('WebAssembly');
  // Two clicks and, between them, the keeping of the third object.
  for (let i = 0; i < 3; i++) await page.keyboard.press('Control+z');
  await nothingLost(page, before);
  expect(seen.errors).toEqual([]);
});

test('GPU device lost while the model loads: WebAssembly is used, and says why', async ({ page }) => {
  await sabotage(page, (nth) =>
    nth === 0 ? `onDevice = (device) => { setTimeout(() => device.destroy()); };` : undefined,
  );
  await openSample(page, /espresso/i);
  await expect(chip(page)).toContainText('WebAssembly');
  await nothingLost(page, await makeWork(page));
});

test('GPU device lost while it encodes: the picture is encoded again', async ({ page }) => {
  const hurt = await sabotage(page, (nth) => (nth === 0 ? `onCall('embed', () => { ${LOSE} });` : undefined));
  await openSample(page, /espresso/i);
  expect(hurt.workers).toBeGreaterThanOrEqual(2);
  await nothingLost(page, await makeWork(page));
});

test('the adapter is gone after the loss, as after sleep: WebAssembly takes over', async ({ page }) => {
  await sabotage(page, (nth) =>
    nth === 0
      ? `onOrder.lose = () => { ${LOSE} };`
      : `if (navigator.gpu) GPU.prototype.requestAdapter = async () => null;`,
  );
  const before = await begin(page);
  await order(page, 'lose');
  await expect(chip(page)).toContainText('WebAssembly', { timeout: 60_000 });
  await ready(page);
  await nothingLost(page, before);
});

test('numbers that overflow on the GPU (NaN) are caught by the canary: WebAssembly is used', async ({ page }) => {
  await sabotage(
    page,
    () => `
    if (self.GPUBuffer) {
      const map = GPUBuffer.prototype.getMappedRange;
      GPUBuffer.prototype.getMappedRange = function (...args) {
        const range = map.apply(this, args);
        if (this.usage & GPUBufferUsage.MAP_READ) new Uint32Array(range).fill(0x7fc00000);
        return range;
      };
    }`,
  );
  await openSample(page, /espresso/i);
  await expect(chip(page)).toContainText('WebAssembly');
  await nothingLost(page, await makeWork(page));
});

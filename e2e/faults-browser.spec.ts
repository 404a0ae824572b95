/** Browsers that lack something, storage that refuses, graphics that vanish, time that jumps. See docs/faults.md. */
import { expect, test } from '@playwright/test';
import { openSample, ready, watch } from './app.ts';
import { begin, CALM, exactModel, loseGraphics, makeWork, nothingLost, objectsOf, serveModel } from './faults-kit.ts';

test.use(CALM);

test.beforeEach(async ({ page }) => {
  await serveModel(page, exactModel());
});

/** Each thing that a browser may lack, taken away before the page's first script. */
const LACKS: readonly { readonly what: string; readonly take: () => void }[] = [
  { what: 'WebGPU', take: () => Reflect.deleteProperty(Navigator.prototype, 'gpu') },
  { what: 'SharedArrayBuffer', take: () => Reflect.deleteProperty(globalThis, 'SharedArrayBuffer') },
  { what: 'the private file system', take: () => Reflect.deleteProperty(StorageManager.prototype, 'getDirectory') },
  {
    what: 'file pickers',
    take: () => {
      for (const name of ['showSaveFilePicker', 'showOpenFilePicker', 'showDirectoryPicker'])
        Reflect.deleteProperty(globalThis, name);
    },
  },
  {
    what: 'service workers and locks',
    take: () => {
      Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');
      Reflect.deleteProperty(Navigator.prototype, 'locks');
    },
  },
];

for (const { what, take } of LACKS) {
  test(`a browser without ${what}: the whole flow works`, async ({ page }) => {
    const seen = watch(page);
    await page.addInitScript(take);
    await nothingLost(page, await begin(page));
    expect(seen.errors).toEqual([]);
  });
}

test('a browser without WebGL2: said in words, and the work is kept and can be exported', async ({ page }) => {
  const seen = watch(page);
  await page.addInitScript(() => {
    const original = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = new Proxy(original, {
      apply: (target, canvas, args: unknown[]) => (args[0] === 'webgl2' ? null : Reflect.apply(target, canvas, args)),
    });
  });
  const before = await begin(page);
  await expect(page.getByText(/cannot be drawn/)).toBeVisible();
  await nothingLost(page, before);
  expect(seen.errors).toEqual([]);
});

/** Every way to keep something throws, as in private windows and under strict settings. */
function blockStorage(): void {
  const blocked = (): never => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
    Object.defineProperty(globalThis, name, { get: blocked, configurable: true });
  }
  StorageManager.prototype.getDirectory = async () => blocked();
  StorageManager.prototype.estimate = async () => blocked();
  StorageManager.prototype.persist = async () => blocked();
}

test('storage blocked (private window): the whole flow works', async ({ page }) => {
  const seen = watch(page);
  await page.addInitScript(blockStorage);
  await nothingLost(page, await begin(page));
  await page.goto('#/models');
  await expect(page.locator('h1').first()).toBeVisible();
  expect(seen.errors).toEqual([]);
});

test('storage full: the whole flow works', async ({ page }) => {
  const seen = watch(page);
  await page.addInitScript(() => {
    const full = (): never => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
    Storage.prototype.setItem = full;
    IDBObjectStore.prototype.put = full;
    IDBObjectStore.prototype.add = full;
    StorageManager.prototype.getDirectory = async () => full();
    Cache.prototype.put = async () => full();
  });
  await nothingLost(page, await begin(page));
  expect(seen.errors).toEqual([]);
});

test('WebGL context lost and given back, twice: the picture and the masks are drawn again', async ({ page }) => {
  const seen = watch(page);
  const before = await begin(page);
  const pixels = (): Promise<Buffer> => page.getByTestId('stage').screenshot();
  await page.mouse.move(5, 5);
  const first = await pixels();
  for (let i = 0; i < 2; i++) {
    await loseGraphics(page, true);
    await expect(page.getByText(/cannot be drawn/)).toBeHidden();
    await expect.poll(async () => (await pixels()).equals(first)).toBe(true);
  }
  await nothingLost(page, before);
  expect(seen.errors).toEqual([]);
});

test('WebGL context lost for good: said in words, and the work is kept and can be exported', async ({ page }) => {
  const seen = watch(page);
  const before = await begin(page);
  await loseGraphics(page, false);
  await expect(page.getByText(/cannot be drawn/)).toBeVisible();
  await nothingLost(page, before);
  expect(seen.errors).toEqual([]);
});

test('an hour in the background, then the clock set back a day: the work is there and goes on', async ({ page }) => {
  const seen = watch(page);
  await page.clock.install({ time: new Date('2026-06-01T12:00:00Z') });
  const before = await begin(page);
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.clock.fastForward('01:00:00');
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await nothingLost(page, before);
  await page.clock.setSystemTime(new Date('2026-05-31T12:00:00Z'));
  await nothingLost(page, before);
  expect(seen.errors).toEqual([]);
});

test('two tabs: what one does, the other does not see or lose', async ({ page, context }) => {
  const other = await context.newPage();
  await serveModel(other, exactModel());
  const before = await begin(page);
  await openSample(other, /coins/i);
  await ready(other);
  expect(await objectsOf(other)).toHaveLength(0);
  await other.close({ runBeforeUnload: false });
  await nothingLost(page, before);
});

test('a new version arrives amid work: said once, nothing reloads, the work stays', async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    viewport: CALM.viewport,
    ...CALM.contextOptions,
    serviceWorkers: 'allow',
    ...(baseURL ? { baseURL } : {}),
  });
  const page = await context.newPage();
  await openSample(page, /espresso/i);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await openSample(page, /espresso/i);
  const before = await makeWork(page);
  let loads = 0;
  page.on('load', () => loads++);
  // The same worker from another address is a new version to the browser.
  await page.evaluate(() => navigator.serviceWorker.register('sw.js?newer').then(() => undefined));
  await expect(page.getByText('A new version is ready', { exact: true })).toBeVisible({ timeout: 30_000 });
  await nothingLost(page, before);
  expect(loads).toBe(0);
  await context.close();
});

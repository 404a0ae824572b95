/** The worker dies, hangs or runs out of memory. See docs/faults.md. */
import { expect, type Page, test } from '@playwright/test';
import { answered, onPage, ready, watch } from './app.ts';
import {
  begin,
  CALM,
  exactModel,
  makeWork,
  nothingLost,
  objectsOf,
  order,
  sabotage,
  serveModel,
} from './faults-kit.ts';

/** Clicks without waiting for the answer. */
async function clickNow(page: Page, x: number, y: number): Promise<void> {
  const at = await onPage(page, x, y);
  await page.mouse.click(at.x, at.y);
}

/** Waits until so many objects are there and all their clicks are answered. */
async function haveObjects(page: Page, count: number): Promise<void> {
  await expect.poll(async () => (await objectsOf(page)).length, { timeout: 60_000 }).toBe(count);
  await answered(page);
}

const DIE = `setTimeout(() => { throw new Error('killed by the test'); });`;

test.use(CALM);

test.beforeEach(async ({ page }) => {
  await serveModel(page, exactModel());
});

test('worker killed while idle', async ({ page }) => {
  const seen = await sabotage(page, (nth) => (nth === 0 ? `onOrder.die = () => { ${DIE} };` : undefined));
  const before = await begin(page);
  await order(page, 'die');
  // One more where the other backend is measured meanwhile.
  await expect.poll(() => seen.workers).toBeGreaterThanOrEqual(2);
  await nothingLost(page, before);
});

test('worker killed while it decodes: the click is answered by the next one', async ({ page }) => {
  const seen = await sabotage(page, (nth) =>
    nth === 0 ? `onOrder.arm = () => onCall('segment', (e) => { e.stopImmediatePropagation(); ${DIE} });` : undefined,
  );
  const before = await begin(page);
  await order(page, 'arm');
  await page.keyboard.press('n');
  await clickNow(page, 300, 330);
  await haveObjects(page, 3);
  await page.keyboard.press('Control+z');
  // One more where the other backend is measured meanwhile.
  expect(seen.workers).toBeGreaterThanOrEqual(2);
  await nothingLost(page, before);
});

test('worker killed while it encodes: the picture is encoded again, clicks that waited are answered', async ({
  page,
}) => {
  const seen = await sabotage(page, (nth) =>
    nth === 0
      ? `onCall('embed', (e) => { e.stopImmediatePropagation(); setTimeout(() => { ${DIE} }, 1500); });`
      : undefined,
  );
  await page.goto('#/segment');
  await page
    .getByRole('button', { name: /espresso/i })
    .first()
    .click();
  await expect(page.getByTestId('status')).toHaveAttribute('data-encoding', 'encoding');
  await expect(page.getByTestId('stage')).toHaveAttribute('data-view', /,/);
  await clickNow(page, 150, 120);
  await ready(page);
  await haveObjects(page, 1);
  await page.keyboard.press('Control+z');
  // One more where the other backend is measured meanwhile.
  expect(seen.workers).toBeGreaterThanOrEqual(2);
  await nothingLost(page, await makeWork(page));
});

test('worker hung while it decodes: the watchdog replaces it', async ({ page }) => {
  await page.clock.install();
  const seen = await sabotage(page, (nth) =>
    nth === 0 ? `onOrder.arm = () => onCall('segment', (e) => e.stopImmediatePropagation());` : undefined,
  );
  const before = await begin(page);
  await order(page, 'arm');
  await page.keyboard.press('n');
  await clickNow(page, 300, 330);
  await expect(page.getByTestId('status')).toHaveAttribute('data-busy', 'true');
  // The longest silence that any device is granted for a click.
  await page.clock.runFor(130_000);
  // One more where the other backend is measured meanwhile.
  await expect.poll(() => seen.workers).toBeGreaterThanOrEqual(2);
  await haveObjects(page, 3);
  await page.keyboard.press('Control+z');
  await nothingLost(page, before);
});

test('worker hung while it encodes: the watchdog replaces it and the picture is encoded again', async ({ page }) => {
  await page.clock.install();
  const seen = await sabotage(page, (nth) =>
    nth === 0 ? `onCall('embed', (e) => e.stopImmediatePropagation());` : undefined,
  );
  await page.goto('#/segment');
  await page
    .getByRole('button', { name: /espresso/i })
    .first()
    .click();
  await expect(page.getByTestId('status')).toHaveAttribute('data-encoding', 'encoding');
  await page.clock.runFor(250_000);
  await expect.poll(() => seen.workers).toBeGreaterThanOrEqual(2);
  await ready(page);
  await nothingLost(page, await makeWork(page));
});

test('no memory for the picture in WebAssembly: said in words, the work stays, and it can be tried again', async ({
  page,
}) => {
  await sabotage(
    page,
    () => `
      const grow = WebAssembly.Memory.prototype.grow;
      onOrder.full = () => { WebAssembly.Memory.prototype.grow = () => { throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded'); }; };
      onOrder.free = () => { WebAssembly.Memory.prototype.grow = grow; };
      let fail = false;
      onOrder.refuse = () => { fail = true; };
      const canvas = OffscreenCanvas.prototype.getContext;
      OffscreenCanvas.prototype.getContext = function (...args) { if (fail) { fail = false; throw new RangeError('Array buffer allocation failed'); } return canvas.apply(this, args); };`,
  );
  const seen = watch(page);
  await page.goto('#/segment');
  await expect(page.getByTestId('status')).toHaveAttribute('data-model', 'ready', { timeout: 60_000 });
  await order(page, 'refuse');
  await page
    .getByRole('button', { name: /espresso/i })
    .first()
    .click();
  await expect(page.getByText(/not enough memory/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Look at the picture again' }).click();
  await ready(page);
  const before = await makeWork(page);
  await order(page, 'full');
  await nothingLost(page, before);
  expect(seen.errors).toEqual([]);
});

test('WebAssembly aborts: the worker is beyond use and is replaced', async ({ page }) => {
  const seen = await sabotage(page, (nth) =>
    nth === 0
      ? `onOrder.arm = () => onCall('segment', (e) => {
          e.stopImmediatePropagation();
          const error = { message: 'wasm run: Aborted(OOM). Build with -sASSERTIONS for more info.', name: 'SegError:worker-lost', stack: '' };
          self.postMessage({ id: e.data.id, type: 'HANDLER', name: 'throw', value: { isError: true, value: error } });
        });`
      : undefined,
  );
  const before = await begin(page);
  await order(page, 'arm');
  await page.keyboard.press('n');
  await clickNow(page, 300, 330);
  await haveObjects(page, 3);
  await page.keyboard.press('Control+z');
  // One more where the other backend is measured meanwhile.
  expect(seen.workers).toBeGreaterThanOrEqual(2);
  await nothingLost(page, before);
});

test('a worker that dies again and again: said once, in words, and the work stays', async ({ page }) => {
  test.setTimeout(120_000);
  let sick = true;
  await sabotage(page, () =>
    sick ? `onCall('segment', (e) => { e.stopImmediatePropagation(); ${DIE} });` : undefined,
  );
  const broken = watch(page);
  await page.goto('#/segment');
  await page
    .getByRole('button', { name: /espresso/i })
    .first()
    .click();
  await ready(page);
  // A click is asked of one more worker and then given up, so it takes more than one.
  const model = () => page.getByTestId('status').getAttribute('data-model');
  for (let click = 0; click < 4 && (await model()) !== 'failed'; click++) {
    await clickNow(page, 150 + 30 * click, 120);
    await expect(page.getByTestId('status')).toHaveAttribute('data-busy', 'true');
    // A model that failed leaves the click waiting for the next one.
    await expect(page.locator('[data-testid=status]:is([data-busy=false], [data-model=failed])')).toBeVisible({
      timeout: 60_000,
    });
  }
  await expect(page.getByTestId('status')).toHaveAttribute('data-model', 'failed', { timeout: 60_000 });
  await expect(page.getByRole('button', { name: /^Object 1/ })).toBeVisible();
  sick = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await ready(page);
  await haveObjects(page, 1);
  expect((await objectsOf(page))[0]).toMatch(/%/);
  expect(broken.errors).toEqual([]);
});

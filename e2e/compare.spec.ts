/** Four models side by side: the same clicks, and one that dies takes nobody with it. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { openSample, watch } from './app.ts';

/** Keeps the workers that the page starts where a test can reach them. */
function holdWorkers(): void {
  const held: Worker[] = [];
  const Native = window.Worker;
  class Held extends Native {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      held.push(this);
    }
  }
  window.Worker = Held;
  Object.assign(window, { heldWorkers: held });
}

test('four engines answer the same click; killing one leaves three, and the fourth says so and comes back', async ({
  page,
}) => {
  test.slow();
  const seen = watch(page);
  await page.addInitScript(holdWorkers);
  await openSample(page, 'A cup of espresso');
  const before = await page.evaluate(() => (window as unknown as { heldWorkers: Worker[] }).heldWorkers.length);
  await page.goto('#/compare/m=playground@256.wasm~playground@384.wasm~playground@512.wasm~playground@768.wasm');
  const lanes = page.getByRole('region', { name: /^Model [A-D]$/ });
  await expect(lanes).toHaveCount(4);
  for (const i of [0, 1, 2, 3])
    await expect(lanes.nth(i).locator('[data-phase=ready]')).toBeVisible({ timeout: 120_000 });

  await page.getByTestId('stage').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  for (const i of [0, 1, 2, 3]) await expect(lanes.nth(i).getByRole('group', { name: /Candidates/ })).toBeVisible();
  await expect(page.getByText('Restarted once')).toHaveCount(0);

  await page.evaluate((from) => {
    const worker = (window as unknown as { heldWorkers: Worker[] }).heldWorkers[from + 2];
    if (!worker) throw new Error('the third engine has no worker');
    worker.terminate();
    worker.dispatchEvent(new ErrorEvent('error', { message: 'killed by a test' }));
  }, before);
  await expect(lanes.nth(2).getByText(/Restarted once/)).toBeVisible({ timeout: 60_000 });
  for (const i of [0, 1, 3]) await expect(lanes.nth(i).getByText(/Restarted/)).toHaveCount(0);
  for (const i of [0, 1, 2, 3])
    await expect(lanes.nth(i).locator('[data-phase=ready]')).toBeVisible({ timeout: 120_000 });
  await page.getByTestId('stage').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+Enter');
  for (const i of [0, 1, 2, 3]) {
    await expect(lanes.nth(i).getByText('Answered', { exact: true })).toBeVisible({ timeout: 60_000 });
  }
  expect(seen.errors).toEqual([]);
  expect(seen.foreign).toEqual([]);
});

test('a link opens the sample with its clicks; one lane can hear a part of the prompts, and the new link says so', async ({
  page,
  context,
}) => {
  test.slow();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const seen = watch(page);
  const models = 'playground@256.wasm~playground@256.wasm';
  await page.goto(`#/compare/m=${models}&view=side&s=coffee&p=i300,200;i320,210`);
  const lanes = page.getByRole('region', { name: /^Model [AB]$/ });
  await expect(lanes).toHaveCount(2, { timeout: 60_000 });
  for (const i of [0, 1]) {
    await expect(lanes.nth(i).getByText('Answered', { exact: true })).toBeVisible({ timeout: 120_000 });
  }

  await lanes.nth(1).getByRole('button', { name: 'Answers all prompts' }).click();
  await page.getByRole('menuitem', { name: 'boxes only' }).click();
  await expect(lanes.nth(1).getByText('Ready: draw a box')).toBeVisible();
  await expect(lanes.nth(0).getByText('Answered', { exact: true })).toBeVisible();
  await lanes.nth(1).getByRole('button', { name: 'Answers: boxes only' }).click();
  await page.getByRole('menuitem', { name: 'first prompt only' }).click();
  await expect(lanes.nth(1).getByText('Answered', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('heading', { name: 'How alike' })).toBeVisible();

  // One picture: two answers, the map of who claims what in the next row, and the matrix below.
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('menuitem', { name: /PNG/ }).click();
  const sheet = await readFile(await (await saving).path());
  expect([sheet.readUInt32BE(16), sheet.readUInt32BE(20)]).toEqual([1512, 1294]);

  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('menuitem', { name: 'Copy a link' }).click();
  const hash = async (): Promise<string> => decodeURIComponent(await page.evaluate(() => location.hash));
  await expect.poll(hash).toContain('playground@256.wasm.first');
  expect(await hash()).toContain('s=coffee');
  await page.reload();
  await expect(lanes.nth(1).getByText('Answered', { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(lanes.nth(1).getByRole('button', { name: 'Answers: first prompt only' })).toBeVisible();
  expect(seen.errors).toEqual([]);
  expect(seen.foreign).toEqual([]);
});

test('the inside of each model lies under its masks: embedding, likeness to where one points, logits', async ({
  page,
}) => {
  test.slow();
  const seen = watch(page);
  await page.goto('#/compare/m=playground@256.wasm~playground@512.wasm&view=side&in=embedding&s=coffee');
  const captions = page.locator('figcaption');
  await expect(captions).toHaveCount(2, { timeout: 60_000 });
  // A quarter of the canvas, as wide as the picture: 256 and 512 px.
  const cells = /(\d+) × (\d+) cells, \d+ channels/;
  for (const i of [0, 1]) await expect(captions.nth(i)).toContainText(cells, { timeout: 120_000 });
  const width = async (i: number): Promise<number> =>
    Number(cells.exec((await captions.nth(i).textContent()) ?? '')?.[1]);
  expect(await width(1)).toBe(2 * (await width(0)));

  await page.getByRole('button', { name: 'Look inside the models' }).click();
  await page.getByRole('menuitem', { name: /^Likeness/ }).click();
  const stages = page.getByTestId('stage');
  // The pointer over one stage is shown on the other; the keyboard's crosshair on both.
  await stages.first().hover();
  await expect(page.getByTestId('crosshair')).toHaveCount(1);
  await stages.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('crosshair')).toHaveCount(2);
  const said = async (): Promise<readonly string[]> => captions.allTextContents();
  for (const i of [0, 1]) await expect(captions.nth(i)).toContainText(/median −?-?\d\.\d\d/);
  const before = await said();
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowDown');
  await expect.poll(said).not.toEqual(before);

  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Look inside the models' }).click();
  await page.getByRole('menuitem', { name: /^Logits/ }).click();
  for (const i of [0, 1])
    await expect(captions.nth(i)).toContainText(/stability score [01]\.\d\d/, { timeout: 60_000 });
  expect(seen.errors).toEqual([]);
});

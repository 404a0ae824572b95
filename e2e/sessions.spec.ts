import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { maskIou } from '../src/core/mask/mask.ts';
import { answered, clickPicture, exportedMask, onPage, openBytes, openSample, ready, watch } from './app.ts';
import { exactModel, serveModel } from './faults-kit.ts';

test.beforeEach(async ({ context }) => {
  await serveModel(context, exactModel());
});

const saved = (page: Page) => page.getByTestId('saved');

/** Turns keeping on, as a person does, and waits for the first save where a picture is open. */
async function turnOn(page: Page): Promise<void> {
  await saved(page).click();
  await page.getByRole('checkbox', { name: /Keep my work/ }).check();
  await expect(page.getByRole('button', { name: 'Keep for good' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
}

/** Waits until nothing is left to save. */
async function stored(page: Page): Promise<void> {
  await expect(saved(page)).toHaveAttribute('data-save', 'idle');
}

/** Ends the page's process in the middle of whatever it does, as a crash would. */
async function kill(context: BrowserContext, page: Page): Promise<void> {
  const gone = page.waitForEvent('crash');
  const cdp = await context.newCDPSession(page);
  void cdp.send('Page.crash').catch(() => undefined); // nobody is left to answer
  await gone;
  await page.close();
}

const objects = (page: Page) =>
  page.getByRole('complementary', { name: 'Objects' }).getByRole('button', { name: /^Object [1-9]/ });

async function continueWork(page: Page): Promise<void> {
  await page.goto('#/segment');
  await expect(page.getByText('Your last picture is here')).toBeVisible();
  await page.getByRole('button', { name: 'Continue' }).click();
  await ready(page);
}

/** Everything that the page keeps anywhere, by name. */
function kept(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const names: string[] = [];
    const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      // The DOM types of this project lack the asynchronous iterators.
      const entries = (folder as unknown as { values(): AsyncIterable<FileSystemHandle> }).values();
      for await (const entry of entries) {
        names.push(`opfs ${path}${entry.name}`);
        if (entry.kind === 'directory') await walk(entry as FileSystemDirectoryHandle, `${path}${entry.name}/`);
      }
    };
    await walk(await navigator.storage.getDirectory(), '');
    for (const { name } of await indexedDB.databases()) names.push(`indexeddb ${name}`);
    for (const key of Object.keys(localStorage)) names.push(`localstorage ${key}`);
    return names;
  });
}

test('as long as keeping is off, nothing is stored anywhere; turned off again, nothing is left', async ({ page }) => {
  const seen = watch(page);
  await openSample(page, /espresso/i);
  await clickPicture(page, 290, 140);
  await page.waitForTimeout(1500);
  expect(await kept(page)).toEqual([]);
  await turnOn(page);
  await stored(page);
  expect((await kept(page)).filter((name) => /^opfs sessions\/.*\.index\./.test(name)).length).toBeGreaterThan(0);
  await saved(page).click();
  await page.getByRole('checkbox', { name: /Keep my work/ }).click();
  await page.getByRole('button', { name: 'Turn off and delete' }).click();
  await expect.poll(() => kept(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(objects(page)).toHaveCount(1);
  await page.reload();
  await expect(page.getByRole('heading', { name: /Click on anything/ })).toBeVisible();
  await expect(page.getByText('Your last picture is here')).toBeHidden();
  expect(seen.errors).toEqual([]);
});

test('a page killed during an edit comes back with everything but at most the last second', async ({
  page,
  context,
}) => {
  test.setTimeout(400_000);
  await openSample(page, /espresso/i);
  await turnOn(page);
  await clickPicture(page, 290, 140);
  await clickPicture(page, 366, 280);
  await page.keyboard.press('n');
  await clickPicture(page, 60, 60);
  const before = await exportedMask(page);
  await page.waitForTimeout(1000);
  // The next edit has only begun when the page dies.
  const at = await onPage(page, 480, 330);
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await kill(context, page);

  const next = await context.newPage();
  await continueWork(next);
  await expect(objects(next)).toHaveCount(2);
  expect(maskIou(await exportedMask(next), before)).toBe(1);
  // Undo goes on where it was.
  await next.keyboard.press('Control+z');
  await next.keyboard.press('Control+z');
  await expect(objects(next)).toHaveCount(1);
  await next.keyboard.press('Control+Shift+z');
  await answered(next);
  // The theme is remembered with it.
  await next.getByRole('button', { name: 'Look: light or dark' }).click();
  await next.getByRole('menuitem', { name: 'Dark' }).click();
  await stored(next);
  await next.reload();
  await expect(next.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(next.getByText('Your last picture is here')).toBeVisible();
  await next.getByRole('button', { name: 'Discard', exact: true }).click();
  await next.getByRole('button', { name: 'Discard for good' }).click();
  await expect(next.getByText('Your last picture is here')).toBeHidden();
});

test('a full disk in the middle of a save leaves the save before, says so, and work goes on', async ({
  page,
  context,
}) => {
  test.setTimeout(400_000);
  await context.addInitScript(() => {
    const { write } = FileSystemWritableFileStream.prototype;
    FileSystemWritableFileStream.prototype.write = async function (data) {
      if (Reflect.get(globalThis, 'diskIsFull')) throw new DOMException('injected', 'QuotaExceededError');
      return write.call(this, data);
    };
  });
  await openSample(page, /espresso/i);
  await turnOn(page);
  await clickPicture(page, 290, 140);
  await expect(objects(page)).toHaveCount(1);
  await stored(page);
  await page.evaluate(() => Reflect.set(globalThis, 'diskIsFull', true));
  await page.keyboard.press('n');
  await clickPicture(page, 60, 60);
  await expect(page.getByText('Your work was not saved', { exact: true })).toBeVisible();
  await expect(page.getByText(/The save before stays as it was/).first()).toBeVisible();
  await expect(saved(page)).toHaveAttribute('data-save', 'failed');
  await expect(objects(page)).toHaveCount(2);
  expect((await exportedMask(page)).data.some((v) => v === 1)).toBe(true);
  await kill(context, page);

  const next = await context.newPage();
  await continueWork(next);
  await expect(objects(next)).toHaveCount(1);
  await next.keyboard.press('n');
  await clickPicture(next, 60, 60);
  await stored(next);
  await expect(objects(next)).toHaveCount(2);
});

test('without a private file system the work is kept in IndexedDB', async ({ page, context }) => {
  test.setTimeout(400_000);
  await context.addInitScript(() => {
    navigator.storage.getDirectory = () => Promise.reject(new DOMException('not here', 'SecurityError'));
  });
  await openSample(page, /espresso/i);
  await turnOn(page);
  await clickPicture(page, 290, 140);
  await expect(objects(page)).toHaveCount(1); // a small model answers before the page has shown that it was asked
  await stored(page);
  await kill(context, page);
  const next = await context.newPage();
  await continueWork(next);
  await expect(objects(next)).toHaveCount(1);
  await saved(next).click();
  await next.getByRole('checkbox', { name: /Keep my work/ }).click();
  await next.getByRole('button', { name: 'Turn off and delete' }).click();
  const databases = () => next.evaluate(async () => (await indexedDB.databases()).length);
  await expect.poll(databases).toBe(0);
});

test('where the browser stores nothing, it says so and everything else works', async ({ page, context }) => {
  await context.addInitScript(() => {
    navigator.storage.getDirectory = () => Promise.reject(new DOMException('not here', 'SecurityError'));
    IDBFactory.prototype.open = () => {
      throw new DOMException('not here', 'SecurityError');
    };
  });
  const seen = watch(page);
  await openSample(page, /espresso/i);
  await saved(page).click();
  await page.getByRole('checkbox', { name: /Keep my work/ }).click();
  await expect(page.getByText(/does not let this site store anything/).first()).toBeVisible();
  await expect(page.getByRole('checkbox', { name: /Keep my work/ })).not.toBeChecked();
  await page.keyboard.press('Escape');
  await clickPicture(page, 290, 140);
  await expect(objects(page)).toHaveCount(1);
  expect(seen.errors).toEqual([]);
});

test('a second tab gets a copy; both go on, nothing is lost', async ({ page, context }) => {
  test.setTimeout(400_000);
  await openSample(page, /espresso/i);
  await turnOn(page);
  await clickPicture(page, 290, 140);
  await expect(objects(page)).toHaveCount(1);
  await stored(page);

  const second = await context.newPage();
  await second.goto('#/segment');
  await expect(saved(second)).toHaveAttribute('data-save', 'idle');
  await expect(second.getByText('Your last picture is here')).toBeHidden();
  await saved(second).click();
  await expect(second.getByText(/open in another tab/)).toBeVisible();
  await second.getByRole('button', { name: 'Open a copy' }).click();
  await expect(second.getByText('This is a copy', { exact: true })).toBeVisible();
  await ready(second);
  await second.keyboard.press('n');
  await clickPicture(second, 60, 60);
  await stored(second);
  await expect(objects(second)).toHaveCount(2);

  await page.bringToFront();
  await clickPicture(page, 366, 280);
  await stored(page);
  await expect(objects(page)).toHaveCount(1);
  await saved(page).click();
  const rows = page.getByRole('dialog').getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: '2 objects' })).toHaveCount(1);
  await expect(rows.filter({ hasText: '1 object,' })).toHaveCount(1);
});

test('a project file brings everything back, and saved again it is the same file', async ({ page }) => {
  test.setTimeout(400_000);
  const seen = watch(page);
  const save = async (): Promise<Buffer> => {
    const download = page.waitForEvent('download');
    await page.keyboard.press('Control+s');
    return readFileSync(await (await download).path());
  };
  await openSample(page, /espresso/i);
  await clickPicture(page, 290, 140);
  await page.keyboard.press('n');
  await clickPicture(page, 60, 60);
  const mask = await exportedMask(page);
  const first = await save();
  expect(Object.keys(unzipSync(first))).toContain('project.json');
  await page.reload();
  await openBytes(page, 'work.project.zip', 'application/zip', first);
  await ready(page);
  await expect(objects(page)).toHaveCount(2);
  expect(maskIou(await exportedMask(page), mask)).toBe(1);
  expect(Buffer.compare(await save(), first)).toBe(0);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(objects(page)).toHaveCount(1);

  const newer = unzipSync(first);
  newer['project.json'] = strToU8(
    strFromU8(newer['project.json'] ?? new Uint8Array()).replace(/"version":\d+/, '"version":99'),
  );
  for (const [what, bytes, says] of [
    ['cut short', first.subarray(0, first.length - 200), /cut short/],
    ['changed', Buffer.from(first).fill(7, 5000, 5400), /damaged/],
    ['foreign', Buffer.from(zipSync({ 'letter.txt': strToU8('hello') })), /not a project/],
    ['newer', Buffer.from(zipSync(newer)), /newer version/],
  ] as const) {
    await test.step(what, async () => {
      await openBytes(page, `${what}.zip`, 'application/zip', Buffer.from(bytes));
      await expect(page.getByText(says).first()).toBeVisible();
      await expect(objects(page)).toHaveCount(1);
    });
  }
  expect(seen.errors).toEqual([]);
});

test('a link carries model, clicks, view and the sample, and gives the same mask', async ({ page, context }) => {
  test.setTimeout(300_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openSample(page, /espresso/i);
  await clickPicture(page, 290, 140);
  await clickPicture(page, 366, 280);
  await page.keyboard.press('n');
  await clickPicture(page, 60, 60, 'left');
  const mask = await exportedMask(page);
  await page.getByRole('button', { name: 'Save and share' }).click();
  await page.getByRole('menuitem', { name: /Copy a link/ }).click();
  await expect(page.getByText('Link copied', { exact: true })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/#\/segment\?sample=coffee&m=exact&p=/);
  const other = await context.newPage();
  await other.goto(link);
  await ready(other);
  await expect(objects(other)).toHaveCount(2);
  await answered(other);
  // The clicks are asked again at once instead of one after the other, so the answers are alike, not equal.
  expect(maskIou(await exportedMask(other), mask)).toBeGreaterThan(0.6);
});

for (const scheme of ['light', 'dark'] as const) {
  test(`sessions and the offer of the last work have no accessibility violation, ${scheme}`, async ({ page }) => {
    test.setTimeout(300_000);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const check = async (): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`)).toEqual([]);
    };
    await openSample(page, /espresso/i);
    await saved(page).click();
    await check();
    await page.getByRole('checkbox', { name: /Keep my work/ }).check();
    await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(1);
    await check();
    await page.getByRole('checkbox', { name: /Keep my work/ }).click();
    await expect(page.getByRole('button', { name: 'Turn off and delete' })).toBeVisible();
    await check();
    await page.getByRole('button', { name: 'Keep it on' }).click();
    await page.keyboard.press('Escape');
    await stored(page);
    await page.reload();
    await expect(page.getByText('Your last picture is here')).toBeVisible();
    await check();
  });
}

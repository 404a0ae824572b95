/** Every file that the page loads later fails once, with objects on the stage: page and objects stay, and a retry asks again. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { clickPicture, exportedMask, openSample, watch } from './app.ts';
import { CALM, exactModel, nothingLost, objectsOf, serveModel } from './faults-kit.ts';

test.use(CALM);
test.setTimeout(600_000);

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
/** Loaded by workers, or before anything is on the stage: what comes of their loss is in `faults-model.spec.ts`. */
const ELSEWHERE = /^(worker-|ort[-.]|rolldown-runtime)/;

/** Scripts and style sheets of the build that its first page does not name. */
function laterFiles(): readonly string[] {
  const index = readFileSync(`${DIST}index.html`, 'utf8');
  return readdirSync(`${DIST}assets`)
    .filter((name) => /\.(js|css)$/.test(name))
    .filter((name) => !(ELSEWHERE.test(name) || index.includes(name)));
}

interface Faults {
  /** Files whose first request failed, and those that came when they were asked for again. */
  readonly failed: ReadonlySet<string>;
  readonly came: ReadonlySet<string>;
  readonly asked: ReadonlySet<string>;
  arm(): void;
}

/** Lets the first request of every named file fail, from when it is armed. */
async function failOnce(page: Page): Promise<Faults> {
  const asked = new Set<string>();
  const came = new Set<string>();
  const failed = new Set<string>();
  let armed = false;
  await page.route('**/assets/*', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    const first = !asked.has(name);
    asked.add(name);
    if (!(armed && first) || ELSEWHERE.test(name) || !/\.(js|css)$/.test(name)) {
      came.add(name);
      return route.continue();
    }
    failed.add(name);
    return route.abort('failed');
  });
  return {
    asked,
    came,
    failed,
    arm: () => {
      armed = true;
    },
  };
}

const missing = (page: Page) =>
  page.getByRole('alert').filter({ has: page.getByRole('button', { name: 'Try again' }) });

/** Presses "Try again" until the part is there: a part of several files may fail for one after the other. */
async function retried(page: Page, there: () => Promise<void>): Promise<void> {
  await expect(missing(page).first()).toBeVisible();
  // What is there may load more at once, and that may fail in its turn.
  await expect(async () => {
    const again = missing(page).first().getByRole('button', { name: 'Try again' });
    if (await again.isVisible()) await again.click({ timeout: 1000 });
    await page.waitForTimeout(1000);
    expect(await missing(page).count()).toBe(0);
  }).toPass({ timeout: 30_000 });
  await there();
}

const VIEWS = [
  'embedding',
  'similarity',
  'logits',
  'candidates',
  'sensitivity',
  'input',
  'metrics',
  'average-precision',
  'confusion',
  'everything',
  'edges',
  'architecture',
];

test('no file of the build that fails to load takes the page or the objects with it', async ({ page }) => {
  await serveModel(page, exactModel());
  const seen = watch(page);
  const files = await failOnce(page);
  await openSample(page, /espresso/i);
  await clickPicture(page, 150, 120);
  await page.keyboard.press('n');
  await clickPicture(page, 450, 280);
  const objects = await objectsOf(page);
  expect(objects).toHaveLength(2);
  const heading = (name: RegExp) => async (): Promise<void> =>
    expect(page.getByRole('heading', { name }).first()).toBeVisible();
  files.arm();

  // A dialogue: the message floats over the stage, the project can be saved from it, and it can be closed.
  await page.keyboard.press('Control+k');
  await expect(missing(page)).toBeVisible();
  expect(await objectsOf(page)).toEqual(objects);
  await missing(page).getByRole('button', { name: 'Close' }).click();
  await expect(missing(page)).toBeHidden();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').or(missing(page))).toBeVisible();
  if (await missing(page).isVisible()) await retried(page, async () => expect(page.getByRole('dialog')).toBeVisible());
  await page.keyboard.press('Escape');

  const before = { objects, mask: await exportedMask(page) };

  // Saving: the first try fails in words, the second saves.
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('A part of the app could not be loaded');
  const download = page.waitForEvent('download');
  await page.keyboard.press('Control+s');
  expect((await download).suggestedFilename()).toMatch(/\.project\.zip$/);

  for (const [path, there] of [
    ['compare', heading(/./)],
    ['about', heading(/./)],
    ['models', heading(/Models/)],
    ['benchmarks', heading(/./)],
    ['tasks', heading(/Related tasks/)],
    ['tasks/few-shot', heading(/./)],
    ['tasks/video', heading(/./)],
    ['tasks/open-vocabulary', heading(/./)],
    ['learn', heading(/./)],
  ] as const) {
    await page.goto(`#/${path}`);
    await retried(page, there);
  }
  for (const view of VIEWS) {
    await page.goto(`#/learn/explore/${view}`);
    // A view whose files another view brought before has nothing left to fail.
    const failed = await missing(page)
      .first()
      .waitFor({ timeout: 8000 })
      .then(
        () => true,
        () => false,
      );
    if (failed) await retried(page, async () => expect(page.getByTestId('view')).toBeVisible());
  }
  // What no step above reaches (readers, the lab, films) is asked for by its address: it fails once, comes the second time.
  for (const name of laterFiles().filter((file) => file.endsWith('.js') && !files.asked.has(file))) {
    const load = (): Promise<boolean> =>
      page.evaluate(
        (url) =>
          import(url).then(
            () => true,
            () => false,
          ),
        `./assets/${name}`,
      );
    if (!files.asked.has(name)) expect(await load(), name).toBe(false);
    await expect.poll(load, { message: name }).toBe(true);
  }
  await page.goto('#/segment');
  await nothingLost(page, before);
  expect(seen.errors).toEqual([]);
  expect([...files.failed].filter((name) => !files.came.has(name))).toEqual([]);
  expect(laterFiles().filter((name) => name.endsWith('.js') && !files.asked.has(name))).toEqual([]);
  expect(files.failed.size).toBeGreaterThan(60);
});

/** The related tasks, each used as a person would: real pictures, the bundled film, figures checked against the stored truth. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { type Download, expect, type Locator, type Page, test } from '@playwright/test';
import { unzipSync, unzlibSync } from 'fflate';
import { browserArguments, findBrowser } from '../scripts/browser.ts';
import { decodeRle } from '../src/core/coco/rle.ts';
import { rleFromString } from '../src/core/coco/rle-string.ts';
import { decodePng } from '../src/core/image/png.ts';
import { pngToLabels } from '../src/core/image/png-pixels.ts';
import { type Mask, maskBounds, maskIou } from '../src/core/mask/mask.ts';
import { clickPicture, onPage, ready, truthMask, watch } from './app.ts';

const executablePath = findBrowser();
// A camera that needs no device: the browser's own test picture, allowed without a question.
const fakeCamera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
test.use({
  launchOptions: { args: [...browserArguments, ...fakeCamera], ...(executablePath ? { executablePath } : {}) },
});

interface FilmTruth {
  readonly width: number;
  readonly height: number;
  readonly things: readonly { readonly name: string; readonly rles: readonly (string | null)[] }[];
}

/** The true outline of the rolling orange in a frame, 0 for the first. */
function orangeAt(frame: number): Mask {
  const path = new URL('../public/clips/roll/truth.json', import.meta.url);
  const film: FilmTruth = JSON.parse(readFileSync(path, 'utf8'));
  const rle = film.things.find((t) => t.name === 'rolling orange')?.rles[frame];
  if (!rle) throw new Error(`the orange does not show in frame ${frame}`);
  return decodeRle(rleFromString(rle, film));
}

async function saved(download: Promise<Download>): Promise<Uint8Array> {
  return new Uint8Array(readFileSync(await (await download).path()));
}

/** Waits until no click or box is being answered. */
async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(150);
  await expect(page.getByText(/^(Looking…|Outlining )/)).toHaveCount(0, { timeout: 60_000 });
}

async function clickAt(page: Page, x: number, y: number): Promise<void> {
  const at = await onPage(page, x, y);
  await page.mouse.click(at.x, at.y);
  await settled(page);
}

/** Draws the box that just holds a mask. */
async function boxAround(page: Page, mask: Mask): Promise<void> {
  const bounds = maskBounds(mask);
  if (!bounds) throw new Error('the mask is empty');
  const [from, to] = [await onPage(page, bounds.x0, bounds.y0), await onPage(page, bounds.x1, bounds.y1)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
  await page.mouse.move(to.x, to.y);
  await page.mouse.up();
  await settled(page);
}

/** Changes the look and waits until the colours have arrived. */
async function look(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.waitForFunction(() => !document.getAnimations().some((a) => a instanceof CSSTransition));
}

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).slice(0, 3)}`);
}

/** No finding by axe in either scheme, nothing wider than a phone, and the page fits on paper. */
async function fitsEverywhere(page: Page): Promise<void> {
  await page.mouse.move(5, 5);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await look(page, colorScheme);
    expect(await violations(page), colorScheme).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  const wide = (): Promise<number> =>
    page.evaluate(() =>
      Math.max(document.documentElement.scrollWidth, document.querySelector('main')?.scrollWidth ?? 0),
    );
  expect(await wide()).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1440, height: 900 });
}

const things = (page: Page): Locator => page.getByTestId('things').getByRole('listitem');
const check = (page: Page): Locator => page.getByTestId('leave-one-out');

test('few shots: coins and fruit are told apart, a wrong example shows in the leave-one-out figure', async ({
  page,
}) => {
  const seen = watch(page);
  await page.goto('#/tasks');
  await page
    .getByRole('main')
    .getByRole('link', { name: /^Few-shot/ })
    .last()
    .click();
  await page.getByRole('button', { name: 'Start with coins and fruit' }).click();
  await expect(page.getByTestId('stage')).toHaveAccessibleName(/^Greek coins/);
  await expect(page.getByText('A click is')).toBeVisible();
  for (const [x, y] of [
    [46, 124],
    [103, 126],
    [206, 124],
  ] as const)
    await clickAt(page, x, y);
  await page.getByRole('button', { name: 'Fruit on a table' }).click();
  await page.getByRole('button', { name: 'an example of fruit' }).click();
  for (const [x, y] of [
    [113, 439],
    [583, 479],
    [925, 454],
  ] as const)
    await clickAt(page, x, y);
  await expect(things(page)).toHaveCount(6);
  await expect(check(page)).toHaveAttribute('data-tested', '6');
  const right = async (): Promise<number> => Number(await check(page).getAttribute('data-right'));
  const before = await right();
  expect(before).toBeGreaterThanOrEqual(5);
  await expect(check(page)).toContainText(`${Math.round((before / 6) * 100)} %`);
  await expect(check(page)).toContainText(`(${before} of 6)`);

  await page.getByRole('button', { name: 'a question' }).click();
  await clickAt(page, 245, 483);
  await expect(things(page).last()).toHaveAttribute('data-label', 'fruit');
  await expect(things(page).last().getByTestId('confidence')).toHaveText(/^\d+ %$/);

  // A coin given as fruit is found out by the others, and costs the figure.
  await page.getByLabel('Thing 1', { exact: true }).selectOption({ label: 'Example of fruit' });
  await expect.poll(right).toBeLessThan(before);
  await expect(things(page).first()).toContainText('as coin');
  await page.keyboard.press('Control+z');
  await expect.poll(right).toBe(before);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const lines = new TextDecoder()
    .decode(await saved(download))
    .trim()
    .split('\r\n');
  expect(lines).toHaveLength(8);
  expect(lines[7]).toMatch(/^Fruit on a table,7,,fruit,0\.\d{4},/);

  await page.getByRole('button', { name: 'Close this picture' }).click();
  await expect(things(page)).toHaveCount(3);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(things(page)).toHaveCount(7);
  await fitsEverywhere(page);
  expect(seen).toEqual({ errors: [], foreign: [] });
});

const figure = async (page: Page, row: string): Promise<number> =>
  Number(await page.getByTestId('jf').locator('div', { hasText: row }).locator('dd').textContent());

async function goTo(page: Page, frame: number): Promise<void> {
  const slider = page.getByRole('slider', { name: 'Frame' });
  await slider.focus();
  await page.keyboard.press('Home');
  for (let k = 1; k < frame; k++) await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('stage')).toHaveAccessibleName(new RegExp(`frame ${frame} of 24`));
}

test('film: an orange is followed, measured, corrected, and its masks saved', async ({ page }) => {
  const seen = watch(page);
  await page.goto('#/tasks/video');
  await page.getByRole('button', { name: 'Try the rolling orange' }).click();
  await goTo(page, 15);
  await boxAround(page, orangeAt(14));
  await expect(page.getByTestId('clicked')).toHaveText('1');

  await page.getByRole('button', { name: 'Propagate backward' }).click();
  await expect(page.getByRole('progressbar', { name: 'Propagating the mask' })).toBeVisible();
  await expect(page.getByTestId('carried')).not.toHaveText('0', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Propagate backward' })).toBeEnabled();
  expect(Number(await page.getByTestId('carried').textContent())).toBeLessThan(14);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('carried')).toHaveText('0');

  await goTo(page, 15);
  // It stops where it is unsure and says so; the person goes on.
  const reached = async (): Promise<number> =>
    Number(await page.getByTestId('carried').textContent()) + Number(await page.getByTestId('lost').textContent());
  for (let turn = 0; turn < 9 && (await reached()) < 9; turn++) {
    await page.getByRole('button', { name: /^(Propagate forward|Go on)$/ }).click();
    await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0, { timeout: 120_000 });
  }
  await expect(page.getByTestId('carried')).toHaveText('9');
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
  const first = await figure(page, 'J&F');
  console.info(`film: J&F ${first} over 9 frames, ${await page.getByTestId('rate').textContent()} frames a second`);
  expect(first).toBeGreaterThan(0.75);
  expect(first).toBeCloseTo(((await figure(page, 'J, region')) + (await figure(page, 'F, outline'))) / 2, 2);
  expect(Number(await page.getByTestId('rate').textContent())).toBeGreaterThan(0);

  // What is saved is what was measured.
  await page.getByText('Frame by frame').click();
  const shown = async (frame: number): Promise<number> =>
    Number(
      await page
        .getByRole('row', { name: new RegExp(`^${frame} `) })
        .getByRole('cell')
        .first()
        .textContent(),
    );
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Masks as PNG/ }).click();
  const files = unzipSync(await saved(download));
  expect(Object.keys(files)).toHaveLength(24);
  const png = pngToLabels(decodePng(files['00020.png'] ?? new Uint8Array(), unzlibSync));
  const mask: Mask = { ...png, data: Uint8Array.from(png.data, (v) => (v > 0 ? 1 : 0)) };
  expect(maskIou(mask, orangeAt(20))).toBeCloseTo(await shown(21), 3);

  // A correction belongs to the person: its frame no longer counts, and its mask changes.
  await goTo(page, 21);
  const before = await shown(21);
  await page.getByText('Click', { exact: true }).click();
  await page.getByText('Exclude', { exact: true }).click();
  const bounds = maskBounds(orangeAt(20));
  await clickAt(page, (bounds?.x0 ?? 0) + 10, ((bounds?.y0 ?? 0) + (bounds?.y1 ?? 0)) / 2);
  await expect(page.getByTestId('jf')).toHaveAttribute('data-frames', '8');
  expect(await shown(21)).not.toBe(before);
  // Its click can be taken away again.
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => shown(21)).toBe(before);
  // Another task and back: the video is as it was left.
  await page.goto('#/tasks/few-shot');
  await expect(page.getByTestId('jf')).toHaveCount(0);
  await page.goto('#/tasks/video');
  await expect(page.getByTestId('jf')).toHaveAttribute('data-frames', '9');
  await fitsEverywhere(page);
  expect(seen).toEqual({ errors: [], foreign: [] });
});

test('a film of one’s own and the camera become frames; what is no film is told', async ({ page }) => {
  const seen = watch(page);
  await page.goto('#/tasks/video');
  await expect(page.getByRole('button', { name: 'Try the rolling orange' })).toBeVisible();
  // A real WebM, recorded by this browser from the bundled frames.
  const recorded = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 288, height: 216 });
    const context = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm' });
    const chunks: Blob[] = [];
    recorder.ondataavailable = ({ data }) => chunks.push(data);
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
    const images = await Promise.all(
      ['00', '06', '12'].map(async (n) => createImageBitmap(await (await fetch(`clips/roll/${n}.webp`)).blob())),
    );
    recorder.start(100);
    // On a busy machine the recorder takes its time: ten pictures in at least as many kilobytes.
    for (let i = 0; i < 10 || (i < 100 && chunks.reduce((sum, c) => sum + c.size, 0) < 10_000); i++) {
      const image = images[i % 3];
      if (image) context?.drawImage(image, 0, 0);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    recorder.stop();
    await stopped;
    return [...new Uint8Array(await new Blob(chunks).arrayBuffer())];
  });
  const choose = async (name: string, buffer: Buffer): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open a film' }).click();
    await (await chooser).setFiles({ name, mimeType: 'video/webm', buffer });
  };
  await choose('broken.webm', Buffer.from('no film at all'));
  const notice = page.getByRole('region', { name: 'Notices' });
  await expect(notice).toContainText(/This film was not opened“broken.webm” is no film that this browser plays/);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await choose('mine.webm', Buffer.from(recorded));
  await expect(page.getByTestId('stage')).toHaveAccessibleName(/^mine\.webm, frame 1 of \d+/, { timeout: 60_000 });
  await expect(page.getByText(/No truth is known for this film/)).toBeVisible();

  await page.getByRole('button', { name: 'Camera' }).click();
  const dialog = page.getByRole('dialog', { name: 'Camera' });
  await expect(dialog.getByText(/Frames stay in this tab/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Take 2 seconds' }).click();
  await expect(page.getByTestId('stage')).toHaveAccessibleName(/^Camera, frame 1 of 24/, { timeout: 60_000 });
  await expect(dialog).toBeHidden();
  expect(seen).toEqual({ errors: [], foreign: [] });
});

test('named boxes: typed names on drawn and read boxes become outlines, and the missing half is said', async ({
  page,
}) => {
  const seen = watch(page);
  await page.goto('#/benchmarks/open-vocabulary-detection');
  await page.getByRole('link', { name: 'Try it on your picture' }).click();
  await expect(page.getByText(/None of the models here reads words/)).toBeVisible();
  await page.getByRole('button', { name: /mugs/i }).click();
  await page.getByLabel('Name of the next box').fill('toy elephant');
  const mug = truthMask('shelf', 'mug 1');
  await boxAround(page, mug);
  const rows = page.getByTestId('boxes').getByRole('listitem');
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toHaveAttribute('data-masked', 'true');
  await expect(page.getByLabel('Name of object 1')).toHaveValue('toy elephant');
  await expect(page.getByTestId('no-words')).toContainText(/None of the \d+ models known here takes text/);

  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Read boxes' }).click();
  const found = [{ bbox: [709, 404, 50, 216], label: 'red book', score: 0.4 }];
  await (await chooser).setFiles({
    name: 'boxes.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(found)),
  });
  await expect(page.getByLabel('Name of object 2')).toHaveValue('red book');
  await settled(page);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as COCO' }).click();
  const coco = JSON.parse(new TextDecoder().decode(await saved(download)));
  expect(coco.categories.map((c: { readonly name: string }) => c.name)).toEqual(['toy elephant', 'red book']);
  const { size, counts } = coco.annotations[0].segmentation;
  const iou = maskIou(decodeRle(rleFromString(counts, { width: size[1], height: size[0] })), mug);
  console.info(`named box: IoU ${iou.toFixed(3)} with the mug`);
  expect(iou).toBeGreaterThan(0.75);

  await page.getByRole('button', { name: 'Remove object 1' }).click();
  await expect(rows).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(rows).toHaveCount(2);
  await fitsEverywhere(page);
  expect(seen).toEqual({ errors: [], foreign: [] });
});

test('counting: the card leads to the coins, the error against a hand count is shown and follows what is struck out', async ({
  page,
}) => {
  const seen = watch(page);
  await page.goto('#/benchmarks/object-counting');
  await page.getByRole('link', { name: 'Try it on your picture' }).click();
  await ready(page);
  const panel = page.getByRole('region', { name: 'Find and count' });
  await expect(panel).toContainText('Click one of the things in the picture first');
  await clickPicture(page, 46, 124);
  await panel.getByRole('button', { name: 'Find more like this' }).click();
  await expect(page.getByTestId('found-count')).toHaveAttribute('data-running', 'false', { timeout: 120_000 });
  const counted = async (): Promise<number> => Number(await page.getByTestId('count').textContent());
  const count = await counted();
  expect(Math.abs(count - 24)).toBeLessThanOrEqual(2);
  await panel.getByLabel('Your own count').fill('20');
  const words = (error: number): string =>
    error === 0 ? 'No error' : `Error ${error > 0 ? '+' : '−'}${Math.abs(error)} `;
  await expect(page.getByTestId('count-error')).toContainText(words(count - 20));
  await expect(panel.getByRole('img', { name: `The model counted ${count}, you counted 20` })).toBeVisible();
  await page
    .getByRole('button', { name: /^Object 2\b/ })
    .first()
    .click();
  await page.getByTestId('stage').focus();
  await page.keyboard.press('Shift+Delete');
  await expect.poll(counted).toBe(count - 1);
  await expect(page.getByTestId('count-error')).toContainText(words(count - 21));
  for (const colorScheme of ['light', 'dark'] as const) {
    await look(page, colorScheme);
    expect(await violations(page), colorScheme).toEqual([]);
  }
  expect(seen).toEqual({ errors: [], foreign: [] });
});

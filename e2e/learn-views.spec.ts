import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { stage, truthMask, watch } from './app.ts';

const view = (page: Page): Locator => page.getByTestId('view');
const figure = async (page: Page, id: string): Promise<number> =>
  Number(await view(page).locator(`[data-figure="${id}"] dd`).textContent());

/** Opens a view beside a sample and waits until the model has looked at it. */
async function open(page: Page, id: string, picture: RegExp): Promise<void> {
  await page.goto(`#/learn/explore/${id}`);
  await expect(view(page)).toHaveAttribute('data-view-id', id);
  const menu = page.getByTestId('explore').locator('header').getByRole('button').first();
  await menu.click();
  await page.getByRole('menuitem', { name: picture }).click();
  await expect(menu).toHaveText(picture);
  await expect(page.getByText(/^encode /)).toBeVisible({ timeout: 120_000 });
}

/** The whole numbers of a text, in order. */
const numbersIn = (text: string | null): number[] => [...(text ?? '').matchAll(/\d+/g)].map(([n]) => Number(n));

test('measures: IoU and Dice follow from the pixels counted, and the truth is the stored one', async ({ page }) => {
  const seen = watch(page);
  await open(page, 'metrics', /espresso/i);
  await view(page)
    .getByRole('combobox', { name: /^Truth/ })
    .selectOption('cup');
  const box = await stage(page).boundingBox();
  if (!box) throw new Error('the stage is not on screen');
  await page.mouse.click(box.x + box.width * 0.42, box.y + box.height * 0.45);
  await expect(view(page).locator('[data-figure="iou"]')).toBeVisible({ timeout: 60_000 });
  const legend = async (word: RegExp): Promise<number> =>
    numbersIn(await view(page).getByRole('listitem').filter({ hasText: word }).textContent())[0] ?? -1;
  const [right, wrong, missed] = [await legend(/^right/), await legend(/wrongly/), await legend(/^missed/)];
  const truth = truthMask('coffee', 'cup').data.reduce((n, v) => n + v, 0);
  expect(right + missed).toBe(truth);
  expect(await figure(page, 'iou')).toBeCloseTo(right / (right + wrong + missed), 3);
  expect(await figure(page, 'dice')).toBeCloseTo((2 * right) / (2 * right + wrong + missed), 3);
  expect(await figure(page, 'precision')).toBeCloseTo(right / (right + wrong), 3);
  // A stroke of one's own becomes the truth, and can be taken back.
  await view(page).getByRole('button', { name: 'Paint my own' }).click();
  await stage(page).focus();
  await page.keyboard.press('Enter');
  await expect(view(page).getByRole('combobox', { name: /^Truth/ })).toHaveValue('*painted');
  await expect.poll(async () => (await legend(/^right/)) + (await legend(/^missed/))).toBeLessThan(truth);
  await view(page).getByRole('button', { name: 'Undo' }).click();
  await expect(view(page).getByText(/Paint a truth on the picture/)).toBeVisible();
  expect(seen.errors).toEqual([]);
  expect(seen.foreign).toEqual([]);
});

test('average precision: the figure is the mean height of the curve that the table gives', async ({ page }) => {
  await open(page, 'average-precision', /Greek coins/);
  const table = view(page).getByTestId('ap-table');
  await expect(table).toBeVisible({ timeout: 60_000 });
  const average = async (): Promise<number> => {
    const hits = await table
      .locator('tbody tr td:last-child')
      .evaluateAll((cells) => cells.map((cell) => (cell.textContent ?? '').startsWith('hit')));
    const points = hits.map((_, k) => {
      const found = hits.slice(0, k + 1).filter(Boolean).length;
      return { recall: found / 24, precision: found / (k + 1) };
    });
    const levels = Array.from({ length: 101 }, (_, r) =>
      Math.max(0, ...points.filter((p) => p.recall >= r / 100).map((p) => p.precision)),
    );
    return levels.reduce((sum, p) => sum + p, 0) / levels.length;
  };
  expect(await table.locator('tbody tr').count()).toBe(24);
  const loose = await figure(page, 'ap');
  expect(loose).toBeCloseTo(await average(), 2);
  const slider = view(page).getByRole('slider', { name: 'Overlap that makes a hit' });
  await slider.focus();
  for (let k = 0; k < 8; k++) await page.keyboard.press('ArrowRight');
  await expect(view(page).getByText('AP at overlap 0.90')).toBeVisible();
  const strict = await figure(page, 'ap');
  expect(strict).toBeLessThan(loose);
  expect(strict).toBeCloseTo(await average(), 2);
  await view(page).getByRole('button', { name: 'From the start' }).click();
  await view(page).getByRole('button', { name: 'Next' }).click();
  await expect(view(page).getByTestId('ap-step')).toContainText('Mask 1');
});

test('confusion: every pixel is in one cell, and mIoU is the mean of the column', async ({ page }) => {
  await open(page, 'confusion', /Pebbles and flowers/);
  const matrix = view(page).getByTestId('confusion-matrix');
  await expect(matrix).toBeVisible({ timeout: 60_000 });
  const cells = await matrix
    .getByRole('button')
    .evaluateAll((all) => all.map((b) => b.getAttribute('aria-label') ?? ''));
  const counts = cells.map((label) => numbersIn(label.slice(label.lastIndexOf(': ')))[0] ?? 0);
  expect(counts.reduce((a, b) => a + b, 0)).toBe(1024 * 768);
  const ious = (await matrix.locator('tbody tr td:last-child').allTextContents()).map(Number);
  const mean = ious.reduce((a, b) => a + b, 0) / ious.length;
  expect(Math.abs((await figure(page, 'miou')) - mean)).toBeLessThan(0.0011);
  await matrix.getByRole('button').nth(1).click();
  await expect(view(page).getByTestId('confusion-cell')).toContainText(String(counts[1]));
});

test('everything mode: each step leaves what the one before left less what it drops', async ({ page }) => {
  await open(page, 'everything', /Greek coins/);
  await view(page).getByText('4 × 4', { exact: true }).click();
  await view(page).getByRole('button', { name: 'Run', exact: true }).click();
  const step = (id: string): Locator => view(page).locator(`[data-step="${id}"]`);
  const left = async (id: string): Promise<number> => Number(await step(id).locator('strong').textContent());
  await expect(step('masks')).toHaveAttribute('aria-current', 'step', { timeout: 60_000 });
  expect(await left('masks')).toBe(3 * 16);
  let before = 3 * 16;
  for (const id of ['score', 'stability', 'size', 'duplicates']) {
    await view(page).getByRole('button', { name: 'Next' }).click();
    const [now = -1, dropped = -1] = numbersIn(await view(page).getByTestId('everything-left').textContent());
    expect(now).toBe(await left(id));
    expect(now + dropped).toBe(before);
    before = now;
  }
  const slider = view(page).getByRole('slider');
  await slider.focus();
  await page.keyboard.press('Home');
  await expect.poll(() => left('duplicates')).toBeLessThanOrEqual(before);
  await view(page).getByRole('button', { name: 'Back' }).click();
  await expect(step('size')).toHaveAttribute('aria-current', 'step');
});

test('edges: precision, recall and F follow from the pixels matched', async ({ page }) => {
  await open(page, 'edges', /Greek coins/);
  await view(page).getByText('Match', { exact: true }).click({ timeout: 60_000 });
  await expect(view(page).locator('[data-figure="f"]')).toBeVisible();
  const legend = async (word: RegExp): Promise<number> =>
    numbersIn(await view(page).getByRole('listitem').filter({ hasText: word }).textContent())[0] ?? -1;
  const [pairs, wrong, missed] = [await legend(/^matched/), await legend(/no outline/), await legend(/outline missed/)];
  const [precision, recall] = [pairs / (pairs + wrong), pairs / (pairs + missed)];
  expect(pairs).toBeGreaterThan(0);
  expect(await figure(page, 'precision')).toBeCloseTo(precision, 3);
  expect(await figure(page, 'recall')).toBeCloseTo(recall, 3);
  expect(await figure(page, 'f')).toBeCloseTo((2 * precision * recall) / (precision + recall), 3);
});

test('architecture: shapes, numbers and a measured block, and it can be stopped', async ({ page }) => {
  const file = new URL('../models/playground/architecture.json', import.meta.url);
  const { encoder }: { encoder: { name: string; parameters: number; output: number[] }[] } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  const [first] = encoder;
  if (!first) throw new Error('the model has no blocks');
  await open(page, 'architecture', /espresso/i);
  await view(page).locator(`[data-block="${first.name}"]`).click();
  const detail = view(page).getByTestId('block-detail');
  await expect(detail).toContainText(first.output.join(' × '));
  await expect(detail).toContainText(first.parameters.toLocaleString('en'));
  await view(page).getByRole('button', { name: 'Run block by block' }).click();
  await expect(detail.getByTestId('block-shape')).toBeVisible({ timeout: 60_000 });
  // A picture of 3 : 2 has the block's channels on a grid as wide as a square one's, and less high.
  const [, channels, height = 0, width = 0] = numbersIn(await detail.getByTestId('block-shape').textContent());
  expect(channels).toBe(first.output[1]);
  expect(width).toBe(first.output[3]);
  expect(height).toBeLessThan(width);
  await expect(detail.getByRole('radio')).toHaveCount(6);
  await expect(detail).toContainText(/\d ms ±/);
  await view(page).getByRole('button', { name: 'Stop' }).click();
  await expect(view(page).getByRole('button', { name: 'Run block by block' })).toBeEnabled();
});

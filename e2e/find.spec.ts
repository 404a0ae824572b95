import { expect, type Locator, type Page, test } from '@playwright/test';
import { packMask } from '../src/core/mask/packed.ts';
import { answered, onPage, openSample, stage, truthMask, watch } from './app.ts';

// Software graphics and a busy machine are slow; nothing here waits for longer than its own answers.
test.setTimeout(300_000);

/** Draws a box around a known thing as a new object. */
async function pick(page: Page, sample: string, name: string): Promise<void> {
  const { box } = packMask(truthMask(sample, name));
  await stage(page).focus();
  await page.keyboard.press('n');
  await page.keyboard.press('r');
  const from = await onPage(page, box.x0, box.y0);
  const to = await onPage(page, box.x1, box.y1);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
  await page.mouse.move(to.x, to.y);
  await page.mouse.up();
  await answered(page);
}

const objects = (page: Page): Locator => page.getByRole('complementary', { name: 'Objects' });

async function count(page: Page): Promise<number> {
  await stage(page).focus();
  await page.keyboard.press('f');
  const panel = page.getByRole('region', { name: 'Find and count' });
  await expect(panel).toBeVisible();
  await panel.getByRole('button', { name: 'Find more like this' }).click();
  await expect(page.getByTestId('found-count')).toHaveAttribute('data-running', 'false', { timeout: 120_000 });
  return Number(await page.getByTestId('count').textContent());
}

/**
 * Samples with examples of the things, what is not meant, and whether the count is right where the search itself draws the
 * line, or only once the confidence is moved (one example of six oranges, half of them in a bowl).
 */
const CASES = [
  { sample: 'coins', title: /coins/i, like: ['coin 1'], unlike: [], truth: 24, atOnce: true },
  { sample: 'fruit', title: /fruit/i, like: ['orange 4'], unlike: ['apple 2', 'pear'], truth: 6, atOnce: false },
  { sample: 'shelf', title: /shelf|mugs/i, like: ['mug 1', 'mug 2'], unlike: ['plant'], truth: 7, atOnce: true },
] as const;

/** Moves the confidence step by step until the count is within a tenth of the truth. @returns the last count */
async function tuned(page: Page, truth: number): Promise<number> {
  const slider = page.getByRole('region', { name: 'Find and count' }).getByRole('slider');
  const counted = async (): Promise<number> => Number(await page.getByTestId('count').textContent());
  await slider.focus();
  const key = (await counted()) > truth ? 'ArrowRight' : 'ArrowLeft';
  for (let i = 0; i < 30 && Math.abs((await counted()) - truth) / truth > 0.1; i++) {
    await page.keyboard.press(key);
    await page.waitForTimeout(100);
  }
  console.info(`counted ${await counted()} at confidence ${await slider.inputValue()}`);
  return counted();
}

for (const { sample, title, like, unlike, truth, atOnce } of CASES) {
  test(`counts the ${truth} things of ${sample} within a tenth${atOnce ? '' : ' once the confidence is set'}`, async ({
    page,
  }) => {
    const seen = watch(page);
    await openSample(page, title);
    for (const name of [...unlike, ...like]) await pick(page, sample, name);
    await stage(page).focus();
    await page.keyboard.press('f');
    const rows = page.getByRole('region', { name: 'Find and count' }).getByRole('combobox');
    // The newest object stands first.
    for (let i = 0; i < like.length; i++) await rows.nth(i).selectOption('include');
    for (let i = 0; i < unlike.length; i++) await rows.nth(like.length + i).selectOption('exclude');
    const first = await count(page);
    console.info(`${sample}: ${first} of ${truth}`);
    const found = atOnce ? first : await tuned(page, truth);
    expect(Math.abs(found - truth) / truth).toBeLessThanOrEqual(0.1);
    const before = await objects(page)
      .getByRole('button', { name: /^Object \d/ })
      .count();
    await stage(page).focus();
    await page.keyboard.press('Control+z');
    await expect(objects(page).getByRole('button', { name: /^Object \d/ })).toHaveCount(like.length + unlike.length);
    expect(before).toBeGreaterThan(like.length + unlike.length);
    expect(seen.errors).toEqual([]);
  });
}

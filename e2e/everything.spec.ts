import { expect, type Locator, type Page, test } from '@playwright/test';
import { openSample, stage, watch } from './app.ts';

// Software graphics and a busy machine are slow; nothing here waits for longer than its own answers.
test.setTimeout(300_000);

const panel = (page: Page): Locator => page.getByRole('region', { name: 'Find everything' });
const rows = (page: Page): Locator =>
  page.getByRole('complementary', { name: 'Objects' }).getByRole('button', { name: /^Object \d/ });

test('everything: objects come while it runs, cancel keeps them, undo takes all back; crops find more', async ({
  page,
}) => {
  const seen = watch(page);
  await openSample(page, /greek coins/i);
  await stage(page).focus();
  await page.keyboard.press('a');
  const find = panel(page).getByRole('button', { name: 'Find everything' });
  await expect(panel(page).getByRole('slider', { name: 'Points per side' })).toHaveValue('32');
  await find.click();
  const state = page.getByTestId('found-count');
  await expect(state).toContainText(/[1-9]\d* found, \d+ of 1024 points/, { timeout: 90_000 });
  await expect(rows(page).first()).toBeVisible();
  await panel(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(state).toHaveAttribute('data-running', 'false');
  const kept = await rows(page).count();
  expect(kept).toBeGreaterThan(0);
  await stage(page).focus();
  await page.keyboard.press('Control+z');
  await expect(rows(page)).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await expect(rows(page)).toHaveCount(kept);
  await page.keyboard.press('Control+z');

  const points = panel(page).getByRole('slider', { name: 'Points per side' });
  await points.focus();
  for (let i = 0; i < 7; i++) await page.keyboard.press('ArrowLeft');
  await expect(points).toHaveValue('4');
  await panel(page).getByText('Which masks are kept').click();
  const crops = panel(page).getByRole('slider', { name: /crop_n_layers/ });
  await crops.focus();
  await page.keyboard.press('ArrowRight');
  await find.click();
  await expect(state).toHaveAttribute('data-running', 'false', { timeout: 120_000 });
  // 4 x 4 points of the whole picture and 2 x 2 of each of four crops.
  await expect(state).toContainText('found');
  expect(await rows(page).count()).toBeGreaterThan(0);
  expect(seen.errors).toEqual([]);
});

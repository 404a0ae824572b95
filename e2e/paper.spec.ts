/** Learn and the related tasks on paper, at twice the size, and when light becomes dark. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { stage, watch } from './app.ts';

async function explore(page: Page, view: string): Promise<void> {
  await page.goto(`#/learn/explore/${view}`);
  await expect(page.getByTestId('view')).toHaveAttribute('data-view-id', view);
  await expect(page.getByText(/^encode /)).toBeVisible({ timeout: 120_000 });
}

test('on paper a lesson has its sheet, a view its stage and figures, a task its picture without the tools', async ({
  page,
}) => {
  const seen = watch(page);
  await explore(page, 'embedding');
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 794, height: 1123 });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect((await stage(page).boundingBox())?.height).toBeGreaterThan(200);
  await expect(page.getByTestId('view')).toBeVisible();

  await page.goto('#/learn/first-clicks');
  await expect(page.getByTestId('stage')).toBeHidden();
  // The sheet is for eyes only; screen readers have the lesson itself.
  await expect(page.getByText('Your first clicks').filter({ visible: true }).first()).toBeVisible();

  await page.emulateMedia({ media: 'screen' });
  await page.goto('#/tasks/video');
  await page.getByRole('button', { name: 'Try the rolling orange' }).click();
  await expect(stage(page)).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('toolbar', { name: 'Film' })).toBeHidden();
  await expect(page.getByTestId('jf')).toBeVisible();
  expect((await stage(page).boundingBox())?.height).toBeGreaterThan(200);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(794);
  expect(seen).toEqual({ errors: [], foreign: [] });
});

test('at 200 % nothing is cut off: views, a lesson and a task scroll in one direction', async ({ page }) => {
  // A window of 1440 x 900 at twice the size has this many CSS pixels.
  await page.setViewportSize({ width: 720, height: 450 });
  await explore(page, 'embedding');
  for (const path of ['learn/explore/architecture', 'learn/first-clicks', 'learn', 'tasks', 'tasks/few-shot']) {
    await page.goto(`#/${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const wide = await page.evaluate(() => document.querySelector('main')?.scrollWidth ?? 0);
    expect(wide, path).toBeLessThanOrEqual(720);
  }
  await page.goto('#/learn/explore/embedding');
  const last = page.getByTestId('view').getByText('Blend cells');
  await expect(last).not.toBeInViewport();
  await last.scrollIntoViewIfNeeded();
  await expect(last).toBeInViewport({ ratio: 1 });
});

test('light becomes dark in use: every word stays legible', async ({ page }) => {
  await explore(page, 'input');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction(() => !document.getAnimations().some((a) => a instanceof CSSTransition));
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).slice(0, 3)}`),
      colorScheme,
    ).toEqual([]);
  }
});

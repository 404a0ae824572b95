import { expect, type Page, test } from '@playwright/test';
import { maskIou } from '../src/core/mask/mask.ts';
import type { PointPrompt } from '../src/core/prompt/prompt.ts';
import { type Answered, robotUser } from '../src/core/prompt/robot-user.ts';
import { clickPicture, exportedMask, onPage, openSample, stage, truthMask, watch } from './app.ts';

/** Plays the robot user through the real screen. @returns the best IoU within `clicks` clicks */
async function robot(page: Page, sample: string, name: string, clicks: number): Promise<number> {
  const truth = truthMask(sample, name);
  let best = 0;
  const ask = async (prompts: readonly PointPrompt[]): Promise<Answered<null>> => {
    const click = prompts.at(-1);
    if (click) await clickPicture(page, click.at.x, click.at.y, click.label === 'include' ? 'left' : 'right');
    return { answer: null, mask: await exportedMask(page) };
  };
  for await (const { iou } of robotUser(truth, ask, { clicks })) {
    best = Math.max(best, iou);
    if (best >= 0.6) break;
  }
  return best;
}

test('three known things come out with at most five clicks each, and nothing leaves the machine', async ({ page }) => {
  test.setTimeout(400_000);
  const seen = watch(page);
  const ious: Record<string, number> = {};
  for (const [sample, title, name] of [
    ['coffee', /espresso/i, 'cup'],
    ['astronaut', /astronaut/i, 'astronaut'],
    ['coins', /coins/i, 'coin 1'],
  ] as const) {
    await openSample(page, title);
    ious[name] = await robot(page, sample, name, 5);
    await page.reload();
  }
  console.info('IoU after at most five clicks:', JSON.stringify(ious));
  expect(Object.values(ious).filter((iou) => iou >= 0.6).length).toBeGreaterThanOrEqual(2);
  expect(seen.foreign).toEqual([]);
  expect(seen.errors).toEqual([]);
});

test('undo and redo bring back exactly what was there', async ({ page }) => {
  await openSample(page, /espresso/i);
  await clickPicture(page, 290, 140);
  const first = await exportedMask(page);
  await clickPicture(page, 366, 280);
  const second = await exportedMask(page);
  expect(maskIou(first, second)).toBeLessThan(1);
  await page.keyboard.press('Control+z');
  expect(maskIou(await exportedMask(page), first)).toBe(1);
  await page.keyboard.press('Control+Shift+z');
  expect(maskIou(await exportedMask(page), second)).toBe(1);
});

test('a click made while the picture is being read is answered', async ({ page }) => {
  await page.goto('#/segment');
  await page
    .getByRole('button', { name: /espresso/i })
    .first()
    .click();
  await expect(stage(page)).toBeVisible();
  await expect(stage(page)).toHaveAttribute('data-view', /,/);
  const at = await onPage(page, 290, 140);
  await page.mouse.click(at.x, at.y);
  await expect(page.getByRole('button', { name: /^Object 1/ })).toBeVisible();
  await expect(page.getByTestId('status')).toHaveAttribute('data-busy', 'false', { timeout: 120_000 });
  expect((await exportedMask(page)).data.some((v) => v === 1)).toBe(true);
});

test('the whole flow by keyboard alone, with words for every answer', async ({ page }) => {
  await page.goto('#/segment');
  await page
    .getByRole('button', { name: /espresso/i })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('status')).toHaveAttribute('data-encoding', 'ready', { timeout: 120_000 });
  await stage(page).focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.locator('[aria-live]', { hasText: /mask covers .* of the picture/ })).toBeAttached({
    timeout: 60_000,
  });
  await page.keyboard.press('w');
  await expect(page.locator('[aria-live]', { hasText: /(Part|Object|Whole): candidate . of 3/ })).toBeAttached();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByTestId('status')).toHaveAttribute('data-busy', 'false');
  await page.keyboard.press('Control+e');
  await expect(page.getByRole('dialog', { name: 'Export' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+?');
  await expect(page.getByRole('dialog', { name: /Shortcuts/ })).toBeVisible();
});

test.describe('touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('tap, switch to exclude, tap, export at 390 px', async ({ page }) => {
    await openSample(page, /espresso/i);
    const a = await onPage(page, 290, 140);
    await page.touchscreen.tap(a.x, a.y);
    await expect(page.getByRole('button', { name: /^Object 1/ })).toBeVisible();
    await expect(page.getByTestId('status')).toHaveAttribute('data-busy', 'false');
    await page.locator('label', { has: page.getByRole('radio', { name: 'Exclude' }) }).tap();
    const b = await onPage(page, 366, 280);
    await page.touchscreen.tap(b.x, b.y);
    await expect(page.getByTestId('status')).toHaveAttribute('data-busy', 'false');
    expect((await exportedMask(page)).data.some((v) => v === 1)).toBe(true);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});

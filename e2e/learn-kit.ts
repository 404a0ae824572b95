/** What a learner does, in a person's words. */
import { expect, type Locator, type Page } from '@playwright/test';
import { onPage, stage } from './app.ts';

const status = (page: Page): Locator => page.getByTestId('learn-status');
export const task = (page: Page): Locator => page.getByTestId('task');

/** Waits until the model has looked at the lesson's picture and every click is answered. */
export async function looked(page: Page): Promise<void> {
  await expect(status(page)).toHaveAttribute('data-encoding', 'ready', { timeout: 120_000 });
  await expect(status(page)).toHaveAttribute('data-busy', 'false', { timeout: 60_000 });
}

/** Opens a step and waits for its stage. */
export async function openStep(page: Page, path: string): Promise<void> {
  await page.goto(`#/learn/${path}`);
  await expect(page.getByTestId('lesson')).toBeVisible();
  await looked(page);
}

export async function solved(page: Page): Promise<void> {
  await expect(task(page)).toHaveAttribute('data-done', 'true');
  await expect(task(page)).toContainText(/Right/);
}

export async function unsolved(page: Page, why: string | RegExp): Promise<void> {
  await expect(task(page)).toContainText(why);
  await expect(task(page)).toHaveAttribute('data-done', 'false');
}

/** Clicks a picture pixel of the lesson and waits for the answer. */
export async function clickAt(page: Page, x: number, y: number): Promise<void> {
  const at = await onPage(page, x, y);
  await page.mouse.click(at.x, at.y);
  await looked(page);
}

/** Taps a picture pixel with a finger. */
export async function tapAt(page: Page, x: number, y: number): Promise<void> {
  const at = await onPage(page, x, y);
  await page.touchscreen.tap(at.x, at.y);
  await looked(page);
}

/** Goes on with Tab until the control has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let i = 0; i < 80; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('80 times Tab did not reach it');
}

const CROSSHAIR_STEP = 12;

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Brings the keyboard's crosshair to a picture pixel and includes it.
 * @param from where the crosshair stands; without it, it is not there yet and comes up in the middle of the view
 * @returns where it stands then, to the step
 */
export async function crosshairClick(page: Page, x: number, y: number, from?: Place): Promise<Place> {
  await tabTo(page, stage(page));
  if (!from) await page.keyboard.press('ArrowRight'); // the first press only brings it
  const view = await stage(page).getAttribute('data-view');
  const [cx = 0, cy = 0, zoom = 1] = (view ?? '').split(',').map(Number);
  const start = from ?? { x: cx, y: cy };
  const step = CROSSHAIR_STEP / zoom;
  const [right, down] = [Math.round((x - start.x) / step), Math.round((y - start.y) / step)];
  const go = async (by: number, forth: string, back: string): Promise<void> => {
    for (let i = 0; i < Math.abs(by); i++) await page.keyboard.press(by > 0 ? forth : back);
  };
  await go(right, 'ArrowRight', 'ArrowLeft');
  await go(down, 'ArrowDown', 'ArrowUp');
  await page.keyboard.press('Enter');
  await looked(page);
  return { x: start.x + right * step, y: start.y + down * step };
}

/** Types a figure as the answer of a task. */
export async function answer(page: Page, text: string): Promise<void> {
  await task(page).getByRole('textbox').fill(text);
  await task(page).getByRole('button', { name: 'Check' }).click();
}

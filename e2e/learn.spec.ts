import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { onPage, stage, watch } from './app.ts';
import {
  answer,
  clickAt,
  crosshairClick,
  looked,
  openStep,
  solved,
  tabTo,
  tapAt,
  task,
  unsolved,
} from './learn-kit.ts';

test.setTimeout(300_000);

test('lessons 1 to 3 by keyboard alone', async ({ page }) => {
  const seen = watch(page);
  await page.goto('#/learn');
  const next = page.getByRole('button', { name: /^(Next|Finish)$/ });
  const goOn = async (): Promise<void> => {
    await tabTo(page, next);
    await page.keyboard.press('Enter');
  };
  await tabTo(page, page.getByRole('link', { name: '1. What segmentation is' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'From pixels to things' })).toBeVisible();
  await goOn();
  await expect(page.getByRole('heading', { name: 'Five questions, five kinds' })).toBeVisible();
  await goOn();
  await looked(page);
  await unsolved(page, 'Nothing to measure yet');
  await crosshairClick(page, 240, 75); // the ground between two coins
  await unsolved(page, /Not yet: \d/);
  await page.keyboard.press('Control+z');
  await openStep(page, 'what-is-segmentation/soft');
  await openStep(page, 'what-is-segmentation/cut-one');
  await crosshairClick(page, 206, 124);
  await solved(page);
  await goOn();
  await goOn();
  await expect(page.getByRole('heading', { name: 'Learn', level: 1 })).toBeVisible();

  await tabTo(page, page.getByRole('link', { name: '2. Your first clicks' }));
  await page.keyboard.press('Enter');
  await looked(page);
  const table = await crosshairClick(page, 540, 360);
  await unsolved(page, /Not yet: \d/);
  await tabTo(page, page.getByRole('button', { name: 'Start this step again' }));
  await page.keyboard.press('Enter');
  await unsolved(page, 'Nothing to measure yet');
  const coffee = await crosshairClick(page, 288, 134, table);
  await crosshairClick(page, 276, 240, coffee); // the cup below it
  await solved(page);
  await openStep(page, 'first-clicks/box');
  await crosshairClick(page, 290, 60); // the cup, which is not the spoon
  await unsolved(page, /Not yet: \d/);
  await openStep(page, 'ambiguity/three');
  await page.goBack();
  await looked(page);
  await crosshairClick(page, 366, 279);
  await solved(page);
  await openStep(page, 'first-clicks/include');
  await page.keyboard.press('c');
  await expect(stage(page)).toBeFocused();
  await page.keyboard.press('n');
  await expect(page.getByRole('heading', { name: 'Saying no' })).toBeVisible();

  await openStep(page, 'ambiguity/choose');
  await unsolved(page, /another candidate fits better/);
  await tabTo(page, stage(page));
  await page.keyboard.press('w');
  await solved(page);
  expect(seen.errors).toEqual([]);
  expect(seen.foreign).toEqual([]);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('lessons 1 to 3 by touch, nothing wider than the screen', async ({ page }) => {
    const seen = watch(page);
    const narrow = async (): Promise<void> =>
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.goto('#/learn');
    await page.getByRole('link', { name: '1. What segmentation is' }).tap();
    await looked(page);
    await narrow();
    await page.getByRole('button', { name: 'Next' }).tap();
    await page.getByRole('button', { name: 'Next' }).tap();
    await looked(page);
    await tapAt(page, 240, 75);
    await unsolved(page, /Not yet: \d/);
    await page.getByRole('button', { name: 'Undo' }).tap();
    await unsolved(page, 'Nothing to measure yet');
    await tapAt(page, 206, 124);
    await solved(page);
    await page.getByRole('button', { name: 'Next' }).tap();
    await page.getByRole('button', { name: 'Finish' }).tap();

    await page.getByRole('link', { name: '2. Your first clicks' }).tap();
    await looked(page);
    await tapAt(page, 288, 134);
    await tapAt(page, 276, 240);
    await solved(page);
    await page.getByRole('button', { name: 'Next' }).tap();
    await page.getByRole('button', { name: 'Next' }).tap();
    await looked(page);
    await unsolved(page, 'Nothing to measure yet');
    await tapAt(page, 366, 279);
    await solved(page);
    await narrow();

    await page.goto('#/learn');
    await page.getByRole('link', { name: '3. One click, several meanings' }).tap();
    await looked(page);
    await page.getByRole('button', { name: 'Next' }).tap();
    await unsolved(page, /another candidate fits better/);
    await page.getByRole('button', { name: 'Show: largest' }).tap();
    await solved(page);
    await narrow();
    expect(seen.errors).toEqual([]);
  });
});

/** The figure in a row of the view, as it stands there. */
async function figure(page: Page, id: string): Promise<string> {
  return (await page.getByTestId(id).textContent()) ?? '';
}

test('tasks of the other lessons fail on a wrong answer and pass on a right one', async ({ page }) => {
  await openStep(page, 'how-sam-works/input');
  const text = await figure(page, 'input');
  const [, columns = '0', rows = '0'] = /has (\d+) × (\d+) cells/.exec(text) ?? [];
  expect(Number(columns)).toBeGreaterThan(10);
  await answer(page, '16384');
  await unsolved(page, /is not what the stage gives/);
  await answer(page, String(Number(columns) * Number(rows)));
  await solved(page);

  await openStep(page, 'how-sam-works/similarity');
  await clickAt(page, 8, 290); // the blurred ground is a little like everything
  await unsolved(page, /Not yet/);
  await clickAt(page, 171, 115);
  await clickAt(page, 262, 242);
  await solved(page);

  await openStep(page, 'mask-quality/threshold');
  await unsolved(page, /Not yet: 100/);
  await tabTo(page, page.getByRole('slider', { name: 'Threshold' }));
  for (let i = 0; i < 40 && (await task(page).getAttribute('data-done')) === 'false'; i++) {
    await page.keyboard.press('ArrowRight');
  }
  await solved(page);

  await openStep(page, 'mask-quality/stability');
  await answer(page, '0.99');
  await unsolved(page, /is not what the stage gives/);
  await answer(page, await figure(page, 'stability'));
  await solved(page);

  await openStep(page, 'honest-benchmarks/protocol');
  await expect(task(page).locator('em')).toHaveText("the model's own choice");
  await answer(page, '1');
  await unsolved(page, /is not what the stage gives/);
  const sentence = (await page.getByTestId('view').locator('p[role="status"]').textContent()) ?? '';
  await answer(page, /true IoU is (\d\.\d+)/.exec(sentence)?.[1] ?? '');
  await solved(page);

  await openStep(page, 'edges-bsds/measure');
  await answer(page, '0.5');
  await unsolved(page, 'Nothing to measure yet');
  await page.getByRole('button', { name: 'Draw the F curve' }).click();
  const curve = page.getByTestId('view').getByText(/^Solid: F\./);
  await expect(page.getByRole('button', { name: 'Draw the F curve' })).toBeEnabled({ timeout: 120_000 });
  const [, best = ''] = /Best F (\d\.\d+)/.exec((await curve.textContent()) ?? '') ?? [];
  expect(Number(best)).toBeGreaterThan(0);
  await answer(page, String(Number(best) + 0.1));
  await unsolved(page, /is not what the stage gives/);
  await answer(page, Number(best).toFixed(2));
  await solved(page);

  await openStep(page, 'limits-and-bias/transparent');
  await clickAt(page, 290, 60); // the cup
  await unsolved(page, /Not yet: \d/);
  await page.getByRole('button', { name: 'Start this step again' }).click();
  await clickAt(page, 180, 290);
  for (const [x, y] of [
    [430, 270],
    [250, 290],
  ] as const) {
    if ((await task(page).getAttribute('data-done')) === 'true') break;
    await clickAt(page, x, y);
  }
  await solved(page);
});

test('tasks of measures and average precision', async ({ page }) => {
  await openStep(page, 'iou-dice-boundaries/paint');
  await unsolved(page, 'Nothing to measure yet');
  await page.getByRole('button', { name: 'Paint my own' }).click();
  const stroke = async (y: number): Promise<void> => {
    const from = await onPage(page, 120, y);
    const to = await onPage(page, 330, y);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 6 });
    await page.mouse.up();
  };
  await stroke(120);
  await unsolved(page, /Not yet: \d/);
  for (const y of [160, 200, 240]) await stroke(y);
  await solved(page);
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await clickAt(page, 245, 160);
  const iou = Number(await page.locator('[data-figure="iou"] dd').textContent());
  expect(iou).toBeGreaterThan(0.1);
  await answer(page, String(iou));
  await unsolved(page, /is not what the stage gives/);
  await answer(page, ((2 * iou) / (1 + iou)).toFixed(2));
  await solved(page);

  await openStep(page, 'average-precision/curve');
  const ap = page.locator('[data-figure="ap"] dd');
  await expect(ap).toHaveText(/^\d\.\d+$/, { timeout: 120_000 });
  const value = Number(await ap.textContent());
  await answer(page, (value > 0.5 ? value - 0.3 : value + 0.3).toFixed(2));
  await unsolved(page, /is not what the stage gives/);
  await answer(page, value.toFixed(2));
  await solved(page);
  await page.getByRole('navigation', { name: 'Back and forth' }).getByRole('button', { name: 'Next' }).click();
  await expect(page.getByRole('heading', { name: 'Ten thresholds' })).toBeVisible();
  const choices = await task(page).locator('label').all();
  let wrong = 0;
  for (const choice of choices) {
    await choice.click();
    // The words of the last wrong answer stand until this one is judged.
    await page.waitForTimeout(300);
    if ((await task(page).getAttribute('data-done')) === 'true') break;
    await unsolved(page, /That is not the one/);
    wrong++;
  }
  await solved(page);
  expect(wrong).toBeLessThan(choices.length);
});

test('no violation in list, lesson and presentation, light and dark; usable at 200 %', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const clean = async (where: string): Promise<void> => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    const words = violations.map((v) => `${where} ${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`);
    expect(words).toEqual([]);
  };
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto('#/learn');
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Learn', level: 1 })).toBeVisible();
    await clean(`list ${colorScheme}`);
    await openStep(page, 'mask-quality/threshold');
    await clean(`lesson ${colorScheme}`);
    await page.getByRole('button', { name: 'Present' }).click();
    await expect(page.getByTestId('lesson')).toHaveAttribute('data-present', 'true');
    await clean(`presentation ${colorScheme}`);
    await page.locator('h2').first().click();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('heading', { name: 'The stability score' })).toBeVisible();
    await page.keyboard.press('PageUp');
    await expect(page.getByRole('heading', { name: 'Moving the line' })).toBeVisible();
    await page.getByRole('button', { name: 'Leave presentation' }).click();
    await expect(page.getByTestId('lesson')).toHaveAttribute('data-present', 'false');
  }
  // 1440 x 900 at 200 % is a window of 720 x 450.
  await page.setViewportSize({ width: 720, height: 450 });
  await expect(page.getByRole('button', { name: 'Next' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(720);
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByRole('heading', { name: 'The stability score' })).toBeVisible();
});

test('another language, a link to a step, and progress that is kept only when wanted', async ({ page }) => {
  await page.goto('#/learn');
  await page.getByText('Deutsch', { exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Lernen', level: 1 })).toBeVisible();
  await page.getByRole('link', { name: /Deine ersten Klicks/ }).click();
  await expect(page.getByRole('heading', { name: 'Ein Klick' })).toBeVisible();
  await page.getByRole('button', { name: 'Weiter' }).click();
  expect(await page.evaluate(() => localStorage.getItem('learn-progress'))).toBeNull();

  await openStep(page, 'mask-quality/logits?m=playground&p=i366,279&on=600x400');
  await page.reload();
  await looked(page);
  await expect(page.getByTestId('view')).toContainText(/At threshold 0\.00 the mask covers/);
  const share = await page.getByTestId('view').locator('p[role="status"]').textContent();
  await openStep(page, 'mask-quality/threshold');
  await expect(page.getByTestId('view').locator('p[role="status"]')).not.toHaveText(share ?? '');

  await page.goto('#/learn');
  await page.getByRole('checkbox', { name: /Remember/ }).check();
  await page.getByRole('link', { name: /What segmentation is/ }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.reload();
  await expect(page.getByRole('link', { name: /From pixels to things, Done/ })).toBeVisible();
  await page.goto('#/learn');
  await page.getByRole('checkbox', { name: /Remember/ }).uncheck();
  expect(await page.evaluate(() => localStorage.getItem('learn-progress'))).toBeNull();
});

test('a view opens beside the work in Segment and closes again', async ({ page }) => {
  await page.goto('#/segment?sample=coffee');
  await expect(page.getByTestId('status')).toHaveAttribute('data-encoding', 'ready', { timeout: 120_000 });
  await page.getByRole('button', { name: 'Look inside the model' }).click();
  await page.getByRole('menuitem', { name: 'Show the embedding' }).click();
  const panel = page.getByTestId('view-panel');
  await expect(panel).toContainText(/cells of \d+ numbers each/);
  await panel.getByRole('combobox').selectOption('input');
  await expect(panel).toContainText(/pixels become/);
  await panel.getByRole('button', { name: 'Close' }).click();
  await expect(panel).toBeHidden();
});

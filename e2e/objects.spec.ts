import { expect, type Locator, type Page, test } from '@playwright/test';
import { type Mask, maskBounds, maskIou } from '../src/core/mask/mask.ts';
import { clickPicture, exportedMask, imported, openSample, stage, watch } from './app.ts';

// Software graphics and a busy machine are slow; nothing here waits for longer than its own answers.
test.setTimeout(300_000);

const panel = (page: Page): Locator => page.getByRole('complementary', { name: 'Objects' });
const names = (page: Page): Promise<string[]> =>
  panel(page)
    .getByRole('button', { name: /^Object \d/ })
    .allTextContents();

async function act(page: Page, object: string, action: RegExp, other?: string): Promise<void> {
  await panel(page)
    .getByRole('button', { name: `More for ${object}` })
    .click();
  await page.getByRole('menuitem', { name: action }).click();
  if (other) await page.getByRole('menuitem', { name: other, exact: true }).click();
}

const area = (mask: Mask): number => mask.data.reduce((sum, v) => sum + v, 0);
const undo = async (page: Page): Promise<void> => {
  await stage(page).focus();
  await page.keyboard.press('Control+z');
};

test('objects: order, hide, lock, merge, subtract, intersect, duplicate and delete, each taken back exactly', async ({
  page,
}) => {
  const seen = watch(page);
  await openSample(page, /greek coins/i);
  for (const [x, y] of [
    [45, 54],
    [100, 125],
  ] as const) {
    await clickPicture(page, x, y);
    await page.keyboard.press('n');
  }
  expect(await names(page)).toEqual(['Object 2', 'Object 1']);
  await panel(page).getByRole('button', { name: 'Object 1', exact: true }).click();
  await panel(page).getByRole('button', { name: 'Hide Object 2' }).click();
  const first = await exportedMask(page);
  const bounds = maskBounds(first);
  const measures = panel(page).getByTestId('measures');
  await expect(measures).toContainText(`${area(first).toLocaleString('en')} px`);
  await expect(measures).toContainText(
    `${(bounds?.x1 ?? 0) - (bounds?.x0 ?? 0)} × ${(bounds?.y1 ?? 0) - (bounds?.y0 ?? 0)} px at ${bounds?.x0}, ${bounds?.y0}`,
  );
  await undo(page);
  await panel(page).getByRole('button', { name: 'Object 1', exact: true }).click();
  const both = await exportedMask(page);

  await act(page, 'Object 2', /^Merge with/, 'Object 1');
  expect(await names(page)).toEqual(['Object 2']);
  expect(maskIou(await exportedMask(page), both)).toBe(1);
  await undo(page);
  expect(await names(page)).toEqual(['Object 2', 'Object 1']);

  await act(page, 'Object 2', /Duplicate/);
  expect(await names(page)).toEqual(['Object 2 copy', 'Object 2', 'Object 1']);
  await act(page, 'Object 2 copy', /^Subtract/, 'Object 2');
  await act(page, 'Object 2 copy', /^Merge with/, 'Object 2');
  await act(page, 'Object 2 copy', /^Keep only what/, 'Object 1');
  await panel(page).getByRole('button', { name: 'Hide Object 1' }).click();
  for (let i = 0; i < 5; i++) await undo(page);
  expect(await names(page)).toEqual(['Object 2', 'Object 1']);
  expect(maskIou(await exportedMask(page), both)).toBe(1);

  await panel(page).getByRole('button', { name: 'Hide Object 1' }).click();
  const one = await exportedMask(page);
  expect(area(one)).toBeLessThan(area(both));
  await undo(page);

  await act(page, 'Object 1', /^Lock/);
  await panel(page).getByRole('button', { name: 'More for Object 1' }).click();
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');
  await act(page, 'Object 1', /Unlock/);

  // By keyboard: Enter on the handle picks the row up, the arrows carry it, Enter puts it down.
  await panel(page).getByRole('button', { name: 'Drag Object 2' }).focus();
  await page.keyboard.press('Enter');
  const place = (): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  await expect.poll(place).toMatch(/^Insert/);
  for (let i = 0; i < 4 && !/after Object 1/.test(await place()); i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => names(page)).toEqual(['Object 1', 'Object 2']);
  await undo(page);
  expect(await names(page)).toEqual(['Object 2', 'Object 1']);

  await act(page, 'Object 2', /Delete/);
  expect(await names(page)).toEqual(['Object 1']);
  await undo(page);
  expect(maskIou(await exportedMask(page), both)).toBe(1);
  expect(seen.errors).toEqual([]);
});

test('a list of sixty objects: only rows in view are in the page, the keyboard reaches all, order and hiding work as ever', async ({
  page,
}) => {
  const seen = watch(page);
  await openSample(page, 'A cup of espresso');
  const square = (i: number): number[] => {
    const [x, y] = [20 + (i % 10) * 55, 20 + Math.floor(i / 10) * 60];
    return [x, y, x + 30, y, x + 30, y + 30, x, y + 30];
  };
  const coco = {
    images: [{ id: 1, file_name: 'coffee.webp', width: 600, height: 400 }],
    categories: [{ id: 1, name: 'tile' }],
    annotations: Array.from({ length: 60 }, (_, i) => ({
      id: i + 1,
      image_id: 1,
      category_id: 1,
      iscrowd: 0,
      segmentation: [square(i)],
      area: 900,
      bbox: [0, 0, 1, 1],
    })),
  };
  await imported(page, 'tiles.json', 'application/json', Buffer.from(JSON.stringify(coco)));
  await expect(panel(page).getByText('60', { exact: true })).toBeVisible();
  const list = panel(page).getByRole('grid');
  await expect(list).toHaveAttribute('aria-rowcount', '60');
  expect(await list.getByRole('row').count()).toBeLessThan(40);
  // Nothing is wider than the list: it scrolls in one direction.
  expect(await list.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);

  const first = await list.getByRole('row').first().getByRole('button', { pressed: true }).textContent();
  await list.getByRole('row').first().focus();
  await page.keyboard.press('End');
  const last = list.getByRole('row').last();
  await expect(last).toBeFocused();
  await expect(last).toHaveAttribute('aria-rowindex', '60');
  await last.getByRole('button', { name: /^Hide / }).click();
  await expect(last.getByRole('button', { name: /^Show / })).toBeVisible();
  const bottom = (await last.getByRole('button', { name: /^More for / }).getAttribute('aria-label')) ?? '';
  await last.getByRole('button', { name: /^More for / }).click();
  await page.getByRole('menuitem', { name: 'Move up' }).click();
  await expect(list.getByRole('button', { name: bottom, exact: true })).toBeVisible();
  await expect(list.getByRole('row').last().getByRole('button', { name: bottom, exact: true })).toHaveCount(0);
  await list.getByRole('row').last().focus();
  await page.keyboard.press('Home');
  await expect(list.getByRole('button', { name: first ?? '', exact: true })).toBeVisible();
  expect(seen.errors).toEqual([]);
});

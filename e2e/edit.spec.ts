import { expect, type Page, test } from '@playwright/test';
import { type Mask, maskIou } from '../src/core/mask/mask.ts';
import { clickPicture, exportedMask, onPage, openSample, stage, truthMask, watch } from './app.ts';
import { exactModel, serveModel } from './faults-kit.ts';

// Software graphics and a busy machine are slow; nothing here waits for longer than its own answers.
test.setTimeout(300_000);

type Point = readonly [x: number, y: number];

async function drag(page: Page, path: readonly Point[]): Promise<void> {
  const [first, ...rest] = await Promise.all(path.map(([x, y]) => onPage(page, x, y)));
  if (!first) return;
  await page.mouse.move(first.x, first.y);
  await page.mouse.down();
  for (const { x, y } of rest) await page.mouse.move(x, y);
  await page.mouse.up();
}

const area = (mask: Mask): number => mask.data.reduce((sum, v) => sum + v, 0);

async function press(page: Page, key: string): Promise<void> {
  await stage(page).focus();
  await page.keyboard.press(key);
}

async function clean(page: Page, action: string): Promise<void> {
  await page.getByRole('button', { name: 'Clean up' }).click();
  await page.getByRole('menuitem', { name: action }).click();
  await expect(page.getByRole('menu')).toBeHidden();
}

const ring = (cx: number, cy: number, r: number, n = 12): Point[] =>
  Array.from({ length: n + 1 }, (_, i): Point => {
    const angle = (i / n) * 2 * Math.PI;
    return [cx + r * Math.cos(angle), cy + r * Math.sin(angle)];
  });

test('hand edits: paint, erase, lasso, polygon, holes, islands, grow and smooth, each taken back exactly', async ({
  page,
}) => {
  const seen = watch(page);
  await serveModel(page, exactModel());
  await openSample(page, /greek coins/i);
  await clickPicture(page, 45, 54);
  const start = await exportedMask(page);

  await press(page, 'p');
  await drag(page, [
    [150, 20],
    [180, 20],
  ]);
  const painted = await exportedMask(page);
  expect(area(painted)).toBeGreaterThan(area(start) + 500);
  expect(painted.data[20 * painted.width + 165]).toBe(1);

  await press(page, 'e');
  await drag(page, [
    [165, 10],
    [165, 30],
  ]);
  const erased = await exportedMask(page);
  expect(area(erased)).toBeLessThan(area(painted));
  await press(page, 'Control+z');
  expect(maskIou(await exportedMask(page), painted)).toBe(1);

  // A speck, small beside the rest, goes with the islands.
  await press(page, 'l');
  await drag(page, ring(350, 280, 5));
  await clean(page, 'Remove islands');
  const tidy = await exportedMask(page);
  expect(tidy.data[280 * tidy.width + 350]).toBe(0);
  await press(page, 'Control+z');
  await press(page, 'Control+z');

  await press(page, 'l');
  await drag(page, ring(300, 220, 30));
  const lassoed = await exportedMask(page);
  expect(lassoed.data[220 * lassoed.width + 300]).toBe(1);
  await press(page, 'e');
  await drag(page, [
    [300, 220],
    [301, 220],
  ]);
  const holed = await exportedMask(page);
  expect(area(holed)).toBeLessThan(area(lassoed));
  expect(holed.data[220 * holed.width + 300]).toBe(0);
  await clean(page, 'Fill holes');
  const filled = await exportedMask(page);
  expect(filled.data[220 * filled.width + 300]).toBe(1);
  await press(page, 'Control+z');
  await clean(page, 'Grow the mask');
  expect(area(await exportedMask(page))).toBeGreaterThan(area(holed));
  await press(page, 'Control+z');
  await clean(page, 'Shrink the mask');
  expect(area(await exportedMask(page))).toBeLessThan(area(holed));
  await press(page, 'Control+z');
  await clean(page, 'Smooth the outline');
  await press(page, 'Control+z');
  expect(maskIou(await exportedMask(page), holed)).toBe(1);

  await press(page, 'g');
  for (const [x, y] of [
    [200, 140],
    [240, 140],
    [220, 180],
  ] as const) {
    const at = await onPage(page, x, y);
    await page.mouse.click(at.x, at.y);
  }
  await page.keyboard.press('Enter');
  const cornered = await exportedMask(page);
  expect(cornered.data[150 * cornered.width + 220]).toBe(1);
  for (let i = 0; i < 4; i++) await press(page, 'Control+z');
  expect(maskIou(await exportedMask(page), start)).toBe(1);
  expect(seen.errors).toEqual([]);
});

test('a shaky lasso snaps to the edge of the coin', async ({ page }) => {
  await openSample(page, /greek coins/i);
  const truth = truthMask('coins', 'coin 19');
  const [xs, ys] = [[] as number[], [] as number[]];
  truth.data.forEach((v, i) => {
    if (v === 1) {
      xs.push(i % truth.width);
      ys.push(Math.floor(i / truth.width));
    }
  });
  const middle: Point = [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
  const radius = (Math.max(...xs) - Math.min(...xs)) / 2 + 2.5;
  const ious: number[] = [];
  for (const snap of [false, true]) {
    await press(page, 'l');
    if (snap) {
      await page.getByRole('button', { name: /Edges and hardness/ }).click();
      await page.getByRole('button', { name: 'Snap to edges', exact: true }).click();
      await page.keyboard.press('Escape');
    }
    await drag(page, ring(middle[0], middle[1], radius));
    ious.push(maskIou(await exportedMask(page), truth));
    await press(page, 'Control+z');
  }
  const [free = 0, snapped = 0] = ious;
  console.info(`lasso IoU ${free.toFixed(3)} by hand, ${snapped.toFixed(3)} snapped`);
  expect(snapped).toBeGreaterThan(free);
  expect(snapped).toBeGreaterThan(0.9);
});

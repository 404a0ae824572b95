import { expect, type Page, test } from '@playwright/test';
import { clickPicture, openSample, stage } from './app.ts';

/** Least share of the window that the stage has while an object is worked on. */
const WINDOWS = [
  { name: 'phone', width: 390, height: 844, share: 0.6 },
  { name: 'small phone', width: 360, height: 740, share: 0.6 },
  { name: 'phone on its side', width: 844, height: 390, share: 0.65 },
  { name: '1440x900 at 200 %', width: 720, height: 450, share: 0.65 },
] as const;

/** What lies over the stage, of an even grid of points on it. */
const covers = (page: Page): Promise<readonly string[]> =>
  stage(page).evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const found: string[] = [];
    for (let i = 0; i < 144; i++) {
      const at = document.elementFromPoint(
        left + (width * ((i % 12) + 0.5)) / 12,
        top + (height * (Math.floor(i / 12) + 0.5)) / 12,
      );
      if (!at || !element.contains(at)) found.push(at?.outerHTML.slice(0, 120) ?? 'nothing');
    }
    return found;
  });

/** Visible buttons and choices that are less than 44 CSS pixels on a side. */
const smallTargets = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, a[href], label:has([role="radio"], input[type="radio"])')].flatMap((e) => {
      const { width, height } = e.getBoundingClientRect();
      const seen = e.checkVisibility() && width > 1 && height > 1 && !e.closest('[class*="skip"]');
      return seen && Math.min(width, height) < 43.5 && getComputedStyle(e).translate !== '0px -200%'
        ? [`${e.getAttribute('aria-label') ?? e.textContent}: ${width.toFixed(0)} x ${height.toFixed(0)}`]
        : [];
    }),
  );

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test('the picture keeps most of a small window and nothing lies over it', async ({ page }) => {
  await openSample(page, /espresso/i);
  await expect(page.getByText('Tap a thing in the picture')).toBeVisible();
  await clickPicture(page, 290, 140);
  for (const { name, width, height, share } of WINDOWS) {
    await test.step(name, async () => {
      await page.setViewportSize({ width, height });
      await expect
        .poll(async () => {
          const box = await stage(page).boundingBox();
          return ((box?.width ?? 0) * (box?.height ?? 0)) / (width * height);
        })
        .toBeGreaterThanOrEqual(share);
      expect(await covers(page)).toEqual([]);
      expect(await smallTargets(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const reach = [
        page.getByRole('button', { name: /^Undo/ }),
        page.locator('label', { has: page.getByRole('radio', { name: 'Exclude' }) }),
        page.getByRole('button', { name: 'Export', exact: true }),
      ];
      for (const target of reach) {
        const box = await target.boundingBox();
        // In reach of a thumb: the lower third, or a side of a window held across.
        const low = (box?.y ?? 0) > height * 0.66;
        expect(width > height ? (box?.x ?? width) < width * 0.15 : low).toBe(true);
      }
    });
  }
});

test('the sheet is drawn up to the list and back, and a brush shows its size', async ({ page }) => {
  await openSample(page, /espresso/i);
  await clickPicture(page, 290, 140);
  await page.getByRole('button', { name: 'Whole' }).tap();
  await expect(page.getByRole('button', { name: 'Whole' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Show the objects' }).tap();
  await expect(page.getByRole('complementary', { name: 'Objects' })).toBeVisible();
  await page.getByRole('button', { name: 'Hide the objects' }).tap();
  await expect(page.getByRole('complementary', { name: 'Objects' })).toBeHidden();
  await page.getByRole('button', { name: /^Tools, now Point/ }).tap();
  await page.getByRole('menuitem', { name: /^Paint/ }).tap();
  await expect(page.getByRole('slider', { name: 'Size' })).toBeVisible();
});

import { expect, test } from '@playwright/test';
import { openSample } from './app.ts';

test.skip(
  !process.env.SCREENS,
  'visual references depend on the fonts of the machine that made them: SCREENS=1 npx playwright test screens compares, --update-snapshots remakes',
);

const SIZES = [
  { width: 1440, height: 900 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
] as const;
const PLACES = ['segment', 'compare', 'benchmarks', 'models', 'about'] as const;

for (const scheme of ['light', 'dark'] as const) {
  for (const size of SIZES) {
    test(`${scheme} ${size.width}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize(size);
      for (const place of PLACES) {
        await page.goto(`#/${place}`);
        await expect(page.locator('h1').first()).toBeVisible();
        await page.waitForLoadState('networkidle');
        await expect(page).toHaveScreenshot(`${place}-${scheme}-${size.width}.png`);
      }
      await openSample(page, /espresso/i);
      await expect(page).toHaveScreenshot(`stage-${scheme}-${size.width}.png`);
    });
  }
}

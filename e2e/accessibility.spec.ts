import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { clickPicture, openSample, watch } from './app.ts';

for (const scheme of ['light', 'dark'] as const) {
  test(`no violation on any page, ${scheme}`, async ({ page }) => {
    test.setTimeout(300_000);
    const seen = watch(page);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.goto('#/segment');
    const places = await page
      .getByRole('navigation', { name: 'Places' })
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    expect(places.length).toBeGreaterThanOrEqual(3);
    for (const place of places) {
      await page.goto(place);
      await expect(page.locator('h1').first()).toBeVisible({ timeout: 30_000 });
      const found = await new AxeBuilder({ page }).analyze();
      expect(
        found.violations.map(
          (v) =>
            `${place} ${v.id}: ${v.nodes
              .map((n) => n.html)
              .slice(0, 3)
              .join(' | ')}`,
        ),
      ).toEqual([]);
    }
    await openSample(page, /espresso/i);
    await clickPicture(page, 290, 140);
    const open = await new AxeBuilder({ page }).analyze();
    expect(
      open.violations.map(
        (v) =>
          `${v.id}: ${v.nodes
            .map((n) => n.html)
            .slice(0, 3)
            .join(' | ')}`,
      ),
    ).toEqual([]);
    expect(seen.errors).toEqual([]);
    expect(seen.foreign).toEqual([]);
  });
}

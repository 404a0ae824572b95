/** The card in the default model's folder is shown whole: its tables, and its pictures of failures. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { watch } from './app.ts';

test('the model card opens in Models, every picture of it comes, and it closes by keyboard', async ({ page }) => {
  const seen = watch(page);
  await page.goto('#/models');
  const opener = page.getByRole('button', { name: 'Model card' });
  await opener.click();
  const dialog = page.getByRole('dialog', { name: /model card$/ });
  await expect(dialog.getByRole('heading', { name: 'Scores' })).toBeVisible();
  const pictures = dialog.getByRole('img');
  expect(await pictures.count()).toBeGreaterThanOrEqual(5);
  for (const picture of await pictures.all()) {
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  }
  expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => v.id)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
  expect(seen.errors).toEqual([]);
  expect(seen.foreign).toEqual([]);
});

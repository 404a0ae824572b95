/** The notices in the corner of the page: what the app said. */
import { expect, type Locator, type Page } from '@playwright/test';

const notices = (page: Page): Locator => page.locator('li[data-tone]');

/** Dismisses what is on screen, so that what comes next can be told apart. */
export async function clearNotices(page: Page): Promise<void> {
  for (let left = await notices(page).count(); left > 0; left = await notices(page).count()) {
    await notices(page)
      .first()
      .getByRole('button', { name: 'Dismiss' })
      .click({ timeout: 2000 })
      .catch(() => undefined);
  }
}

/** Waits until something was said or `other` is on screen, then gives all that is said. */
export async function saidAfter(page: Page, other?: Locator): Promise<string> {
  const first = other ? notices(page).or(other).first() : notices(page).first();
  await expect(first).toBeVisible({ timeout: 60_000 });
  return (await notices(page).allInnerTexts()).join(' | ').replace(/\s+/g, ' ');
}

/** Opens a picture in the app as a person does, and waits until the model has seen it. */
import type { Page } from '@playwright/test';

/** Milliseconds that a slow machine may take to encode. */
const PATIENCE = 240_000;

export interface PictureFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** The page shows the Segment place, with a picture or without. */
export async function openPicture(page: Page, file: PictureFile): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page
    .getByRole('button', { name: /^Open (a|another) picture/ })
    .first()
    .click();
  await (await chooser).setFiles(file);
  await page.waitForSelector('[data-testid=status][data-encoding=ready]', { timeout: PATIENCE });
}

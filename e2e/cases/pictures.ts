/** Pictures that other programs wrote: opened in the page, their colours read from a screenshot of the stage. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { openBytes, stage } from '../app.ts';
import { clearNotices } from './notices.ts';
import { type Case, type Outcome, refused, right, type Section, wrong } from './verdict.ts';

interface Point {
  readonly at: readonly [number, number];
  readonly rgb: readonly [number, number, number];
}

const notices = (page: Page) => page.locator('li[data-tone]');

/** A screenshot of the stage, and the colour in it of a picture pixel. */
async function shot(page: Page): Promise<(x: number, y: number) => Promise<readonly number[]>> {
  const box = await stage(page).boundingBox();
  const [cx = 0, cy = 0, zoom = 1] = ((await stage(page).getAttribute('data-view')) ?? '').split(',').map(Number);
  if (!box) throw new Error('the stage is not on screen');
  const picture = (await stage(page).screenshot()).toString('base64');
  return (x, y) =>
    page.evaluate(
      async ([base64, px, py]) => {
        const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
        const context = new OffscreenCanvas(1, 1).getContext('2d');
        context?.drawImage(bitmap, -Math.round(px), -Math.round(py));
        return [...(context?.getImageData(0, 0, 1, 1).data ?? [])];
      },
      [picture, box.width / 2 + (x + 0.5 - cx) * zoom, box.height / 2 + (y + 0.5 - cy) * zoom] as const,
    );
}

/** What is not as the case says; null when all is. */
async function fault(page: Page, one: Case): Promise<string | null> {
  const at = await shot(page);
  for (const { at: place, rgb } of (one.pixels ?? []) as readonly Point[]) {
    const seen = await at(place[0], place[1]);
    const far = Math.max(...rgb.map((value, i) => Math.abs(value - (seen[i] ?? 0))));
    if (far > Number(one.tolerance)) return `(${place}) is ${seen}, not ${rgb}`;
  }
  const rises = (one.rises ?? []) as readonly (readonly [number, number])[];
  const levels: number[] = [];
  for (const [x, y] of rises) levels.push((await at(x, y))[0] ?? 0);
  const [first = 0, last = 0] = [levels[0], levels.at(-1)];
  const falls = levels.some((level, i) => i > 0 && level <= (levels[i - 1] ?? 0));
  return falls || (rises.length > 0 && last - first <= Number(one.span)) ? `levels ${levels}` : null;
}

/** Times that a picture is looked at, half a second apart, before it counts as wrong: drawing takes its time. */
const LOOKS = 6;

async function walk(page: Page, one: Case, folder: string): Promise<Outcome> {
  await page.goto('about:blank');
  await page.goto('#/segment');
  await clearNotices(page);
  const name = basename(one.file);
  await openBytes(page, name, 'application/octet-stream', readFileSync(join(folder, one.file)));
  const opened = page.getByTestId('status');
  await expect(notices(page).filter({ hasText: name }).or(opened).first()).toBeVisible({ timeout: 60_000 });
  const isOpen = async (): Promise<boolean> =>
    (await stage(page).count()) > 0 && (await stage(page).getAttribute('data-view')) !== null;
  let seen: string | null = null;
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) await page.waitForTimeout(500);
    if (await isOpen()) seen = await fault(page, one);
    if ((await isOpen()) && seen === null) break;
  }
  const said = (await notices(page).allInnerTexts()).join(' | ').replace(/\s+/g, ' ');
  if (!(await isOpen())) {
    return one.refused === undefined && one.or === undefined ? wrong(`did not open: ${said}`) : refused(said);
  }
  if (one.refused !== undefined) return wrong(`opened; ${said}`);
  return seen === null ? right(said) : wrong(`${seen}; ${said}`);
}

export const pictures: Section = {
  id: 'pictures',
  start: async (page) => {
    await page.goto('#/segment');
  },
  walk,
};

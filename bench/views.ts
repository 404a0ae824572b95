/** How long a teaching view takes to show what it shows, on a two-megapixel picture and WASM, from choosing it to its figures. */
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { serveFolder } from '../scripts/serve/server.ts';
import { openBrowser } from './open-browser.ts';
import { openPicture } from './open-picture.ts';
import type { Sample } from './table.ts';

const WIDTH = 1632;
const HEIGHT = 1224;
const TURNS = 5;
/** Milliseconds after which a stopped run has let go of the model. */
const SETTLE = 4000;

/** Views that show something as soon as they open, and what is there then. */
const AT_ONCE: Readonly<Record<string, string>> = {
  embedding: 'input[type=range]',
  logits: '[data-testid=stability]',
  candidates: 'li canvas',
  input: '[data-testid=input]',
  edges: '[role=radiogroup]',
  architecture: 'section',
};

/** Views that decode many prompts once asked: the button, and what the first answer brings. */
const ASKED: Readonly<Record<string, { readonly button: RegExp; readonly shows: string }>> = {
  sensitivity: { button: /^Compute/, shows: '[data-testid=sensitivity]' },
  everything: { button: /^Run/, shows: '[role=progressbar][aria-valuenow]:not([aria-valuenow="0"])' },
};

async function choose(page: Page, view: string): Promise<void> {
  await page.getByTestId('view-panel').getByRole('combobox').first().selectOption(view);
}

/** Milliseconds on the page's clock from `act` to the frame after `selector` matches in the view. */
async function until(page: Page, view: string, selector: string, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate(
    ({ id, wanted }) => {
      const begin = performance.now();
      let acted = 0;
      const note = (): void => {
        acted ||= performance.now();
      };
      for (const kind of ['change', 'pointermove', 'pointerup'])
        addEventListener(kind, note, { capture: true, once: true });
      const time = new Promise<number>((resolve, reject) => {
        setTimeout(() => reject(new Error(`${id}: ${wanted} does not come`)), 60_000);
        const look = (): void => {
          const shown = document.querySelector(`[data-view-id="${id}"] ${wanted}`);
          if (!shown || acted === 0) requestAnimationFrame(look);
          else requestAnimationFrame(() => resolve(performance.now() - Math.max(begin, acted)));
        };
        requestAnimationFrame(look);
      });
      Reflect.set(globalThis, 'viewTime', time);
    },
    { id: view, wanted: selector },
  );
  await act();
  return page.evaluate(() => Reflect.get(globalThis, 'viewTime') as Promise<number>);
}

/** A bundled photo, enlarged. */
async function photo(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(
    async ({ width, height }) => {
      const bitmap = await createImageBitmap(await (await fetch('samples/coffee.webp')).blob());
      const canvas = new OffscreenCanvas(width, height);
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height);
      return [
        ...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })).arrayBuffer()),
      ];
    },
    { width: WIDTH, height: HEIGHT },
  );
  return Buffer.from(bytes);
}

/** Needs a build in `dist/`. Views that need true outlines are left out: no picture of one's own has them. */
export async function benchViews(): Promise<readonly Sample[]> {
  const { server, url } = await serveFolder(fileURLToPath(new URL('../dist', import.meta.url)), 0);
  const browser = await openBrowser();
  const megapixels = (WIDTH * HEIGHT) / 1e6;
  const samples: Sample[] = [];
  const take = (what: string, value: number): void => {
    samples.push({ name: 'ours', what: `view: ${what}`, megapixels, value });
  };
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(120_000);
    // The compiler names functions by a helper that a page does not have.
    await page.addInitScript('globalThis.__name = (f) => f');
    await page.goto(url);
    await openPicture(page, { name: 'two.jpg', mimeType: 'image/jpeg', buffer: await photo(page) });
    await page.getByTestId('stage').click();
    await page.waitForSelector('[data-testid=status][data-busy=false]');
    await page.getByRole('button', { name: 'Look inside the model' }).click();
    await page.getByRole('menuitem', { name: 'Show the logits and the threshold' }).click();
    await page.waitForSelector('[data-testid=stability]');
    // The first turn loads each view's code.
    for (let turn = 0; turn <= TURNS; turn++) {
      for (const [view, selector] of Object.entries(AT_ONCE)) {
        await choose(page, 'confusion');
        const ms = await until(page, view, selector, () => choose(page, view));
        if (turn > 0) take(view, ms);
      }
      await choose(page, 'similarity');
      await page.locator('[data-view-id=similarity] button').first().waitFor();
      const stage = await page.getByTestId('stage').boundingBox();
      const [x, y] = [(stage?.x ?? 0) + 200 + 20 * turn, (stage?.y ?? 0) + 300];
      const ms = await until(page, 'similarity', '[data-testid=similarity]', () => page.mouse.move(x, y));
      if (turn > 0) take('similarity, from the hover', ms);
      for (const [view, { button, shows }] of Object.entries(ASKED)) {
        await choose(page, view);
        const press = page.locator(`[data-view-id=${view}]`).getByRole('button', { name: button });
        const first = await until(page, view, shows, () => press.first().click());
        if (turn > 0) take(`${view}, first answer`, first);
        // What is still being decoded must not be counted to the next view.
        await choose(page, 'confusion');
        await page.waitForTimeout(SETTLE);
      }
    }
  } finally {
    await browser.close();
    server.close();
  }
  return samples;
}

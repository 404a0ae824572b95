/** A long sitting: what pictures and clicks take must come back when the pictures are closed. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { answered, onPage, openBytes, ready, watch } from './app.ts';
import { CALM, exactModel, serveModel } from './faults-kit.ts';
import { memory } from './memory.ts';

// A trace keeps copies of the page inside the page: they would be counted as its memory.
test.use({ ...CALM, trace: 'off' });
test.setTimeout(600_000);

const PICTURES = 20;
const CLICKS = 10;
/** Rounds after which everything that is made once exists. */
const WARM = 12;

interface Held {
  readonly bitmaps: number;
  readonly textures: number;
  readonly listeners: number;
}

/** Counts, from before the app's first line, what it takes and gives back on the page. */
async function count(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const held = { textures: 0, listeners: 0, bitmaps: [] as WeakRef<ImageBitmap>[] };
    const create = globalThis.createImageBitmap;
    globalThis.createImageBitmap = async (...args: unknown[]) => {
      const bitmap: ImageBitmap = await Reflect.apply(create, globalThis, args);
      held.bitmaps.push(new WeakRef(bitmap));
      return bitmap;
    };
    const { createTexture, deleteTexture } = WebGL2RenderingContext.prototype;
    WebGL2RenderingContext.prototype.createTexture = function () {
      held.textures++;
      return createTexture.call(this);
    };
    WebGL2RenderingContext.prototype.deleteTexture = function (texture) {
      if (texture) held.textures--;
      deleteTexture.call(this, texture);
    };
    for (const target of [window, document]) {
      const known = new Set<string>();
      const numbers = new WeakMap<object, number>();
      let next = 0;
      const keyOf = (type: string, listener: object, options: unknown): string => {
        if (!numbers.has(listener)) numbers.set(listener, next++);
        const capture = typeof options === 'object' ? Boolean(options && Reflect.get(options, 'capture')) : options;
        return `${type} ${numbers.get(listener)} ${Boolean(capture)}`;
      };
      const forget = (key: string): void => {
        if (known.delete(key)) held.listeners--;
      };
      const { addEventListener, removeEventListener } = target;
      target.addEventListener = (type: string, listener: object | null, options?: unknown) => {
        if (listener) {
          const key = keyOf(type, listener, options);
          if (!known.has(key)) held.listeners++;
          known.add(key);
          const signal = typeof options === 'object' && options ? Reflect.get(options, 'signal') : undefined;
          if (signal instanceof AbortSignal) signal.addEventListener('abort', () => forget(key));
        }
        Reflect.apply(addEventListener, target, [type, listener, options]);
      };
      target.removeEventListener = (type: string, listener: object | null, options?: unknown) => {
        if (listener) forget(keyOf(type, listener, options));
        Reflect.apply(removeEventListener, target, [type, listener, options]);
      };
    }
    Reflect.set(globalThis, 'heldNow', () => ({
      textures: held.textures,
      listeners: held.listeners,
      // Closed and transferred bitmaps have no width.
      bitmaps: held.bitmaps.filter((ref) => (ref.deref()?.width ?? 0) > 0).length,
    }));
  });
}

async function held(page: Page): Promise<Held> {
  return page.evaluate(() => {
    const look: unknown = Reflect.get(globalThis, 'heldNow');
    if (typeof look !== 'function') throw new Error('not counted');
    return look();
  });
}

test('20 pictures and 200 clicks: bitmaps, textures and listeners come back to their count, memory stays flat', {
  tag: '@long',
}, async ({ page }) => {
  const seen = watch(page);
  await count(page);
  await serveModel(page, exactModel());
  const files = ['coffee.webp', 'coins.webp', 'astronaut.webp', 'rocket.webp'].map((name) =>
    readFileSync(fileURLToPath(new URL(`../public/samples/${name}`, import.meta.url))),
  );
  await page.goto('#/segment');
  let start: Held | undefined;
  let before = 0;
  for (let round = 0; round < WARM + PICTURES; round++) {
    await openBytes(page, `picture ${round}.webp`, 'image/webp', files[round % files.length] ?? Buffer.alloc(0));
    await ready(page);
    for (let click = 0; click < CLICKS; click++) {
      const at = await onPage(page, 40 + 25 * click, 60 + 17 * ((click * 7 + round) % 10));
      await page.mouse.click(at.x, at.y);
      if (click % 3 === 2) await page.keyboard.press('n');
      await answered(page);
    }
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').fill('Close the picture');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('stage')).toHaveCount(0);
    if (round === WARM - 1) {
      before = await memory(page);
      start = await held(page);
    }
  }
  const after = await memory(page);
  const end = await held(page);
  console.info(
    `${PICTURES} pictures, ${PICTURES * CLICKS} clicks: ${JSON.stringify(start)} after ${WARM} pictures, ${JSON.stringify(end)} at the end; memory ${(before / 2 ** 20).toFixed(1)} and ${(after / 2 ** 20).toFixed(1)} MiB`,
  );
  expect(end).toEqual(start);
  expect(after).toBeLessThan(before * 1.1);
  expect(seen.errors).toEqual([]);
});

/** The main flow in Chromium, Firefox and WebKit: one flow, each browser with a fresh profile and service workers allowed. */
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { unzlibSync } from 'fflate';
import { serveFolder } from '../../scripts/serve/server.ts';
import { decodePng } from '../../src/core/image/png.ts';
import { pngToLabels } from '../../src/core/image/png-pixels.ts';
import { type EnginePage, until } from './driver.ts';
import { type Engine, findEngine } from './engines.ts';
import { inEngine } from './in-engine.ts';
import {
  answered,
  catchDownloads,
  clickPicture,
  closed,
  dropped,
  exportedPng,
  handedOver,
  objectsAre,
  onStage,
  pressed,
  ready,
} from './person.ts';
import { servePlain } from './plain-host.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

/** Pixels of the mask in an exported PNG. */
function area(png: Buffer): number {
  const { data } = pngToLabels(decodePng(new Uint8Array(png), unzlibSync));
  return Array.from(data, Number).filter((value) => value > 127).length;
}

async function openCoffee(page: EnginePage): Promise<void> {
  await pressed(page, /espresso/i);
  await ready(page);
}

/** True once the service worker holds what the first visit loaded before it was there. */
const KEPT = `(await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)))
  .then((lists) => { const all = lists.flat(); return [/\\.wasm$/, /models.*\\.(onnx|ort)/, /coffee\\.webp$/].every((file) => all.some((url) => file.test(url))); }))`;

const ALL: readonly Engine[] = ['chromium', 'firefox', 'webkit'];
const long = process.env.ENGINES === 'all';

// Installing an engine may take minutes; no test's own time is spent on it.
test.beforeAll(() => {
  test.setTimeout(1_200_000);
  for (const engine of ALL) findEngine(engine);
});

for (const engine of ALL) {
  test(`the main flow in ${engine}`, async () => {
    test.setTimeout(300_000);
    await inEngine(engine, async (page) => {
      const { server, url } = await serveFolder(dist, 0);
      await page.goto(url);
      await openCoffee(page);
      await clickPicture(page, 290, 140);
      await objectsAre(page, 1);
      // A second object by a box; a drag is a prompt, never the browser's own.
      await page.press(['n']);
      await page.press(['r']);
      await page.drag(await onStage(page, 30, 30), await onStage(page, 130, 130));
      await objectsAre(page, 2);
      await answered(page);
      await page.press(['Control', 'z']);
      await objectsAre(page, 1);
      const mask = await exportedPng(page);
      expect(area(mask)).toBeGreaterThan(1000);

      await pressed(page, /^Export$/);
      await pressed(page, /^Copy$/);
      await until(page, '/Copied/.test(document.body.textContent)');
      await closed(page);

      await catchDownloads(page);
      await page.press(['Control', 's']);
      const project = await handedOver(page);

      await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
      expect(await page.evaluate('/new version/i.test(document.body.textContent)')).toBe(false);
      expect(page.failedRequests).toEqual([]);
      // What the first visit loaded is handed to the service worker once nothing was loaded for three seconds.
      await until(page, KEPT);

      // The second visit has no network.
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await page.goto('about:blank');
      await page.goto(url);
      await until(page, "document.querySelector('[data-over]') !== null");
      await dropped(page, { [project.name]: project.bytes });
      await ready(page);
      await objectsAre(page, 1);
      expect(await exportedPng(page)).toEqual(mask);
      await page.press(['n']);
      await clickPicture(page, 480, 330);
      await objectsAre(page, 2);
    });
  });

  test(`a plain static host under a sub-path in ${engine}: isolated from the second load on, and the model answers`, async () => {
    test.skip(!long, 'under npm run test:long -- engines');
    test.setTimeout(300_000);
    const { server, url } = await servePlain(dist, '/segment-playground/');
    await inEngine(engine, async (page) => {
      await page.goto(url);
      await until(page, 'crossOriginIsolated', 120_000);
      await openCoffee(page);
      await clickPicture(page, 290, 140);
      await objectsAre(page, 1);
      expect(await page.evaluate('crossOriginIsolated')).toBe(true);
    });
    server.closeAllConnections();
    server.close();
  });
}

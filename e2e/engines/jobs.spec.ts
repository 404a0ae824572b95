/** Everything beside the main flow, once in each engine: TIFF, kept work, Compare, a lesson, the lab, film, own ONNX, palette. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from '@playwright/test';
import { serveFolder } from '../../scripts/serve/server.ts';
import { packed, tiffFile } from '../../src/test-support/tiff.ts';
import { folderZip } from '../lab-data.ts';
import { until } from './driver.ts';
import type { Engine } from './engines.ts';
import { inEngine, pictured } from './in-engine.ts';
import { clickPicture, closed, dropped, objectsAre, onStage, pressed, ready, shows } from './person.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const model = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../models/playground/${name}`, import.meta.url)));

/** A grey TIFF of 16 bits with a bright square. */
function scan(): Buffer {
  const [width, height] = [160, 120];
  const square = (i: number): boolean => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x > 40 && x < 110 && y > 30 && y < 90;
  };
  const block = packed(
    'Uint16',
    Array.from({ length: width * height }, (_, i) => (square(i) ? 3000 : 500)),
  );
  const tags = [
    [256, 'short', [width]],
    [257, 'short', [height]],
    [258, 'short', [16]],
    [259, 'short', [1]],
    [262, 'short', [1]],
    [277, 'short', [1]],
    [278, 'short', [height]],
  ] as const;
  return Buffer.from(tiffFile([{ tags, blocks: [block] }]));
}

const ENGINES: readonly Engine[] = ['chromium', 'firefox', 'webkit'];

for (const engine of ENGINES) {
  test(`all other jobs in ${engine}`, async () => {
    test.skip(process.env.ENGINES !== 'all', 'under npm run test:long -- engines');
    test.setTimeout(600_000);
    const { server, url } = await serveFolder(dist, 0);
    const step = test.step;
    await inEngine(engine, async (page) => {
      await step('a TIFF on the first visit', async () => {
        await page.goto(url);
        await until(page, "document.querySelector('[data-over]') !== null");
        await dropped(page, { 'scan.tif': scan() });
        await ready(page);
        await clickPicture(page, 75, 60);
        await objectsAre(page, 1);
      });
      await step('work that is kept comes back after a reload', async () => {
        await pressed(page, /^Keep$/);
        await until(page, "document.querySelector('[data-testid=saved]')?.dataset.save === 'idle'");
        await shows(page, /Saved/);
        await page.goto('about:blank');
        await page.goto(url);
        await pressed(page, /^Continue$/);
        await ready(page);
        await objectsAre(page, 1);
      });
      await step('the export dialogue', async () => {
        await pictured(page, `${engine}-segment`);
        await pressed(page, /^Export$/);
        await until(page, "document.querySelector('[data-testid=export-preview]') !== null");
        await pictured(page, `${engine}-export`);
        await closed(page);
      });
      await step('the palette', async () => {
        await page.press(['Control', 'k']);
        await until(page, "document.querySelector('[role=dialog] input') !== null");
        await page.press(['Escape']);
        await until(page, "document.querySelector('[role=dialog]') === null");
      });
      await step('Compare', async () => {
        await page.goto(`${url}#/compare/m=playground@256.wasm~playground@384.wasm`);
        await until(page, "document.querySelectorAll('[data-phase=ready]').length >= 2", 120_000);
        await page.click(...(await onStage(page, 75, 60)));
        await until(
          page,
          "[...document.querySelectorAll('legend')].filter((l) => /^Candidates/.test(l.textContent)).length === 2",
          60_000,
        );
        await pictured(page, `${engine}-compare`);
      });
      await step('a lesson', async () => {
        await page.goto(`${url}#/learn/first-clicks/box`);
        await shows(page, /encode \d+ ms/, 120_000);
        await page.click(...(await onStage(page, 290, 60)));
        await shows(page, /Not yet: \d|Done/);
      });
      await step('a film', async () => {
        await page.goto(`${url}#/tasks/video`);
        await pressed(page, /^Try the rolling orange/);
        await until(page, "document.querySelector('[data-testid=stage]') !== null");
        await page.drag(await onStage(page, 3, 90), await onStage(page, 60, 150));
        await until(page, "document.querySelector('[data-testid=clicked]')?.textContent === '1'", 60_000);
        await pressed(page, /^Propagate forward/);
        await until(page, "Number(document.querySelector('[data-testid=carried]')?.textContent) > 0", 120_000);
      });
      await step('the lab on a ZIP', async () => {
        await page.goto(`${url}#/benchmarks/voc-2012`);
        await until(page, "document.querySelector('[data-testid=dataset-panel]') !== null");
        await dropped(page, { 'mine.zip': folderZip(1) }, '[data-testid=dataset-panel]');
        await shows(page, /recognised in mine\.zip/);
        await pressed(page, /^Start the run/, '[data-testid=dataset-panel]');
        await shows(page, /(\d+) of \1 pictures/, 200_000);
      });
      await step('an own ONNX', async () => {
        await page.goto(`${url}#/models`);
        const panel = '[aria-labelledby=own-title]';
        await until(page, `document.querySelector('${panel}') !== null`);
        await dropped(page, { 'encoder.onnx': model('encoder.onnx'), 'decoder.onnx': model('decoder.onnx') }, panel);
        await shows(page, /Use it in Segment/, 120_000);
      });
    });
    server.closeAllConnections();
    server.close();
  });
}

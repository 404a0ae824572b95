/** Everything mode against the same grid decoded click by click, in one run on WASM in a real browser. */
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { openBrowser } from '../open-browser.ts';
import type { Sample } from '../table.ts';
import type { Plan, Times } from './page.ts';

const SIDE = 32;
/** Clicks decoded one by one; the rest of the grid is taken to last as long. `EVERYTHING_SINGLES=1024` decodes all of them. */
const SINGLES = Number(process.env.EVERYTHING_SINGLES ?? 64);
const SAMPLES = (process.env.EVERYTHING_SAMPLES ?? 'fruit,coins').split(',');

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
}

/**
 * Prints one line a sample. Both sides decode the same picture with the same engine, threads and thresholds: one by one means
 * one request a click over the worker line at full size; everything mode is the product's own, its half-size embedding included.
 */
export async function benchEverything(): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const server = await createServer({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    server: { port: 0, host: 'localhost' },
    logLevel: 'error',
  });
  await server.listen();
  const browser = await openBrowser();
  try {
    const url = server.resolvedUrls?.local[0] ?? '';
    // Modules that a page imports first are bundled anew and reload it: one visit before the clock runs.
    const warm = await browser.newPage();
    await warm.goto(url);
    await warm.waitForTimeout(3000);
    await warm.close();
    for (const sample of SAMPLES) {
      const page = await browser.newPage();
      await page.goto(`${url}samples/index.json`);
      const plan: Plan = {
        sample,
        side: SIDE,
        singles: SINGLES,
        thresholds: { predIouThresh: 0.2, stabilityScoreThresh: 0.25 },
      };
      const times: Times = await page.evaluate(
        `import('/bench/everything/page.ts').then((bench) => bench.run(${JSON.stringify(plan)}))`,
      );
      report(times);
      samples.push(...samplesOf(times));
      await page.close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return samples;
}

function samplesOf({ sample, single, whole }: Times): Sample[] {
  const what = `everything, ${sample}, ${SIDE}x${SIDE} points`;
  return [
    { name: 'ours', what, megapixels: 0, value: whole.total },
    { name: 'one by one', what, megapixels: 0, value: mean(single) * SIDE * SIDE },
    { name: 'ours', what: `${what}: first objects`, megapixels: 0, value: whole.first },
  ];
}

function report({ sample, threads, single, batched, whole }: Times): void {
  const alone = mean(single) * SIDE * SIDE;
  console.info(
    `everything, ${sample}, ${SIDE}x${SIDE} points, WASM with ${threads} threads: ${(whole.total / 1000).toFixed(1)} s, ` +
      `one by one ${(alone / 1000).toFixed(1)} s (mean of ${single.length} clicks x ${SIDE * SIDE}): ${(alone / whole.total).toFixed(1)} times as fast; ` +
      `first objects after ${((100 * whole.first) / whole.total).toFixed(1)} % of the time; ` +
      `${whole.decoded} points at half size, ${whole.confirmed} at full size, ${whole.skipped} passed over, ${whole.masks} masks; ` +
      `batches of 32 at full size alone: ${(mean(single) / batched).toFixed(1)} times as fast a point`,
  );
}

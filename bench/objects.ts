/** One, ten and two hundred objects on a 12-megapixel picture: what one of them shown or hidden costs the page, and memory. */
import { fileURLToPath } from 'node:url';
import type { Browser, CDPSession } from '@playwright/test';
import { serveFolder } from '../scripts/serve/server.ts';
import { openBrowser } from './open-browser.ts';
import { openPicture } from './open-picture.ts';
import type { Sample } from './table.ts';

const WIDTH = 4000;
const HEIGHT = 3000;
const COUNTS = [1, 10, 200] as const;
const TOGGLES = 20;
const HOVERS = 20;

async function metric(session: CDPSession, name: string): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((m) => m.name === name)?.value ?? 0;
}

/** Rough disks of 60 to 180 pixels radius, as a COCO file. */
function annotations(name: string, objects: number): Buffer {
  const list = Array.from({ length: objects }, (_, i) => {
    const radius = 60 + ((i * 37) % 120);
    const [cx, cy] = [200 + ((i * 613) % (WIDTH - 400)), 200 + ((i * 397) % (HEIGHT - 400))];
    const ring = Array.from({ length: 48 }, (__, k) => {
      const angle = (k / 48) * 2 * Math.PI;
      const r = radius * (1 + 0.1 * Math.sin(5 * angle + i));
      return [cx + r * Math.cos(angle), cy + r * Math.sin(angle)];
    });
    return {
      id: i + 1,
      image_id: 1,
      category_id: 1,
      iscrowd: 0,
      segmentation: [ring.flat()],
      area: 1,
      bbox: [0, 0, 1, 1],
    };
  });
  return Buffer.from(
    JSON.stringify({
      images: [{ id: 1, file_name: name, width: WIDTH, height: HEIGHT }],
      categories: [{ id: 1, name: 'disk' }],
      annotations: list,
    }),
  );
}

async function measure(browser: Browser, url: string, objects: number): Promise<readonly Sample[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  try {
    page.setDefaultTimeout(120_000);
    await page.goto(`${url}#/segment`);
    const bytes = await page.evaluate(
      async ({ width, height }) => {
        const canvas = new OffscreenCanvas(width, height);
        const context = canvas.getContext('2d');
        if (context) {
          context.fillStyle = '#456';
          context.fillRect(0, 0, width, height);
        }
        const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
        return [...new Uint8Array(await blob.arrayBuffer())];
      },
      { width: WIDTH, height: HEIGHT },
    );
    await openPicture(page, { name: 'twelve.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(bytes) });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const heap = async (): Promise<number> => {
      await session.send('HeapProfiler.collectGarbage');
      return (await metric(session, 'JSHeapUsedSize')) / 2 ** 20;
    };
    const empty = await heap();
    await page.getByRole('button', { name: 'Find and import objects' }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('menuitem', { name: /Import annotations/ }).click();
    await (await chooser).setFiles({
      name: 'disks.json',
      mimeType: 'application/json',
      buffer: annotations('twelve.jpg', objects),
    });
    await page
      .getByRole('complementary', { name: 'Objects' })
      .getByText(`${objects}`, { exact: true })
      .first()
      .waitFor();
    const cost = async (act: () => Promise<void>): Promise<number> => {
      const before = await metric(session, 'TaskDuration');
      await act();
      await page.waitForTimeout(400);
      return ((await metric(session, 'TaskDuration')) - before) * 1000;
    };
    const toggles: number[] = [];
    for (let i = 0; i < TOGGLES; i++) {
      const eye = page.getByRole('button', { name: /^(Hide|Show) / }).nth(i % Math.min(5, objects));
      toggles.push(await cost(() => eye.click()));
    }
    const box = await page.getByTestId('stage').boundingBox();
    const hovers: number[] = [];
    for (let i = 0; i < HOVERS; i++) {
      const [x, y] = [200 + ((i * 131) % 800), 100 + ((i * 77) % 500)];
      hovers.push(await cost(() => page.mouse.move((box?.x ?? 0) + x, (box?.y ?? 0) + y)));
    }
    const full = await heap();
    const megapixels = (WIDTH * HEIGHT) / 1e6;
    const ours = (what: string, value: number, unit: 'ms' | 'MiB' = 'ms'): Sample => ({
      name: 'ours',
      what: `${objects} ${objects === 1 ? 'object' : 'objects'}: ${what}`,
      megapixels,
      value,
      unit,
    });
    return [
      ...toggles.map((value) => ours('show or hide one, main thread', value)),
      ...hovers.map((value) => ours('hover, main thread', value)),
      ours('JavaScript heap', full, 'MiB'),
      ours('JavaScript heap before them', empty, 'MiB'),
      ours('the picture itself, beside the heap', (WIDTH * HEIGHT * 4) / 2 ** 20, 'MiB'),
    ];
  } finally {
    await page.close();
  }
}

/** Needs a build in `dist/`. Times are the main thread's own task time by the clock, memory after a garbage collection. */
export async function benchObjects(): Promise<readonly Sample[]> {
  const { server, url } = await serveFolder(fileURLToPath(new URL('../dist', import.meta.url)), 0);
  const browser = await openBrowser('--js-flags=--expose-gc');
  try {
    const samples: Sample[] = [];
    for (const count of COUNTS) samples.push(...(await measure(browser, url, count)));
    return samples;
  } finally {
    await browser.close();
    server.close();
  }
}

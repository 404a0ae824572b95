/** What one hover over a 12-megapixel picture costs the page: main-thread time, and bytes over the worker line. */
import { fileURLToPath } from 'node:url';
import type { CDPSession } from '@playwright/test';
import { serveFolder } from '../scripts/serve/server.ts';
import { quantile } from '../src/core/compare/quantile.ts';
import { openBrowser } from './open-browser.ts';
import { openPicture } from './open-picture.ts';
import type { Sample } from './table.ts';

const HOVERS = 40;
const WIDTH = 4000;
const HEIGHT = 3000;

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((m) => m.name === 'TaskDuration')?.value ?? 0;
}

/**
 * Needs a build in `dist/`. Times are the main thread's tasks in 400 ms, drawing commands included: the processor time they took, and
 * the time by the clock, which also counts waiting for a processor that the model or the rasteriser has.
 */
export async function benchHover(): Promise<readonly Sample[]> {
  const { server, url } = await serveFolder(fileURLToPath(new URL('../dist', import.meta.url)), 0);
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    await page.goto(url);
    const bytes = await page.evaluate(
      async ({ width, height }) => {
        const canvas = new OffscreenCanvas(width, height);
        const context = canvas.getContext('2d');
        if (!context) return [];
        context.fillStyle = '#345';
        context.fillRect(0, 0, width, height);
        for (let i = 0; i < 40; i++) {
          context.fillStyle = `hsl(${i * 37} 60% 50%)`;
          context.beginPath();
          context.arc(((i * 613) % width) + 0.5, ((i * 397) % height) + 0.5, 150 + ((i * 31) % 200), 0, 7);
          context.fill();
        }
        const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
        return [...new Uint8Array(await blob.arrayBuffer())];
      },
      { width: WIDTH, height: HEIGHT },
    );
    await openPicture(page, { name: 'twelve.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(bytes) });
    const domains = ['threadTicks', 'timeTicks'] as const;
    const sessions = await Promise.all(domains.map(() => page.context().newCDPSession(page)));
    for (const [i, session] of sessions.entries())
      await session.send('Performance.enable', { timeDomain: domains[i] ?? 'timeTicks' });
    const box = await page.getByTestId('stage').boundingBox();
    if (!box) throw new Error('the stage is not on screen');
    const costs: (readonly number[])[] = [];
    const still: (readonly number[])[] = [];
    const seconds = (): Promise<number[]> => Promise.all(sessions.map(taskSeconds));
    const spent = async (work: () => Promise<void>): Promise<readonly number[]> => {
      const before = await seconds();
      await work();
      await page.waitForTimeout(400);
      return (await seconds()).map((now, i) => (now - (before[i] ?? 0)) * 1000);
    };
    for (let i = 0; i < HOVERS; i++) {
      costs.push(
        await spent(() =>
          page.mouse.move(box.x + 200 + ((i * 131) % (box.width - 400)), box.y + 100 + ((i * 77) % (box.height - 200))),
        ),
      );
      still.push(await spent(async () => undefined));
    }
    // The plane of a 512-pixel canvas is 256 wide: float32 logits for each candidate.
    const plane = 256 * Math.ceil((256 * HEIGHT) / WIDTH) * 4;
    const megapixels = (WIDTH * HEIGHT) / 1e6;
    const rows = ['processor time', 'by the clock'].flatMap((measure, i) => {
      const quiet = still.map((s) => s[i] ?? 0);
      const without = quantile(quiet, 0.5);
      // The extra of each hover over a median moment without one.
      const alone = costs.map((c) => Math.max(0, (c[i] ?? 0) - without));
      return [
        ...alone.map((value) => ({ name: 'ours', what: `hover: main thread, ${measure}`, megapixels, value })),
        ...quiet.map((value) => ({
          name: 'ours',
          what: `taken off as the measurement's own, ${measure}`,
          megapixels,
          value,
        })),
      ];
    });
    return [
      ...rows,
      { name: 'ours', what: 'bytes a candidate over the worker line', megapixels, value: plane, unit: 'bytes' },
    ];
  } finally {
    await browser.close();
    server.close();
  }
}

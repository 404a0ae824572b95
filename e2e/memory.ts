/** What a page holds. */
import type { Page } from '@playwright/test';

/**
 * Bytes that the page's scripts hold after a collection, buffers included: the least of a few looks, since what a picture that
 * was just closed leaves behind (a thumbnail being drawn, a finalisation due) goes a little later. The worker's are counted
 * beside its source.
 */
export async function memory(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 5; look++) {
    await session.send('HeapProfiler.collectGarbage');
    const usage: Readonly<Record<string, number>> = await session.send('Runtime.getHeapUsage');
    least = Math.min(least, (usage.usedSize ?? 0) + (usage.backingStorageSize ?? 0));
    await page.waitForTimeout(500);
  }
  await session.detach();
  return least;
}

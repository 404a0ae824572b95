/** First visits in Firefox, each on a fresh profile: no request fails while the service worker installs and takes charge. */
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { serveFolder } from '../../scripts/serve/server.ts';
import { until } from './driver.ts';
import { findEngine, startDisplay } from './engines.ts';
import { clickPicture, objectsAre, pressed, ready } from './person.ts';

const visits = Number(process.env.FIRST_VISITS ?? 0);
const dist = fileURLToPath(new URL('../../dist', import.meta.url));

for (let visit = 1; visit <= visits; visit++) {
  test(`first visit ${visit} of ${visits} in firefox`, async () => {
    test.setTimeout(300_000);
    const open = findEngine('firefox');
    test.skip(open === undefined, 'firefox is not installed');
    if (!open) return;
    const [display, { server, url }] = await Promise.all([startDisplay(), serveFolder(dist, 0)]);
    const page = await open(display.name);
    try {
      await page.goto(url);
      await pressed(page, /espresso/i);
      await ready(page);
      await clickPicture(page, 290, 140);
      await objectsAre(page, 1);
      // The dialogue is a part of its own that is loaded while the service worker may be activating.
      await pressed(page, /^Export$/);
      await until(page, "document.querySelector('[data-testid=export-preview]') !== null");
      await until(page, 'navigator.serviceWorker.controller !== null', 120_000);
      expect(page.failedRequests).toEqual([]);
      expect(await page.evaluate('/new version/i.test(document.body.textContent)')).toBe(false);
    } finally {
      await page.close();
      display.stop();
      server.closeAllConnections();
      server.close();
    }
  });
}

/** New versions reach the server while tabs are open: an old tab goes on with its own files, whatever another tab takes. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { clickPicture, openSample, watch } from './app.ts';
import { servePlain } from './engines/plain-host.ts';
import { CALM, objectsOf } from './faults-kit.ts';

test.setTimeout(300_000);

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const BASE = '/segment-playground/';

/** Puts another version of the app into `folder`: each hashed file has another name, and each text names the new ones. */
function deploy(folder: string, mark: string): void {
  const assets = join(folder, 'assets');
  const names = readdirSync(assets).filter((name) => /\.(js|css)$/.test(name) && !/^ort[-.]/.test(name));
  const renamed = new Map(names.map((name) => [name, name.replace(/(\.\w+)$/, `${mark}$1`)]));
  const pattern = new RegExp(names.map((name) => name.replaceAll(/[.$]/g, '\\$&')).join('|'), 'g');
  const texts = [...names.map((name) => join(assets, name)), join(folder, 'index.html'), join(folder, 'sw.js')];
  for (const path of texts) {
    const text = readFileSync(path, 'utf8').replace(pattern, (name) => renamed.get(name) ?? name);
    // The page of another version is another page to the service worker.
    writeFileSync(path, path.endsWith('sw.js') ? text.replace(/"revision":"\w{4}/g, `"revision":"${mark}00`) : text);
  }
  for (const [from, to] of renamed) renameSync(join(assets, from), join(assets, to));
}

/** Loads the page in another tab and takes the version that waits. */
async function takeUpdate(page: Page, url: string, mark: string): Promise<void> {
  await page.goto(url);
  const notices = page.getByRole('region', { name: 'Notices' });
  await notices.getByRole('button', { name: 'Use it now' }).click({ timeout: 60_000 });
  await expect(page.locator(`script[src*="${mark}.js"]`).first()).toBeAttached({ timeout: 60_000 });
}

test('an old tab goes on with its own parts after two deploys that another tab took', async ({ browser }) => {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  cpSync(DIST, folder, { recursive: true, filter: (path) => !/\.(br|gz|map)$/.test(path) });
  const { server, url } = await servePlain(folder, BASE);
  const context = await browser.newContext({
    ...CALM.contextOptions,
    viewport: CALM.viewport,
    serviceWorkers: 'allow',
    baseURL: url,
  });
  const old = await context.newPage();
  const seen = watch(old);
  await old.goto(url);
  // On a host without headers the page is loaded once more by itself, isolated and with the service worker in charge.
  await old.waitForFunction(() => globalThis.crossOriginIsolated && navigator.serviceWorker.controller !== null);
  await openSample(old, /coins/i);
  await clickPicture(old, 100, 100);
  const before = await objectsOf(old);
  expect(before).toHaveLength(1);

  const other = await context.newPage();
  deploy(folder, 'bb');
  await takeUpdate(other, url, 'bb');
  await old.getByRole('link', { name: 'Compare', exact: true }).click();
  await expect(old.getByRole('toolbar', { name: 'Comparison' })).toBeVisible();

  deploy(folder, 'cc');
  await takeUpdate(other, url, 'cc');
  await old.getByRole('link', { name: 'Learn', exact: true }).click();
  await expect(old.getByRole('heading', { name: 'Learn', level: 1 })).toBeVisible();
  await old.getByRole('link', { name: 'Segment', exact: true }).click();
  await expect.poll(() => objectsOf(old)).toEqual(before);
  expect(seen.errors).toEqual([]);

  // A tab alone needs no older version any more.
  await old.close({ runBeforeUnload: false });
  await other.reload();
  await expect.poll(() => other.evaluate(() => caches.keys())).not.toContain('previous-versions');
  await context.close();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

/** A public model is downloaded from a host that breaks off, and ends whole. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { type FaultyServer, startFaultyServer } from '../src/test-support/faulty-server.ts';
import { watch } from './app.ts';

// The hosts of this test are on this machine; a page may ask such only with leave.
test.use({ permissions: ['local-network-access'] });

const bytesOf = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../models/playground/${name}`, import.meta.url)));
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const encoder = bytesOf('encoder.onnx');
const decoder = bytesOf('decoder.onnx');
let hosts: { readonly encoder: FaultyServer; readonly decoder: FaultyServer };

test.beforeAll(async () => {
  hosts = { encoder: await startFaultyServer(encoder), decoder: await startFaultyServer(decoder) };
});
test.afterAll(async () => {
  await Promise.all([hosts.encoder.close(), hosts.decoder.close()]);
});

/** The catalogue has one model, on the local hosts, which the page may contact. */
async function offer(page: Page): Promise<void> {
  const manifest = JSON.parse(bytesOf('manifest.json').toString('utf8'));
  const { canary: _, ...rest } = manifest;
  const file = (host: FaultyServer, body: Buffer): object => ({
    url: host.url,
    bytes: body.length,
    sha256: hashOf(body),
    precision: 'fp32',
  });
  const model = {
    ...rest,
    id: 'borrowed',
    name: 'Borrowed model',
    files: { encoder: file(hosts.encoder, encoder), decoder: file(hosts.decoder, decoder) },
  };
  await page.route('**/models/catalogue.json', (route) =>
    route.fulfill({ json: { schema: 1, gathered: '2026-11-23', models: [model] } }),
  );
  await page.route(
    (url) => url.pathname === '/' || url.pathname === '/index.html',
    async (route) => {
      const response = await route.fetch();
      const headers = response.headers();
      const policy = headers['content-security-policy'] ?? '';
      await route.fulfill({
        response,
        headers: {
          ...headers,
          'content-security-policy': policy.replace('connect-src', 'connect-src http://127.0.0.1:*'),
        },
      });
    },
  );
}

const card = (page: Page) => page.getByRole('article', { name: 'Borrowed model' });

test('a download cut at 60 % goes on after a reload and ends with the right bytes', async ({ page }) => {
  const seen = watch(page);
  await offer(page);
  await page.goto('#/models');
  hosts.encoder.faults.push({ kind: 'cut', after: Math.floor(encoder.length * 0.6) }, { kind: 'stall', after: 0 });
  await card(page)
    .getByRole('button', { name: /^Download .* from 127\.0\.0\.1/ })
    .click();
  await expect(card(page).getByRole('status')).toContainText('trying again', { timeout: 30_000 });

  await page.reload();
  const goOn = card(page).getByRole('button', { name: /^Go on: .* left/ });
  await goOn.click();
  await expect(card(page).getByRole('button', { name: 'Use in Segment' })).toBeVisible({ timeout: 60_000 });
  const asked = hosts.encoder.ranges.map((range) => Number(/bytes=(\d+)-/.exec(range)?.[1] ?? 0));
  expect(asked[0]).toBe(0);
  expect(asked.at(-1)).toBeGreaterThan(encoder.length * 0.5);

  const stored = await page.evaluate(async () => {
    const digest = async (file: Blob): Promise<string> =>
      [...new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))]
        .map((b) => b.toString(16).padStart(2, '0'))
        .join('');
    const files = new Map<string, { name: string; blob: Blob }[]>();
    const walk = async (folder: FileSystemDirectoryHandle): Promise<void> => {
      for await (const entry of folder.values()) {
        if (entry.kind === 'directory') await walk(entry as FileSystemDirectoryHandle);
        else {
          const [, key, part] = /^([0-9a-f]{64})\.(\d{5})$/.exec(entry.name) ?? [];
          const blob = await (entry as FileSystemFileHandle).getFile();
          if (key && part) files.set(key, [...(files.get(key) ?? []), { name: part, blob }]);
        }
      }
    };
    await walk(await navigator.storage.getDirectory());
    return Promise.all(
      [...files].map(async ([key, parts]) => {
        parts.sort((a, b) => (a.name < b.name ? -1 : 1));
        return [key, await digest(new Blob(parts.map((p) => p.blob)))] as const;
      }),
    );
  });
  const byKey = Object.fromEntries(stored);
  expect(byKey[hashOf(encoder)]).toBe(hashOf(encoder));
  expect(byKey[hashOf(decoder)]).toBe(hashOf(decoder));

  await card(page).getByRole('button', { name: 'Use in Segment' }).click();
  await expect(page.getByTestId('status')).toHaveAttribute('data-model', 'ready', { timeout: 120_000 });
  expect(seen.errors).toEqual([]);
  expect(seen.foreign.every((url) => url.startsWith('http://127.0.0.1:'))).toBe(true);
});

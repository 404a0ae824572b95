import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkLink, checkLinks, type Fetch, linkReport, linksIn } from './check-links.ts';

const link = (url: string) => ({ url, places: ['a.json.url'] });
const answering =
  (statuses: Readonly<Record<string, number>>, at?: string): Fetch =>
  (url, { method }) =>
    Promise.resolve({ status: statuses[method] ?? 200, url: at ?? url });

it('finds every address once, with the places that name it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cards-'));
  writeFileSync(
    join(folder, 'a.json'),
    JSON.stringify({ papers: [{ url: 'https://b.org/x' }], text: 'see https://no.org' }),
  );
  writeFileSync(
    join(folder, 'b.json'),
    JSON.stringify({ data: { url: 'https://a.org/' }, server: { url: 'https://b.org/x' } }),
  );
  expect(await linksIn(folder)).toEqual([
    { url: 'https://a.org/', places: ['b.json.data.url'] },
    { url: 'https://b.org/x', places: ['a.json.papers.0.url', 'b.json.server.url'] },
  ]);
});

it('tells what answers, has moved, refuses programs, is broken or does not answer', async () => {
  const url = 'https://a.org/x';
  const state = async (ask: Fetch): Promise<string> => {
    const { state: found, detail } = await checkLink(link(url), ask);
    return `${found} ${detail}`;
  };
  expect(await state(answering({}))).toBe('ok 200');
  expect(await state(answering({ HEAD: 405 }))).toBe('ok 200');
  expect(await state(answering({}, 'https://a.org/y'))).toBe('moved https://a.org/y');
  expect(await state(answering({ HEAD: 403, GET: 403 }))).toBe('closed 403');
  expect(await state(answering({ HEAD: 404, GET: 404 }))).toBe('broken 404');
  expect(
    await state(() => Promise.reject(new TypeError('fetch failed', { cause: new Error('ENOTFOUND a.org') }))),
  ).toBe('unreachable ENOTFOUND a.org');
});

it('reports what needs a person first', async () => {
  const ask: Fetch = (url) => Promise.resolve({ status: url.endsWith('gone') ? 404 : 200, url });
  const checked = await checkLinks(
    [link('https://a.org/'), link('https://a.org/gone'), link('https://b.org/')],
    ask,
    0,
  );
  const report = linkReport(checked, '2026-01-02');
  expect(report).toContain('3 addresses, 1 broken, 0 unreachable, 0 closed, 0 moved, 2 ok.');
  expect(report.indexOf('a.org/gone')).toBeLessThan(report.indexOf('| ok |'));
});

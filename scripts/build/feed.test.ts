import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { atomFeed, entryId } from './atom.ts';
import { feedOf, siteAddress } from './feed-files.ts';

const folder = fileURLToPath(new URL('../../public', import.meta.url));

it('is what the change log says (run `npx tsx scripts/feed.ts` after changing it)', async () => {
  expect(readFileSync(`${folder}/benchmarks/feed.xml`, 'utf8')).toBe(await feedOf(folder, ''));
});

it('links absolutely where the address is known, and keeps ids when it moves', async () => {
  const here = await feedOf(folder, 'https://a.example/seg/');
  const there = await feedOf(folder, 'https://b.example/');
  expect(here).toContain('<link href="https://a.example/seg/#/benchmarks/coco-2017"/>');
  const ids = (xml: string): string[] => [...xml.matchAll(/<id>(.*)<\/id>/g)].map((m) => m[1] ?? '');
  expect(ids(here)).toEqual(ids(there));
  expect(new Set(ids(here)).size).toBe(ids(here).length);
});

it('escapes what XML would read as markup', () => {
  const xml = atomFeed([{ id: 'x', date: '2026-01-01', kind: 'added', text: 'a < b & "c"' }], [], '');
  expect(xml).toContain('<summary>a &lt; b &amp; &quot;c&quot;</summary>');
});

it('orders changes of one day by their place in the log', () => {
  const change = (id: string) => ({ id, date: '2026-01-01', kind: 'added' as const, text: id });
  const xml = atomFeed([change('c'), change('b'), change('a')], [], '');
  const stamps = [...xml.matchAll(/ {4}<updated>(.*)<\/updated>/g)].map((m) => m[1]);
  expect(stamps).toEqual(['2026-01-01T12:00:02Z', '2026-01-01T12:00:01Z', '2026-01-01T12:00:00Z']);
});

it('makes version 5 UUIDs', () => {
  expect(entryId('x')).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('takes the address from SITE_URL and insists that it is one', () => {
  expect(siteAddress({})).toBe('');
  expect(siteAddress({ SITE_URL: 'https://a.example/seg' })).toBe('https://a.example/seg/');
  expect(() => siteAddress({ SITE_URL: 'not an address' })).toThrow();
});

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseCard, parseCardIndex, parseChangeLog, parseSiteConfig } from './cards.ts';

const folder = fileURLToPath(new URL('../../public/benchmarks/', import.meta.url));
const json = (path: string): unknown => JSON.parse(readFileSync(folder + path, 'utf8'));
const valid = {
  schema: 1,
  id: 'x',
  kind: 'benchmark',
  name: 'X',
  fullName: 'X',
  tasks: ['semantic'],
  summary: 's',
  about: ['a'],
  metrics: [{ id: 'm', name: 'M', unit: 'percent', plain: 'p' }],
  listing: 'none-tracked',
  results: [],
  tryIt: { text: 't' },
  checked: '2026-01-01',
};

describe('the cards that ship', () => {
  const index = parseCardIndex('index.json', json('index.json'));
  const ids = index.ok ? index.value.cards : [];

  it('are listed in the index, all of them', () => {
    expect(index.ok).toBe(true);
    const files = readdirSync(`${folder}cards`).map((f) => f.replace(/\.json$/, ''));
    expect([...ids].sort()).toEqual(files.sort());
    expect(ids).toHaveLength(14);
  });

  it.each(ids)('%s passes the schema and names itself', (id) => {
    const card = parseCard(id, json(`cards/${id}.json`));
    expect(card.ok ? [] : card.complaints).toEqual([]);
    expect(card.ok && card.value.id).toBe(id);
  });

  it('carry the three figures of the list they grew from, with their protocol', () => {
    const listed = ids
      .map((id) => parseCard(id, json(`cards/${id}.json`)))
      .flatMap((c) => (c.ok ? c.value.results.filter((r) => r.listed) : []));
    expect(listed.map((r) => r.value).sort((a, b) => a - b)).toEqual([0.768, 44.7, 46.5]);
    for (const r of listed) expect(r.protocol).toMatch(/zero-shot/i);
  });

  it('have a change log that names only cards which exist', () => {
    const log = parseChangeLog('changelog.json', json('changelog.json'));
    expect(log.ok ? [] : log.complaints).toEqual([]);
    if (!log.ok) return;
    for (const change of log.value.changes) if (change.card !== undefined) expect(ids).toContain(change.card);
    const dates = log.value.changes.map((c) => c.date);
    expect(dates).toEqual([...dates].sort().reverse());
    expect(new Set(log.value.changes.map((c) => c.id)).size).toBe(dates.length);
  });
});

describe('a malformed card', () => {
  const complain = (json: unknown): readonly string[] => {
    const parsed = parseCard('x.json', json);
    return parsed.ok ? [] : parsed.complaints;
  };

  it('gets a sentence with file and field', () => {
    expect(complain(valid)).toEqual([]);
    expect(complain({ ...valid, checked: 'yesterday' })).toEqual(['x.json: checked: a day as YYYY-MM-DD']);
    expect(complain({ ...valid, metrcs: [] })[0]).toMatch(/^x\.json: metrcs: /);
    expect(complain({ ...valid, results: [{ id: 'r' }] })[0]).toMatch(/^x\.json: results\.0\.method: /);
  });

  it('cannot point at a metric that it does not define, or use an id twice', () => {
    const result = {
      id: 'r',
      method: 'R',
      metric: 'nope',
      value: 1,
      split: 's',
      protocol: 'p',
      evidence: 'paper',
      source: { text: 's' },
    };
    expect(complain({ ...valid, results: [result] })).toEqual([
      'x.json: results.0.metric: no metric "nope" on this card',
    ]);
    const good = { ...result, metric: 'm' };
    expect(complain({ ...valid, results: [good, good] })).toEqual(['x.json: results.1.id: "r" is used twice']);
  });
});

describe('the report address', () => {
  it('may be https, mailto or empty, and no script', () => {
    for (const reportAddress of ['', 'https://example.org/new', 'mailto:a@example.org'])
      expect(parseSiteConfig('c', { reportAddress }).ok).toBe(true);
    expect(parseSiteConfig('c', { reportAddress: 'javascript:alert(1)' }).ok).toBe(false);
  });
});

/** The benchmark change log as an Atom feed (RFC 4287). */
import { createHash } from 'node:crypto';
import type { Card, Change } from '../../src/contract/cards.ts';

/** Where the site will stand: an absolute address ending in `/`, or empty when that is not known. */
export type SiteAddress = string;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (c) => escapes[c] ?? c);

/** A name-based UUID (RFC 9562, version 5) so that an entry keeps its identity wherever the site moves. */
export function entryId(name: string): string {
  const namespace = createHash('sha1').update('segment-playground benchmark feed').digest().subarray(0, 16);
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Changes of one day keep their order in the log through seconds, newest first. */
function times(changes: readonly Change[]): string[] {
  const perDay = new Map<string, number>();
  for (const c of changes) perDay.set(c.date, (perDay.get(c.date) ?? 0) + 1);
  return changes.map((c) => {
    const left = (perDay.get(c.date) ?? 1) - 1;
    perDay.set(c.date, left);
    const minutes = String(Math.floor(left / 60) % 60).padStart(2, '0');
    return `${c.date}T12:${minutes}:${String(left % 60).padStart(2, '0')}Z`;
  });
}

/**
 * @param changes newest first
 * @param site absolute address ending in `/`; empty = links relative to `benchmarks/feed.xml`
 */
export function atomFeed(changes: readonly Change[], cards: readonly Card[], site: SiteAddress): string {
  const names = new Map(cards.map((c) => [c.id, c.name]));
  const home = site === '' ? '../' : site;
  const at = times(changes);
  const entries = changes.map((change, i) => {
    const name = change.card === undefined ? 'All cards' : (names.get(change.card) ?? change.card);
    const page = `${home}#/benchmarks${change.card === undefined ? '' : `/${change.card}`}`;
    return [
      '  <entry>',
      `    <id>${entryId(change.id)}</id>`,
      `    <title>${escapeXml(`${name}: ${change.kind}`)}</title>`,
      `    <updated>${at[i] ?? ''}</updated>`,
      `    <link href="${escapeXml(page)}"/>`,
      `    <category term="${change.kind}"/>`,
      `    <summary>${escapeXml(change.text)}</summary>`,
      '  </entry>',
    ].join('\n');
  });
  const self = site === '' ? 'feed.xml' : `${site}benchmarks/feed.xml`;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `  <id>${entryId('feed')}</id>`,
    '  <title>Segment Playground: benchmark cards</title>',
    '  <subtitle>New, changed and corrected results</subtitle>',
    '  <author><name>Segment Playground</name></author>',
    `  <updated>${at[0] ?? '1970-01-01T00:00:00Z'}</updated>`,
    `  <link rel="self" type="application/atom+xml" href="${escapeXml(self)}"/>`,
    `  <link rel="alternate" type="text/html" href="${escapeXml(`${home}#/benchmarks`)}"/>`,
    ...entries,
    '</feed>',
    '',
  ].join('\n');
}

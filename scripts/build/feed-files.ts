/** Reads the cards and the change log of a site folder and makes its feed. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Card, type Parsed, parseCard, parseCardIndex, parseChangeLog } from '../../src/contract/cards.ts';
import { atomFeed } from './atom.ts';

function need<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.complaints.join('\n'));
  return parsed.value;
}

/** @throws Error with one line per complaint when a card or the log is malformed */
export async function feedOf(siteFolder: string, site: string): Promise<string> {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(siteFolder, 'benchmarks', name), 'utf8'));
  const index = need(parseCardIndex('index.json', await read('index.json')));
  const cards: Card[] = [];
  for (const id of index.cards) cards.push(need(parseCard(`cards/${id}.json`, await read(`cards/${id}.json`))));
  const log = need(parseChangeLog('changelog.json', await read('changelog.json')));
  return atomFeed(log.changes, cards, site);
}

/** The address a build is meant for: SITE_URL, with a slash at its end; empty when it is not set. */
export function siteAddress(environment: Readonly<Record<string, string | undefined>>): string {
  const given = environment.SITE_URL ?? '';
  if (given === '') return '';
  const url = new URL(given);
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

/** Writes `benchmarks/feed.xml` into the folder. */
export async function writeFeed(siteFolder: string, site: string): Promise<void> {
  await writeFile(join(siteFolder, 'benchmarks', 'feed.xml'), await feedOf(siteFolder, site));
}

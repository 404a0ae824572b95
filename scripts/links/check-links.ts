/** Whether the sources of the benchmark cards can still be reached. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { groupBy } from '../../src/core/metrics/group-by.ts';

/** An address and the places of the card files that name it. */
export interface CardLink {
  readonly url: string;
  readonly places: readonly string[];
}

/**
 * `ok`; `moved`: another address answered; `closed`: the server refuses programs (401, 403, 429), to be looked at by hand;
 * `broken`: any other status from 400 on; `unreachable`: no answer.
 */
export type LinkState = 'ok' | 'moved' | 'closed' | 'broken' | 'unreachable';

export interface CheckedLink extends CardLink {
  readonly state: LinkState;
  /** Status, new address or reason, for a person. */
  readonly detail: string;
}

/** What of `fetch` is used. */
export type Fetch = (
  url: string,
  init: { readonly method: 'HEAD' | 'GET'; readonly signal: AbortSignal },
) => Promise<{ readonly status: number; readonly url: string }>;

const TIMEOUT_MS = 20_000;
/** Pause between two requests to one host. */
const PAUSE_MS = 500;

function collect(value: unknown, place: string, found: Map<string, string[]>): void {
  if (typeof value === 'string') {
    if (/^https?:\/\//.test(value)) found.set(value, [...(found.get(value) ?? []), place]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) collect(inner, `${place}.${key}`, found);
  }
}

/** Every address that stands as a value of its own in the JSON files of a folder, sorted. */
export async function linksIn(folder: string): Promise<CardLink[]> {
  const found = new Map<string, string[]>();
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json')).sort())
    collect(JSON.parse(await readFile(join(folder, file), 'utf8')), file, found);
  return [...found].map(([url, places]) => ({ url, places })).sort((a, b) => (a.url < b.url ? -1 : 1));
}

/** A short reason out of a failed request. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** Asks for the head, and for the page itself where a server does not know that question. */
export async function checkLink(link: CardLink, ask: Fetch): Promise<CheckedLink> {
  try {
    let answer = await ask(link.url, { method: 'HEAD', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (answer.status >= 400) answer = await ask(link.url, { method: 'GET', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { status } = answer;
    if (status === 401 || status === 403 || status === 429) return { ...link, state: 'closed', detail: `${status}` };
    if (status >= 400) return { ...link, state: 'broken', detail: `${status}` };
    const isSame = answer.url === '' || new URL(answer.url).href === new URL(link.url).href;
    return isSame ? { ...link, state: 'ok', detail: `${status}` } : { ...link, state: 'moved', detail: answer.url };
  } catch (error) {
    return { ...link, state: 'unreachable', detail: reasonOf(error) };
  }
}

/** Checks all links, hosts side by side, the links of a host one after another. */
export async function checkLinks(links: readonly CardLink[], ask: Fetch, pauseMs = PAUSE_MS): Promise<CheckedLink[]> {
  const hosts = groupBy(links, ({ url }) => new URL(url).host);
  const checked = await Promise.all(
    [...hosts.values()].map(async (ofHost) => {
      const out: CheckedLink[] = [];
      for (const link of ofHost) {
        if (out.length > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
        out.push(await checkLink(link, ask));
      }
      return out;
    }),
  );
  return checked.flat().sort((a, b) => (a.url < b.url ? -1 : 1));
}

const ORDER: readonly LinkState[] = ['broken', 'unreachable', 'closed', 'moved', 'ok'];

/** The report as Markdown: what needs a person first. @param day as YYYY-MM-DD */
export function linkReport(checked: readonly CheckedLink[], day: string): string {
  const counts = ORDER.map((state) => `${checked.filter((c) => c.state === state).length} ${state}`);
  const rows = ORDER.flatMap((state) => checked.filter((c) => c.state === state));
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  return [
    '# Sources of the cards',
    '',
    `Checked on ${day} by \`npx tsx scripts/links.ts --write docs/links.md\`: ${checked.length} addresses, ${counts.join(', ')}.`,
    '',
    '| state | address | detail | where |',
    '|---|---|---|---|',
    ...rows.map((c) => `| ${c.state} | ${cell(c.url)} | ${cell(c.detail)} | ${cell(c.places.join(', '))} |`),
    '',
  ].join('\n');
}

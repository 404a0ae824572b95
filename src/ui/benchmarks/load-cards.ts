/** Fetches the cards, the change log and the site's settings, and checks them once at the edge. */
import { useEffect, useState } from 'react';
import {
  type Card,
  type Change,
  type Parsed,
  parseCard,
  parseCardIndex,
  parseChangeLog,
  parseSiteConfig,
  type SiteConfig,
} from '../../contract/cards.ts';

export interface Library {
  readonly cards: readonly Card[];
  readonly changes: readonly Change[];
  readonly config: SiteConfig;
  /** Files that could not be used, in words. The rest is shown all the same. */
  readonly complaints: readonly string[];
}

export type LibraryState =
  | { readonly phase: 'loading' }
  | { readonly phase: 'ready'; readonly library: Library }
  | { readonly phase: 'failed'; readonly reason: string };

async function readJson(path: string): Promise<unknown> {
  const response = await fetch(new URL(path, document.baseURI));
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

async function load(): Promise<Library> {
  const complaints: string[] = [];
  const keep = <T>(parsed: Parsed<T>): T | undefined => {
    if (parsed.ok) return parsed.value;
    complaints.push(...parsed.complaints);
    return undefined;
  };
  const gentle = async <T>(path: string, parse: (file: string, json: unknown) => Parsed<T>): Promise<T | undefined> => {
    try {
      return keep(parse(path, await readJson(path)));
    } catch (thrown) {
      complaints.push(`${path}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      return undefined;
    }
  };
  const index = parseCardIndex('benchmarks/index.json', await readJson('benchmarks/index.json'));
  if (!index.ok) throw new Error(index.complaints.join('; '));
  const [cards, log, config] = await Promise.all([
    Promise.all(index.value.cards.map((id) => gentle(`benchmarks/cards/${id}.json`, parseCard))),
    gentle('benchmarks/changelog.json', parseChangeLog),
    gentle('config.json', parseSiteConfig),
  ]);
  return {
    cards: cards.filter((card) => card !== undefined),
    changes: log?.changes ?? [],
    config: config ?? { reportAddress: '' },
    complaints,
  };
}

let held: Promise<Library> | undefined;

/** The library, fetched once per visit; a failed fetch is tried again by `retry`. */
export function useLibrary(): { readonly state: LibraryState; readonly retry: () => void } {
  const [state, setState] = useState<LibraryState>({ phase: 'loading' });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt runs the effect again
  useEffect(() => {
    let current = true;
    held ??= load();
    held.then(
      (library) => current && setState({ phase: 'ready', library }),
      (thrown: unknown) => {
        held = undefined;
        if (current) setState({ phase: 'failed', reason: thrown instanceof Error ? thrown.message : String(thrown) });
      },
    );
    return () => {
      current = false;
    };
  }, [attempt]);
  const retry = (): void => {
    setState({ phase: 'loading' });
    setAttempt(attempt + 1);
  };
  return { state, retry };
}

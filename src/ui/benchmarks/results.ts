/** Ranking of a card's results: what may be called best, and in which order they stand. */
import type { Card, CardMetric, CardResult } from '../../contract/cards.ts';

export type SortKey = 'value' | 'method' | 'split' | 'year' | 'evidence';
export type SortDirection = 'ascending' | 'descending';

/** A figure from somebody else's page, or one marked unverified, is shown but never called best. */
function mayBeBest(result: CardResult): boolean {
  return result.evidence !== 'third-party' && !result.unverified.includes('value');
}

function better(metric: CardMetric | undefined, a: number, b: number): boolean {
  return metric?.better === 'lower' ? a < b : a > b;
}

/** Ids of the best results, one for each metric and split; ties all count. */
export function bestIds(card: Card): ReadonlySet<string> {
  const best = new Map<string, CardResult[]>();
  for (const result of card.results) {
    if (!mayBeBest(result)) continue;
    const metric = card.metrics.find((m) => m.id === result.metric);
    const key = `${result.metric}\n${result.split}`;
    const held = best.get(key)?.[0];
    if (held === undefined || better(metric, result.value, held.value)) best.set(key, [result]);
    else if (held.value === result.value) best.get(key)?.push(result);
  }
  return new Set([...best.values()].flat().map((r) => r.id));
}

/** The best trustworthy figure of the card's first metric over all splits, for the grid. */
export function headline(card: Card): CardResult | undefined {
  const metric = card.metrics[0];
  let best: CardResult | undefined;
  for (const result of card.results) {
    if (result.metric !== metric?.id || !mayBeBest(result)) continue;
    if (best === undefined || better(metric, result.value, best.value)) best = result;
  }
  return best;
}

/** `46.5`, `0.768`, `12`: as many decimals as such figures are published with. */
export function formatValue(metric: CardMetric | undefined, value: number): string {
  if (metric?.unit === 'fraction')
    return value.toFixed(Math.abs(value * 1000 - Math.round(value * 1000)) > 1e-9 ? 4 : 3);
  if (metric?.unit === 'percent') return value.toFixed(Math.abs(value * 10 - Math.round(value * 10)) > 1e-9 ? 2 : 1);
  return String(value);
}

const EVIDENCE_ORDER: readonly CardResult['evidence'][] = [
  'paper',
  'output-files',
  'authors',
  'abstract',
  'third-party',
];

function compare(key: SortKey, a: CardResult, b: CardResult): number {
  switch (key) {
    case 'value':
      return a.value - b.value;
    case 'method':
      return a.method.localeCompare(b.method);
    case 'split':
      return a.split.localeCompare(b.split);
    case 'year':
      return (a.year ?? 0) - (b.year ?? 0);
    case 'evidence':
      return EVIDENCE_ORDER.indexOf(b.evidence) - EVIDENCE_ORDER.indexOf(a.evidence);
  }
}

/** Sorted copy; equal rows keep the order of value, best first. */
export function sortResults(
  results: readonly CardResult[],
  key: SortKey,
  direction: SortDirection,
): readonly CardResult[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return [...results].sort((a, b) => sign * compare(key, a, b) || b.value - a.value);
}

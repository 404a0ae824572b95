/** Search and filters of the grid. */
import type { Card, CardTask } from '../../contract/cards.ts';
import { TASK_WORDS } from './words.ts';

export interface CardFilter {
  readonly query: string;
  readonly task: CardTask | 'any';
  /** Name of a metric family as `metricFamilies` gives it, or `any`. */
  readonly metric: string;
  readonly results: 'any' | 'with' | 'without';
}

export const NO_FILTER: CardFilter = { query: '', task: 'any', metric: 'any', results: 'any' };

const FAMILIES: readonly (readonly [family: string, pattern: RegExp])[] = [
  ['Average precision', /\bAP\b|AUPRC/],
  ['Average recall', /\bAR\b/],
  ['IoU', /IoU/],
  ['F-measure', /F-measure|J&F/],
  ['Harmonic index', /index/],
  ['Accuracy', /^Accuracy/],
  ['Clicks needed', /^NoC/],
  ['Count error', /absolute error/],
];

/** The families of measures a card uses, in a fixed order. */
export function metricFamilies(card: Card): readonly string[] {
  return FAMILIES.filter(([, pattern]) => card.metrics.some((m) => pattern.test(m.name))).map(([family]) => family);
}

function words(card: Card): string {
  return [
    card.name,
    card.fullName,
    card.summary,
    ...card.about,
    ...card.tasks.map((t) => TASK_WORDS[t]),
    ...card.metrics.map((m) => m.name),
    ...(card.classes?.names ?? []),
    ...card.results.map((r) => r.method),
  ]
    .join(' ')
    .toLowerCase();
}

/** Every word of the query must occur somewhere on the card. */
export function matches(card: Card, filter: CardFilter): boolean {
  if (filter.task !== 'any' && !card.tasks.includes(filter.task)) return false;
  if (filter.metric !== 'any' && !metricFamilies(card).includes(filter.metric)) return false;
  if (filter.results === 'with' && card.results.length === 0) return false;
  if (filter.results === 'without' && card.results.length > 0) return false;
  const text = words(card);
  return filter.query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

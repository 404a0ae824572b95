/** The text of a report about a card, and where it is sent. */
import type { Card } from '../../contract/cards.ts';

export interface Report {
  readonly field: string;
  readonly wrong: string;
  readonly source: string;
}

/** What a report can be about: the card's parts, each result, or something missing. Value = the field's path in the card file. */
export function reportFields(card: Card): readonly { readonly value: string; readonly label: string }[] {
  return [
    { value: 'about', label: 'The description' },
    { value: 'splits', label: 'Splits and counts' },
    { value: 'classes', label: 'Classes' },
    { value: 'licence', label: 'Licence and terms' },
    ...card.metrics.map((m) => ({ value: `metrics.${m.id}`, label: `Metric: ${m.name}` })),
    ...card.results.map((r) => ({ value: `results.${r.id}`, label: `Result: ${r.method}, ${r.split}, ${r.value}` })),
    { value: 'results (missing)', label: 'A result is missing' },
    { value: 'other', label: 'Something else' },
  ];
}

export function reportTitle(card: Card, report: Report): string {
  return `Benchmark card ${card.id}: ${report.field}`;
}

export function reportBody(card: Card, report: Report): string {
  return [
    `Card: ${card.name} (public/benchmarks/cards/${card.id}.json, checked ${card.checked})`,
    `Field: ${report.field}`,
    '',
    'What is wrong or missing:',
    report.wrong.trim() || '(please say)',
    '',
    'Where the right value can be read:',
    report.source.trim() || '(a paper, a repository, an official page)',
  ].join('\n');
}

/** The address with title and body filled in; undefined when the site names none. */
export function reportUrl(address: string, title: string, body: string): string | undefined {
  if (address === '') return undefined;
  if (address.startsWith('mailto:')) {
    const join = address.includes('?') ? '&' : '?';
    return `${address}${join}subject=${encodeURIComponent(title)}&body=${encodeURIComponent(body)}`;
  }
  const url = new URL(address);
  url.searchParams.set('title', title);
  url.searchParams.set('body', body);
  return url.href;
}

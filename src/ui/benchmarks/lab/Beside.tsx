/** A person's own figure beside the published ones, each row saying what it is. */
import type { JSX } from 'react';
import type { Card, CardResult } from '../../../contract/cards.ts';
import { formatValue } from '../results.ts';
import { FLAG_WORDS } from '../words.ts';
import { comparable, type OwnFigure, ownValue } from './comparable.ts';
import css from './Dataset.module.css';
import { useModelScores } from './model-scores.ts';
import { partWords } from './part-words.ts';

const MOST_PUBLISHED = 6;

function Published({ card, result }: { readonly card: Card; readonly result: CardResult }): JSX.Element {
  const metric = card.metrics.find((m) => m.id === result.metric);
  const flags = result.flags.map((f) => FLAG_WORDS[f].short).join(', ');
  return (
    <tr>
      <th scope="row">{result.method}</th>
      <td className={css.value}>{formatValue(metric, result.value)}</td>
      <td data-label="Pictures">{result.split}</td>
      <td data-label="How">
        {result.protocol}
        {flags === '' ? '' : ` (${flags})`}
      </td>
      <td>
        published{result.year === undefined ? '' : ` ${result.year}`}; {result.source.text}
      </td>
    </tr>
  );
}

export function Beside({
  card,
  yours,
}: {
  readonly card: Card;
  readonly yours: readonly OwnFigure[];
}): JSX.Element | null {
  const metric = comparable(card);
  const measured = useModelScores(card.id);
  if (!metric) return null;
  const published = card.results
    .filter((r) => r.metric === metric.id)
    .sort((a, b) => (metric.better === 'lower' ? a.value - b.value : b.value - a.value))
    .slice(0, MOST_PUBLISHED);
  return (
    <table className={css.beside}>
      <caption>
        {metric.name}: figures made here are marked; all others are published. Compare only rows with the same pictures
        and protocol.
      </caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">{metric.name}</th>
          <th scope="col">Pictures</th>
          <th scope="col">How</th>
          <th scope="col">Where from</th>
        </tr>
      </thead>
      <tbody>
        {yours.map((own) => {
          const value = ownValue(card, own);
          return (
            <tr key={own.name} data-yours="true">
              <th scope="row">
                <span className={css.yours}>yours</span>
                {own.name}
              </th>
              <td className={css.value}>
                {value !== null
                  ? formatValue(metric, value)
                  : own.splitFault === null
                    ? 'another measure'
                    : 'not comparable'}
              </td>
              <td data-label="Pictures">
                your copy. {partWords(own.part)}
                {own.splitFault === null ? '' : ` Not comparable: ${own.splitFault}.`}
              </td>
              <td data-label="How">{own.words}</td>
              <td>
                measured here {own.date}; {own.where}
              </td>
            </tr>
          );
        })}
        {measured
          .filter((m) => m.metric === metric.id)
          .map((m) => (
            <tr key={m.protocol}>
              <th scope="row">{m.method}, the app’s own model</th>
              <td className={css.value}>{formatValue(metric, m.value)}</td>
              <td data-label="Pictures">{m.split}</td>
              <td data-label="How">{m.protocol}</td>
              <td>
                measured by the project {m.date} ({m.device}); weights {m.weights.slice(0, 12)}…
              </td>
            </tr>
          ))}
        {published.map((result) => (
          <Published key={result.id} card={card} result={result} />
        ))}
      </tbody>
    </table>
  );
}

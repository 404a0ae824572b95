/** The results of a card: chart and table, one measure at a time. */
import { type JSX, useState } from 'react';
import type { Card } from '../../contract/cards.ts';
import { Segmented } from '../kit/Segmented.tsx';
import css from './ResultsSection.module.css';
import { ResultsTable } from './ResultsTable.tsx';
import { bestIds } from './results.ts';
import { ScoreChart } from './ScoreChart.tsx';
import { LISTING_WORDS } from './words.ts';

export function ResultsSection(props: {
  readonly card: Card;
  readonly onReport: (field: string) => void;
}): JSX.Element {
  const { card, onReport } = props;
  const measured = card.metrics.filter((m) => card.results.some((r) => r.metric === m.id));
  const [chosen, setChosen] = useState(measured[0]?.id);
  const metric = measured.find((m) => m.id === chosen) ?? measured[0];
  const best = bestIds(card);
  const shown = card.results.filter((r) => r.metric === metric?.id);
  return (
    <div className={css.results}>
      {card.results.length > 0 || card.kind === 'benchmark' ? (
        <p className={css.listing}>
          {card.results.length === 0
            ? 'No results tracked: neither by the list this page grew from, nor here.'
            : LISTING_WORDS[card.listing]}
        </p>
      ) : null}
      {card.resultsNote === undefined ? null : <p>{card.resultsNote}</p>}
      {measured.length > 1 && metric ? (
        <Segmented
          label="Measure"
          value={metric.id}
          options={measured.map((m) => ({ value: m.id, label: m.name }))}
          onChange={setChosen}
        />
      ) : null}
      {metric ? (
        <>
          {shown.length > 2 ? <ScoreChart metric={metric} results={shown} best={best} /> : null}
          <ResultsTable metric={metric} results={shown} best={best} onReport={onReport} />
        </>
      ) : null}
    </div>
  );
}

/** Results as a table that sorts by any column; the best of each split is marked. */
import { type JSX, useState } from 'react';
import type { CardMetric, CardResult } from '../../contract/cards.ts';
import { announce } from '../kit/announce.ts';
import { IconButton } from '../kit/IconButton.tsx';
import css from './ResultsTable.module.css';
import { formatValue, type SortDirection, type SortKey, sortResults } from './results.ts';
import { Unverified } from './Unverified.tsx';
import { EVIDENCE_WORDS, FLAG_WORDS } from './words.ts';

interface Order {
  readonly key: SortKey;
  readonly direction: SortDirection;
}

function Head(props: {
  readonly label: string;
  readonly sort: SortKey;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly number?: boolean;
}): JSX.Element {
  const { label, sort, order, onOrder } = props;
  const active = order.key === sort;
  const flip = (): void => {
    const direction = active
      ? order.direction === 'ascending'
        ? 'descending'
        : 'ascending'
      : sort === 'method' || sort === 'split'
        ? 'ascending'
        : 'descending';
    onOrder({ key: sort, direction });
    announce(`Sorted by ${label}, ${direction}`);
  };
  return (
    <th scope="col" aria-sort={active ? order.direction : 'none'} className={props.number ? css.number : undefined}>
      <button type="button" onClick={flip}>
        {label}
        <span aria-hidden="true" className={css.arrow}>
          {active ? (order.direction === 'ascending' ? '↑' : '↓') : ''}
        </span>
      </button>
    </th>
  );
}

function Flags({ result }: { readonly result: CardResult }): JSX.Element | null {
  if (result.flags.length === 0) return null;
  return (
    <span className={css.flags}>
      {result.flags.map((flag) => (
        <span key={flag} className={css.flag} title={FLAG_WORDS[flag].long}>
          {FLAG_WORDS[flag].short}
        </span>
      ))}
    </span>
  );
}

function Row(props: {
  readonly metric: CardMetric;
  readonly result: CardResult;
  readonly best: boolean;
  readonly onReport: (field: string) => void;
}): JSX.Element {
  const { metric, result, best } = props;
  const evidence = EVIDENCE_WORDS[result.evidence];
  return (
    <tr data-best={best}>
      <th scope="row">
        {result.method}
        {result.listed ? <span className={css.listed}>the listed figure</span> : null}
      </th>
      <td className={css.number} data-label={metric.name}>
        <span className={css.value}>{formatValue(metric, result.value)}</span>
        {best ? <span className={css.best}>best found</span> : null}
        {result.unverified.includes('value') ? <Unverified what="figure" /> : null}
        {result.also.length > 0 ? (
          <span className={css.also}>
            {result.also.map((a) => (
              <span key={a.label}>
                {a.label} {formatValue(metric, a.value)}
              </span>
            ))}
          </span>
        ) : null}
      </td>
      <td data-label="Split">
        {result.split} {result.unverified.includes('split') ? <Unverified what="split" /> : null}
      </td>
      <td data-label="Protocol" className={css.protocol}>
        {result.protocol} {result.unverified.includes('protocol') ? <Unverified what="protocol" /> : null}
        {result.note === undefined ? null : <span className={css.note}>{result.note}</span>}
        <Flags result={result} />
      </td>
      <td data-label="Year">
        {result.year ?? 'not stated'} {result.unverified.includes('year') ? <Unverified what="year" /> : null}
      </td>
      <td data-label="Known from">
        <span className={css.evidence} data-strength={evidence.strength} title={evidence.long}>
          {evidence.short}
          <span className="visually-hidden">. {evidence.long}</span>
        </span>
        <span className={css.source}>
          {result.source.url ? <a href={result.source.url}>{result.source.text}</a> : result.source.text}
        </span>
      </td>
      <td className={css.report}>
        <IconButton
          icon="warning"
          size="s"
          label={`Report ${result.method}, ${result.split}`}
          onPress={() => props.onReport(`results.${result.id}`)}
        />
      </td>
    </tr>
  );
}

export function ResultsTable(props: {
  readonly metric: CardMetric;
  readonly results: readonly CardResult[];
  readonly best: ReadonlySet<string>;
  readonly onReport: (field: string) => void;
}): JSX.Element {
  const { metric, results, best, onReport } = props;
  const [order, setOrder] = useState<Order>({
    key: 'value',
    direction: metric.better === 'lower' ? 'ascending' : 'descending',
  });
  return (
    <table className={css.table}>
      <caption className="visually-hidden">
        {metric.name}: {results.length} results. The headers are buttons that sort.
      </caption>
      <thead>
        <tr>
          <Head label="Method" sort="method" order={order} onOrder={setOrder} />
          <Head label={metric.name} sort="value" order={order} onOrder={setOrder} number />
          <Head label="Split" sort="split" order={order} onOrder={setOrder} />
          <th scope="col">Protocol</th>
          <Head label="Year" sort="year" order={order} onOrder={setOrder} />
          <Head label="Known from" sort="evidence" order={order} onOrder={setOrder} />
          <th scope="col">
            <span className="visually-hidden">Report</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {sortResults(results, order.key, order.direction).map((result) => (
          <Row key={result.id} metric={metric} result={result} best={best.has(result.id)} onReport={onReport} />
        ))}
      </tbody>
    </table>
  );
}

/** Times measured on this device, with the word which backend to choose. */
import type { JSX } from 'react';
import { MEASURED_RUNS, type Measured, rankMeasured, visitMs } from '../../state/models/measure-here.ts';
import { formatMs, formatTimes } from '../format.ts';
import { messageOf } from '../messages.ts';
import css from './Models.module.css';

export function MeasuredTable({ results }: { readonly results: readonly Measured[] }): JSX.Element {
  const [best, other] = rankMeasured(results);
  return (
    <>
      <table className={css.table}>
        <caption className="visually-hidden">Measured on this device</caption>
        <thead>
          <tr>
            <th scope="col">On</th>
            <th scope="col">Start</th>
            <th scope="col">Look</th>
            <th scope="col">Answer</th>
          </tr>
        </thead>
        <tbody>
          {results.map((r) => (
            <tr key={r.backend}>
              <th scope="row">{r.backend === 'wasm' ? 'Processor' : 'Graphics'}</th>
              {r.failure ? (
                <td colSpan={3}>{messageOf({ doing: 'load-model', ...r.failure }).text}</td>
              ) : (
                <>
                  <td>{formatMs(r.coldMs)}</td>
                  <Times warm={r.encodeMs} cold={r.first.encodeMs} />
                  <Times warm={r.decodeMs} cold={r.first.decodeMs} />
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {best ? (
        <p className={css.fine}>
          Median / 95th percentile of {MEASURED_RUNS} warm runs in this visit, and the cold run before them
          {best.precision ? `; weights in ${best.precision}` : ''}.{' '}
          {best.backend === 'wasm' ? 'The processor' : 'The graphics card'} is the better choice here
          {other
            ? `: one look and five answers take ${formatMs(visitMs(best))} against ${formatMs(visitMs(other))}`
            : ''}
          .
        </p>
      ) : null}
    </>
  );
}

interface TimesProps {
  /** Milliseconds. */
  readonly warm: readonly number[];
  readonly cold: number;
}

function Times({ warm, cold }: TimesProps): JSX.Element {
  return (
    <td>
      {formatTimes(warm)}
      <small className={css.cold}>cold {formatMs(cold)}</small>
    </td>
  );
}

/** What the project measured of the app's own model on this benchmark, with everything needed to measure it again. */
import type { JSX } from 'react';
import type { Card } from '../../../contract/cards.ts';
import { useApp, useServices } from '../../app-context.tsx';
import { formatValue } from '../results.ts';
import css from './Lab.module.css';
import { useModelScores } from './model-scores.ts';

export function OwnModel({ card }: { readonly card: Card }): JSX.Element | null {
  const rows = useModelScores(card.id);
  const app = useServices();
  const ready = useApp((s) => s.model.phase === 'ready');
  if (rows.length === 0) return null;
  const loaded = ready ? Object.values(app.engine()?.manifest.files ?? {}).map((f) => f.sha256) : [];
  return (
    <div className={css.panel} data-testid="own-model">
      <h3>The app’s own model</h3>
      {rows.map((row) => {
        const metric = card.metrics.find((m) => m.id === row.metric);
        return (
          <div key={row.metric} className={css.ownModel}>
            <dl className={css.figures}>
              <div className={css.figure}>
                <dt>{metric?.name ?? row.metric}</dt>
                <dd>{formatValue(metric, row.value)}</dd>
              </div>
              {row.also.map((a) => (
                <div key={a.label} className={css.figure}>
                  <dt>{a.label}</dt>
                  <dd>{formatValue(metric, a.value)}</dd>
                </div>
              ))}
            </dl>
            <p className={css.quiet}>
              {row.method}, {row.split}, measured {row.date} ({row.device}; weights {row.weights.slice(0, 12)}…
              {loaded.length > 0 && !loaded.includes(row.weights) ? ', not those that are loaded now' : ''}).{' '}
              {row.protocol} To measure it again: <code className={css.code}>{row.command}</code>, or drop the data
              below.
            </p>
          </div>
        );
      })}
    </div>
  );
}

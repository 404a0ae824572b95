/** What the numbers mean: a plain explanation and the formula of each measure. */
import type { JSX } from 'react';
import type { Card } from '../../contract/cards.ts';
import { Formula } from './Formula.tsx';
import css from './MetricSection.module.css';

export function MetricSection({ card }: { readonly card: Card }): JSX.Element {
  return (
    <div className={css.metrics}>
      {card.metrics.map((metric) => (
        <div key={metric.id} className={css.metric}>
          <h3>
            {metric.name}
            <span className={css.better}>{metric.better === 'lower' ? 'lower is better' : 'higher is better'}</span>
          </h3>
          <p>{metric.plain}</p>
          {metric.formula.map((tex) => (
            <Formula key={tex} tex={tex} />
          ))}
          {metric.source ? (
            <p className={css.source}>
              As computed by{' '}
              {metric.source.url ? <a href={metric.source.url}>{metric.source.text}</a> : metric.source.text}
            </p>
          ) : null}
        </div>
      ))}
    </div>
  );
}

/** A card in the grid: name, task, best figure with its protocol. */
import type { JSX } from 'react';
import type { Card } from '../../contract/cards.ts';
import css from './CardTile.module.css';
import { formatValue, headline } from './results.ts';
import { TASK_WORDS } from './words.ts';

function Best({ card }: { readonly card: Card }): JSX.Element {
  const best = headline(card);
  const metric = card.metrics[0];
  if (!best)
    return (
      <div className={css.best}>
        <span className={css.noValue}>No results tracked</span>
        <span className={css.by}>{card.kind === 'benchmark' ? 'none found that could be compared' : metric?.name}</span>
      </div>
    );
  return (
    <div className={css.best}>
      <span className={css.value}>{formatValue(metric, best.value)}</span>
      <span className={css.by}>
        <span>{metric?.name}, best found</span>
        <span>
          {best.method}, {best.split}
        </span>
      </span>
    </div>
  );
}

export function CardTile({ card, changed }: { readonly card: Card; readonly changed: boolean }): JSX.Element {
  return (
    <li className={css.tile}>
      <div className={css.top}>
        {card.tasks.map((task) => (
          <span key={task} className={css.chip}>
            {TASK_WORDS[task]}
          </span>
        ))}
        {changed ? <span className={css.changed}>changed</span> : null}
      </div>
      <h3>
        <a className={css.link} href={`#/benchmarks/${card.id}`}>
          {card.name}
        </a>
      </h3>
      <p className={css.summary}>{card.summary}</p>
      <Best card={card} />
    </li>
  );
}

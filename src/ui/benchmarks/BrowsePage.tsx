/** All cards: what segmentation is, search and filters, the grid, what changed. */
import { type JSX, useDeferredValue, useState } from 'react';
import type { Card } from '../../contract/cards.ts';
import css from './BrowsePage.module.css';
import { CardTile } from './CardTile.tsx';
import { ChangesPanel } from './ChangesPanel.tsx';
import { FilterBar } from './FilterBar.tsx';
import { type CardFilter, matches, NO_FILTER } from './filter.ts';
import { Intro } from './Intro.tsx';
import type { Library } from './load-cards.ts';
import { type Seen, unseen } from './seen.ts';

function Group(props: {
  readonly title: string;
  readonly cards: readonly Card[];
  readonly changed: ReadonlySet<string>;
}): JSX.Element | null {
  if (props.cards.length === 0) return null;
  return (
    <section className={css.group}>
      <h2>{props.title}</h2>
      <ul className={css.grid}>
        {props.cards.map((card) => (
          <CardTile key={card.id} card={card} changed={props.changed.has(card.id)} />
        ))}
      </ul>
    </section>
  );
}

export function BrowsePage(props: {
  readonly library: Library;
  readonly seen: Seen;
  readonly onRemember: (on: boolean) => void;
}): JSX.Element {
  const { library, seen } = props;
  const [filter, setFilter] = useState<CardFilter>(NO_FILTER);
  const applied = useDeferredValue(filter);
  const found = library.cards.filter((card) => matches(card, applied));
  const fresh = unseen(seen, library.changes);
  const changed = new Set(fresh.flatMap((c) => (c.card === undefined ? [] : [c.card])));
  return (
    <div className={css.page}>
      <Intro />
      {library.complaints.length > 0 ? (
        <div className={css.complaints} role="alert">
          <p>Some cards could not be read and are left out:</p>
          <ul>
            {library.complaints.map((c) => (
              <li key={c}>{c}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <FilterBar filter={filter} onChange={setFilter} cards={library.cards} found={found.length} />
      <Group title="Benchmarks" cards={found.filter((c) => c.kind === 'benchmark')} changed={changed} />
      <Group title="Related tasks" cards={found.filter((c) => c.kind === 'related-task')} changed={changed} />
      {found.length === 0 ? <p className={css.none}>No card has all of that. Take a word or a filter away.</p> : null}
      <ChangesPanel library={library} seen={seen} fresh={fresh} onRemember={props.onRemember} />
    </div>
  );
}

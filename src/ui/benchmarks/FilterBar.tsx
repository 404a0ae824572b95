/** Search box and filters over the grid. */
import { type JSX, useEffect, useId } from 'react';
import { CARD_TASKS, type Card } from '../../contract/cards.ts';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/Button.tsx';
import { TextField } from '../kit/TextField.tsx';
import css from './FilterBar.module.css';
import { type CardFilter, metricFamilies, NO_FILTER } from './filter.ts';
import { TASK_WORDS } from './words.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

function Picker(props: {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
}): JSX.Element {
  const id = useId();
  return (
    <div className={css.picker}>
      <label htmlFor={id}>{props.label}</label>
      <select id={id} value={props.value} onChange={(event) => props.onChange(event.target.value)}>
        {props.choices.map((c) => (
          <option key={c.value} value={c.value}>
            {c.label}
          </option>
        ))}
      </select>
    </div>
  );
}

export function FilterBar(props: {
  readonly filter: CardFilter;
  readonly onChange: (filter: CardFilter) => void;
  readonly cards: readonly Card[];
  readonly found: number;
}): JSX.Element {
  const { filter, onChange, cards, found } = props;
  const filtered = filter !== NO_FILTER && JSON.stringify(filter) !== JSON.stringify(NO_FILTER);
  const families = [...new Set(cards.flatMap(metricFamilies))].sort();
  useEffect(() => {
    if (filtered) announce(found === 1 ? '1 card' : `${found} cards`);
  }, [filtered, found]);
  return (
    <search className={css.bar}>
      <div className={css.search}>
        <TextField
          label="Search"
          type="search"
          value={filter.query}
          placeholder="A dataset, a class, a model"
          onChange={(query) => onChange({ ...filter, query })}
        />
      </div>
      <Picker
        label="Task"
        value={filter.task}
        choices={[{ value: 'any', label: 'Any task' }, ...CARD_TASKS.map((t) => ({ value: t, label: TASK_WORDS[t] }))]}
        onChange={(value) => onChange({ ...filter, task: CARD_TASKS.find((t) => t === value) ?? 'any' })}
      />
      <Picker
        label="Measure"
        value={filter.metric}
        choices={[{ value: 'any', label: 'Any measure' }, ...families.map((f) => ({ value: f, label: f }))]}
        onChange={(metric) => onChange({ ...filter, metric })}
      />
      <Picker
        label="Results"
        value={filter.results}
        choices={[
          { value: 'any', label: 'With or without' },
          { value: 'with', label: 'With results' },
          { value: 'without', label: 'Without results' },
        ]}
        onChange={(value) => onChange({ ...filter, results: value === 'with' || value === 'without' ? value : 'any' })}
      />
      <p className={css.count}>
        {found} of {cards.length} cards
        {filtered ? (
          <Button size="s" look="quiet" icon="close" onPress={() => onChange(NO_FILTER)}>
            Clear
          </Button>
        ) : null}
      </p>
    </search>
  );
}

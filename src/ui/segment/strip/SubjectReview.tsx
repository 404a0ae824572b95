/** What "Cut out all" came to, picture by picture: those that want a look first, each to be opened or guessed anew. */
import type { JSX } from 'react';
import { useStore } from 'zustand';
import type { SubjectResult } from '../../../state/pictures/batch-types.ts';
import { useServices } from '../../app-context.tsx';
import { Button } from '../../kit/Button.tsx';
import { Icon } from '../../kit/icons.tsx';
import { useObjectUrl } from '../../kit/use-object-url.ts';
import { runningNow } from './running-now.ts';
import css from './SubjectReview.module.css';

const WORDS: Readonly<Record<SubjectResult['outcome'], string>> = {
  none: 'Nothing stands out: click what you mean',
  unsure: 'Unsure: add a click or a box',
  kept: 'Had objects already, left as they are',
  sure: 'Cut out',
};
const FIRST: readonly SubjectResult['outcome'][] = ['none', 'unsure', 'kept', 'sure'];

function Row({ result }: { readonly result: SubjectResult }): JSX.Element | null {
  const app = useServices();
  const item = useStore(app.strip.api, (s) => s.items.find(({ id }) => id === result.id) ?? null);
  const busy = useStore(app.batch.api, (s) => runningNow(s) !== null);
  const url = useObjectUrl(item?.thumbnail ?? null);
  if (!item) return null;
  const open = async (): Promise<void> => {
    if (await app.strip.select(item.id)) app.store.set({ overlay: 'none' });
  };
  return (
    <li className={css.row} data-outcome={result.outcome}>
      {url ? <img src={url} alt="" /> : <Icon name="image" size={22} />}
      <span className={css.words}>
        <b>{item.name}</b>
        {WORDS[result.outcome]}
      </span>
      <Button size="s" isDisabled={busy} onPress={() => void open()}>
        Open<span className="visually-hidden"> {item.name}</span>
      </Button>
      {result.outcome === 'sure' || result.outcome === 'unsure' ? (
        <Button size="s" look="quiet" isDisabled={busy} onPress={() => void app.batch.redoSubject(item.id)}>
          Another guess<span className="visually-hidden"> for {item.name}</span>
        </Button>
      ) : null}
    </li>
  );
}

/** Renders nothing before the first picture is through. */
export function SubjectReview(): JSX.Element | null {
  const app = useServices();
  const results = useStore(app.batch.api, (s) => s.subjects);
  if (results.length === 0) return null;
  const sorted = results.toSorted((a, b) => FIRST.indexOf(a.outcome) - FIRST.indexOf(b.outcome));
  return (
    <ul className={css.list} aria-label="Results, those that want a look first">
      {sorted.map((result) => (
        <Row key={result.id} result={result} />
      ))}
    </ul>
  );
}

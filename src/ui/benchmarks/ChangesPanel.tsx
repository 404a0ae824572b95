/** What changed on the cards, and the two ways to hear of it: a feed, or a mark on the next visit. */
import { type JSX, useId, useState } from 'react';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/Button.tsx';
import css from './ChangesPanel.module.css';
import type { Library } from './load-cards.ts';
import type { Seen } from './seen.ts';

const FIRST = 6;

function Feed(): JSX.Element {
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    const address = new URL('benchmarks/feed.xml', document.baseURI).href;
    try {
      await navigator.clipboard.writeText(address);
      setSaid('Address copied. Paste it into a feed reader.');
    } catch {
      setSaid(`The browser did not allow copying. The address is ${address}`);
    }
  };
  return (
    <div className={css.way}>
      <h3>By feed</h3>
      <p>
        An Atom feed with every added, changed or corrected figure. No account, no mail address, nobody knows you read
        it.
      </p>
      <div className={css.actions}>
        <a href="benchmarks/feed.xml" type="application/atom+xml">
          Open the feed
        </a>
        <Button size="s" icon="copy" onPress={() => void copy()}>
          Copy its address
        </Button>
      </div>
      <p className={css.said} role="status">
        {said}
      </p>
    </div>
  );
}

function Marker(props: {
  readonly seen: Seen;
  readonly fresh: number;
  readonly onRemember: (on: boolean) => void;
}): JSX.Element {
  const id = useId();
  const { seen, fresh, onRemember } = props;
  return (
    <div className={css.way}>
      <h3>On your next visit</h3>
      <label htmlFor={id} className={css.check}>
        <input
          id={id}
          type="checkbox"
          checked={seen.remembering}
          onChange={(event) => onRemember(event.target.checked)}
        />
        <span>Mark what is new since my last visit</span>
      </label>
      <p>
        {seen.blocked
          ? 'This browser does not let the page keep anything, so it cannot.'
          : seen.remembering
            ? 'This device keeps the list of changes you have seen, and nothing else. Untick to erase it.'
            : 'Off: nothing about your visit is kept. On: this device keeps the list of changes you have seen.'}
      </p>
      {fresh > 0 ? (
        <div className={css.actions}>
          <Button
            size="s"
            icon="check"
            onPress={() => {
              onRemember(true);
              announce('All changes are marked as seen');
            }}
          >
            Mark {fresh} as seen
          </Button>
        </div>
      ) : null}
    </div>
  );
}

export function ChangesPanel(props: {
  readonly library: Library;
  readonly seen: Seen;
  readonly fresh: readonly { readonly id: string }[];
  readonly onRemember: (on: boolean) => void;
}): JSX.Element {
  const { library, seen, fresh, onRemember } = props;
  const [all, setAll] = useState(false);
  const names = new Map(library.cards.map((c) => [c.id, c.name]));
  const isNew = new Set(fresh.map((c) => c.id));
  const shown = all ? library.changes : library.changes.slice(0, FIRST);
  return (
    <section className={css.panel} aria-labelledby="changes-title">
      <div className={css.log}>
        <h2 id="changes-title">What changed</h2>
        <ol className={css.list}>
          {shown.map((change) => (
            <li key={change.id} data-new={isNew.has(change.id)}>
              <time dateTime={change.date}>{change.date}</time>
              <span>
                {isNew.has(change.id) ? <strong className={css.new}>new </strong> : null}
                <span className={css.kind}>{change.kind}</span>{' '}
                {change.card === undefined ? (
                  'All cards'
                ) : (
                  <a href={`#/benchmarks/${change.card}`}>{names.get(change.card) ?? change.card}</a>
                )}
                {': '}
                {change.text}
              </span>
            </li>
          ))}
        </ol>
        {library.changes.length > FIRST ? (
          <Button size="s" look="quiet" onPress={() => setAll(!all)} aria-expanded={all}>
            {all ? 'Show fewer' : `Show all ${library.changes.length}`}
          </Button>
        ) : null}
      </div>
      <div className={css.ways}>
        <h2>Be notified</h2>
        <Feed />
        <Marker seen={seen} fresh={fresh.length} onRemember={onRemember} />
      </div>
    </section>
  );
}

/** The benchmarks place: the grid of cards, or one card. */
import { type JSX, useEffect, useState } from 'react';
import { useRoute } from 'wouter';
import { Button } from '../kit/Button.tsx';
import css from './BenchmarksPlace.module.css';
import { BrowsePage } from './BrowsePage.tsx';
import { CardPage } from './CardPage.tsx';
import { type Library, useLibrary } from './load-cards.ts';
import { readSeen, type Seen, type SeenStorage, setRemembering } from './seen.ts';

function deviceStorage(): SeenStorage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

function Shelf({ library, id }: { readonly library: Library; readonly id: string | undefined }): JSX.Element {
  const [seen, setSeen] = useState<Seen>(() => readSeen(deviceStorage()));
  const remember = (on: boolean): void => setSeen(setRemembering(deviceStorage(), on, library.changes));
  const card = library.cards.find((c) => c.id === id);
  useEffect(() => {
    document.title = `${card?.name ?? 'Benchmarks'} · Segment Playground`;
  }, [card]);
  if (id === undefined) return <BrowsePage library={library} seen={seen} onRemember={remember} />;
  if (card) return <CardPage key={card.id} card={card} library={library} />;
  return (
    <div className={css.message}>
      <h1>No such card</h1>
      <p>There is no benchmark called “{id}” here. It may have been renamed.</p>
      <p>
        <a href="#/benchmarks">All benchmarks</a>
      </p>
    </div>
  );
}

export default function BenchmarksPlace(): JSX.Element {
  const [onCard, params] = useRoute('/benchmarks/:id');
  const { state, retry } = useLibrary();
  if (state.phase === 'loading')
    return (
      <div className={css.message} role="status">
        Fetching the cards…
      </div>
    );
  if (state.phase === 'failed')
    return (
      <div className={css.message} role="alert">
        <h1>The cards could not be read</h1>
        <p>
          {state.reason}. They lie in the folder “benchmarks” beside this page; check that it is there, or try again.
        </p>
        <Button look="primary" onPress={retry}>
          Try again
        </Button>
      </div>
    );
  return <Shelf library={state.library} id={onCard ? params.id : undefined} />;
}

/** The comparison before there is a picture. */
import type { JSX } from 'react';
import { useApp, useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { chooseAndOpen, openTransfer } from '../segment/picture-input.ts';
import { useSamples } from '../use-samples.ts';
import css from './NoPicture.module.css';

export function NoPicture(): JSX.Element {
  const app = useServices();
  const opening = useApp((s) => s.opening);
  const samples = useSamples().slice(0, 8);
  return (
    <section
      className={css.empty}
      aria-labelledby="compare-title"
      onDragOver={(e) => e.preventDefault()}
      onDrop={(e) => {
        e.preventDefault();
        void openTransfer(app, e.dataTransfer);
      }}
    >
      <h1 id="compare-title">The same clicks, several models</h1>
      <p>
        Open a picture and click on a thing: every model answers at once. See where they agree, how long each takes, and
        judge them without knowing their names. The picture stays in this tab.
      </p>
      <Button look="primary" size="l" icon="open" onPress={() => void chooseAndOpen(app)}>
        {opening ? `Opening ${opening}` : 'Open a picture'}
      </Button>
      <ul className={css.samples}>
        {samples.map((s) => (
          <li key={s.id}>
            <button type="button" onClick={() => void app.pictures.open({ kind: 'sample', url: s.url, name: s.name })}>
              <img src={s.thumbnail} alt={s.alt} loading="lazy" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

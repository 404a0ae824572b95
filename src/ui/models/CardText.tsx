/** A model's card as its folder has it: Markdown with tables and pictures, no HTML. */
import { type JSX, useEffect, useState } from 'react';
import { type Components, defaultUrlTransform } from 'react-markdown';
import { Prose } from '../kit/Prose.tsx';
import css from './CardText.module.css';

/** The dialogue has the title; the card's own headings go below it. */
const COMPONENTS: Components = {
  h1: () => null,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  img: ({ src, alt }) => <img src={src} alt={alt ?? ''} loading="lazy" />,
};

type Text =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed' }
  | { readonly phase: 'here'; readonly text: string };

/** @param folder address of the model's folder; pictures and links of the card are relative to it */
export function CardText({ folder }: { readonly folder: string }): JSX.Element {
  const [card, setCard] = useState<Text>({ phase: 'loading' });
  useEffect(() => {
    const stop = new AbortController();
    fetch(new URL('README.md', folder), { signal: stop.signal })
      .then((response) => (response.ok ? response.text() : Promise.reject(new Error(`${response.status}`))))
      .then(
        (text) => setCard({ phase: 'here', text }),
        () => {
          if (!stop.signal.aborted) setCard({ phase: 'failed' });
        },
      );
    return () => stop.abort();
  }, [folder]);
  if (card.phase === 'loading') return <p role="status">Opening the model card</p>;
  if (card.phase === 'failed') return <p role="alert">The model card did not come. Close this and try again.</p>;
  return (
    <Prose
      className={css.text}
      text={card.text}
      components={COMPONENTS}
      urlTransform={(url) => new URL(defaultUrlTransform(url), folder).href}
    />
  );
}

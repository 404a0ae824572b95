/** A model's card as its folder has it: Markdown with tables and pictures, no HTML. */
import { type JSX, useEffect, useState } from 'react';
import Markdown, { type Components, defaultUrlTransform } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import css from './CardText.module.css';

const PLUGINS = [remarkGfm];

/** The dialogue has the title; the card's own headings go below it. Wide tables scroll by themselves. */
const COMPONENTS: Components = {
  h1: () => null,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  ),
  img: ({ src, alt }) => <img src={src} alt={alt ?? ''} loading="lazy" />,
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must scroll by keyboard too
    <div className={css.table} tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
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
    <div className={css.text}>
      <Markdown
        remarkPlugins={PLUGINS}
        components={COMPONENTS}
        urlTransform={(url) => new URL(defaultUrlTransform(url), folder).href}
      >
        {card.text}
      </Markdown>
    </div>
  );
}

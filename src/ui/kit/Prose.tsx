/** Lesson text: Markdown with tables, no HTML. */
import type { JSX } from 'react';
import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import css from './Prose.module.css';

const PLUGINS = [remarkGfm];

/** Links leave the app in a tab of their own; wide tables scroll by themselves. */
const COMPONENTS: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must scroll by keyboard too
    <div className={css.table} tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
};

export function Prose({ text }: { readonly text: string }): JSX.Element {
  return (
    <div className={css.prose}>
      <Markdown remarkPlugins={PLUGINS} components={COMPONENTS}>
        {text}
      </Markdown>
    </div>
  );
}

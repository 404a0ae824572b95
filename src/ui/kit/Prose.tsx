/** Markdown with tables, no HTML: lessons, model cards. */
import type { JSX } from 'react';
import Markdown, { type Components, type UrlTransform } from 'react-markdown';
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

export interface ProseProps {
  readonly text: string;
  /** Elements that are drawn otherwise here. */
  readonly components?: Components;
  /** What addresses in the text are relative to, where that is not the page. */
  readonly urlTransform?: UrlTransform;
  readonly className?: string | undefined;
}

export function Prose({ text, components, urlTransform, className }: ProseProps): JSX.Element {
  return (
    <div className={`${css.prose} ${className ?? ''}`}>
      <Markdown
        remarkPlugins={PLUGINS}
        components={components ? { ...COMPONENTS, ...components } : COMPONENTS}
        {...(urlTransform ? { urlTransform } : {})}
      >
        {text}
      </Markdown>
    </div>
  );
}

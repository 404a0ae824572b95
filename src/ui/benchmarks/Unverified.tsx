/** The visible mark of a fact that no source which was read confirms. */
import type { JSX } from 'react';
import css from './Unverified.module.css';

export function Unverified({ what }: { readonly what?: string }): JSX.Element {
  const words = `${what === undefined ? 'This' : `The ${what}`} was not found in a source that was read.`;
  return (
    <span className={css.mark} title={words}>
      unverified
      <span className="visually-hidden">: {words}</span>
    </span>
  );
}

/** What fills a place while its code is loaded. */
import type { JSX } from 'react';
import css from './PartWaiting.module.css';

export function PartWaiting(): JSX.Element {
  return (
    <div className={css.waiting} role="status">
      <span className="visually-hidden">Loading</span>
    </div>
  );
}

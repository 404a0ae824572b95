/** How far something long has come; an unknown total runs to and fro. */
import type { JSX } from 'react';
import { ProgressBar as AriaProgressBar } from 'react-aria-components';
import css from './ProgressBar.module.css';

export function ProgressBar({ label, share }: { readonly label: string; readonly share: number | null }): JSX.Element {
  return (
    <AriaProgressBar
      className={css.bar ?? ''}
      aria-label={label}
      isIndeterminate={share === null}
      value={share === null ? 0 : Math.round(share * 100)}
    >
      <span
        className={share === null ? css.unknown : css.known}
        style={share === null ? undefined : { scale: `${Math.min(1, Math.max(0, share))} 1` }}
      />
    </AriaProgressBar>
  );
}

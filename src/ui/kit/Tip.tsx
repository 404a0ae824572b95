/** The bubble of a tooltip. */
import type { JSX, ReactNode } from 'react';
import { Tooltip } from 'react-aria-components';
import css from './Tip.module.css';

export function Tip({
  children,
  keys,
  placement = 'bottom',
}: {
  readonly children: ReactNode;
  readonly keys?: string | undefined;
  readonly placement?: 'top' | 'right' | 'left' | 'bottom';
}): JSX.Element {
  return (
    <Tooltip className={css.tip ?? ''} placement={placement} offset={6}>
      {children}
      {keys ? <kbd>{keys}</kbd> : null}
    </Tooltip>
  );
}

/** A small panel that belongs to a button. */
import type { JSX, ReactNode } from 'react';
import { Popover as AriaPopover, Dialog, DialogTrigger } from 'react-aria-components';
import css from './Popover.module.css';

export interface PopoverProps {
  readonly trigger: ReactNode;
  readonly label: string;
  readonly children: ReactNode;
  readonly placement?: 'bottom' | 'top' | 'top start' | 'top end' | 'bottom start' | 'bottom end' | 'right' | 'left';
}

export function Popover({ trigger, label, children, placement = 'top start' }: PopoverProps): JSX.Element {
  return (
    <DialogTrigger>
      {trigger}
      <AriaPopover className={css.popover ?? ''} placement={placement} offset={8}>
        <Dialog className={css.dialog ?? ''} aria-label={label}>
          {children}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  );
}

/** A menu behind a button. */
import type { JSX, ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Separator, SubmenuTrigger } from 'react-aria-components';
import { Icon, type IconName } from './icons.tsx';
import css from './Menu.module.css';

export type MenuEntry =
  | {
      readonly id: string;
      readonly label: string;
      readonly icon?: IconName;
      readonly keys?: string | undefined;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      readonly run: () => void;
    }
  /** Opens a menu of its own. */
  | { readonly id: string; readonly label: string; readonly icon?: IconName; readonly entries: readonly MenuEntry[] }
  | { readonly id: string; readonly separator: true };

export interface MenuProps {
  /** The button; it opens the menu. */
  readonly trigger: ReactNode;
  readonly label: string;
  /** A function is asked each time the menu opens: a list of many menus need not know what none of them shows. */
  readonly entries: readonly MenuEntry[] | (() => readonly MenuEntry[]);
  readonly placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end';
}

export function Menu({ trigger, label, entries, placement = 'bottom end' }: MenuProps): JSX.Element {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={css.popover ?? ''} placement={placement} offset={6}>
        <Entries label={label} entries={entries} />
      </Popover>
    </MenuTrigger>
  );
}

/** Rendered while the menu is open. */
function Entries({ label, entries }: Pick<MenuProps, 'label' | 'entries'>): JSX.Element {
  return (
    <AriaMenu className={css.menu ?? ''} aria-label={label}>
      {(typeof entries === 'function' ? entries() : entries).map((entry) =>
        'separator' in entry ? (
          <Separator key={entry.id} className={css.separator ?? ''} />
        ) : 'entries' in entry ? (
          <SubmenuTrigger key={entry.id}>
            <MenuItem id={entry.id} className={css.item ?? ''} textValue={entry.label}>
              {entry.icon ? <Icon name={entry.icon} size={17} /> : <span className={css.blank} />}
              <span className={css.label}>{entry.label}</span>
              <Icon name="forward" size={13} />
            </MenuItem>
            <Popover className={css.popover ?? ''}>
              <Entries label={entry.label} entries={entry.entries} />
            </Popover>
          </SubmenuTrigger>
        ) : (
          <MenuItem
            key={entry.id}
            id={entry.id}
            className={css.item ?? ''}
            data-danger={entry.danger ?? false}
            isDisabled={entry.disabled ?? false}
            onAction={entry.run}
            textValue={entry.label}
          >
            {entry.icon ? <Icon name={entry.icon} size={17} /> : <span className={css.blank} />}
            <span className={css.label}>{entry.label}</span>
            {entry.keys ? <kbd>{entry.keys}</kbd> : null}
          </MenuItem>
        ),
      )}
    </AriaMenu>
  );
}

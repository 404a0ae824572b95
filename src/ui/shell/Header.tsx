/** The bar at the top: brand, places, search, look, help. */
import type { JSX } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Link, useLocation } from 'wouter';
import { useApp } from '../app-context.tsx';
import { readableKeys } from '../command.ts';
import { IconButton } from '../kit/IconButton.tsx';
import { Icon, Mark } from '../kit/icons.tsx';
import { Menu } from '../kit/Menu.tsx';
import { PLACES } from '../places.ts';
import { useCommandContext } from '../use-commands.ts';
import css from './Header.module.css';

export function Header(): JSX.Element {
  const [location] = useLocation();
  const { app, go } = useCommandContext();
  const theme = useApp((s) => s.settings.theme);
  const here = (path: string): boolean => location === path || location.startsWith(`${path}/`);
  return (
    <header className={css.header}>
      <Link href="/segment" className={css.brand ?? ''} aria-label="Segment Playground, home">
        <Mark />
        <span className={css.name}>Segment Playground</span>
      </Link>
      <nav className={css.nav} aria-label="Places">
        {PLACES.filter((p) => p.header).map(({ id, path, label }) => (
          <Link key={id} href={path} className={css.link ?? ''} aria-current={here(path) ? 'page' : undefined}>
            {label}
          </Link>
        ))}
      </nav>
      <div className={css.end}>
        <AriaButton className={css.search ?? ''} onPress={() => app.store.set({ overlay: 'palette' })}>
          <Icon name="search" size={16} />
          <span>Find a command</span>
          <kbd>{readableKeys('$mod+k')}</kbd>
        </AriaButton>
        <Menu
          label="Look"
          trigger={
            <IconButton
              icon={theme === 'system' ? 'auto' : theme === 'dark' ? 'moon' : 'sun'}
              label="Look: light or dark"
            />
          }
          entries={[
            { id: 'system', label: 'As the system', icon: 'auto', run: () => app.updateSettings({ theme: 'system' }) },
            { id: 'light', label: 'Light', icon: 'sun', run: () => app.updateSettings({ theme: 'light' }) },
            { id: 'dark', label: 'Dark', icon: 'moon', run: () => app.updateSettings({ theme: 'dark' }) },
          ]}
        />
        <span className={css.wideOnly}>
          <IconButton
            icon="help"
            label="Shortcuts and help"
            keys="?"
            onPress={() => app.store.set({ overlay: 'help' })}
          />
        </span>
        <span className={css.narrowOnly}>
          <Menu
            label="Places"
            trigger={<IconButton icon="menu" label="Places" />}
            entries={[
              ...PLACES.filter((p) => p.header).map((p) => ({ id: p.id, label: p.label, run: () => go(p.path) })),
              { id: 'line', separator: true },
              {
                id: 'palette',
                label: 'Find a command',
                icon: 'search',
                run: () => app.store.set({ overlay: 'palette' }),
              },
              { id: 'help', label: 'Shortcuts and help', icon: 'help', run: () => app.store.set({ overlay: 'help' }) },
            ]}
          />
        </span>
      </div>
    </header>
  );
}

/** Actions that exist in every place. Places bring their own tables (`<place>/commands.ts`). */
import type { Command } from './command.ts';
import { PLACES } from './places.ts';
import { TASKS } from './tasks/task-list.ts';

const always = (): boolean => true;

export const APP_COMMANDS: readonly Command[] = [
  {
    id: 'app.palette',
    label: 'Find a command',
    keys: '$mod+k',
    group: 'App',
    listed: false,
    enabled: always,
    run: ({ app }) => app.store.set({ overlay: 'palette' }),
  },
  {
    id: 'app.help',
    label: 'Show all shortcuts',
    keys: 'Shift+?',
    group: 'App',
    also: 'help keyboard keys',
    enabled: always,
    run: ({ app }) => app.store.set({ overlay: 'help' }),
  },
  {
    id: 'app.theme',
    label: 'Switch between light and dark',
    group: 'App',
    also: 'theme night mode',
    enabled: always,
    run: ({ app }) => {
      const dark = matchMedia('(prefers-color-scheme: dark)').matches;
      const { theme } = app.store.state.settings;
      const isDark = theme === 'dark' || (theme === 'system' && dark);
      app.updateSettings({ theme: isDark ? 'light' : 'dark' });
    },
  },
  {
    id: 'app.theme-system',
    label: 'Use the light or dark look of the system',
    group: 'App',
    enabled: (state) => state.settings.theme !== 'system',
    run: ({ app }) => app.updateSettings({ theme: 'system' }),
  },
  ...PLACES.map(
    ({ id, label, path }): Command => ({
      id: `go.${id}`,
      label: `Go to ${label}`,
      group: 'Go to',
      enabled: always,
      run: ({ go }) => go(path),
    }),
  ),
  ...TASKS.map(
    ({ id, name, path }): Command => ({
      id: `go.task.${id}`,
      label: `Try ${name.toLowerCase()}`,
      group: 'Go to',
      also: 'related task benchmark',
      enabled: always,
      run: ({ go }) => go(path),
    }),
  ),
];

/** The shape of an action: it exists once and feeds menu, shortcut, help and command palette. */
import type { App } from '../state/app.ts';
import type { AppState } from '../state/state.ts';

export type CommandGroup = 'Picture' | 'Prompts' | 'Objects' | 'Edit' | 'View' | 'Tools' | 'Go to' | 'App';

/** What a command may act on. */
export interface CommandContext {
  readonly app: App;
  /** Goes to a place of the app, e.g. `/learn`. */
  readonly go: (path: string) => void;
}

export interface Command {
  readonly id: string;
  /** As in a menu: a verb first, no full stop. */
  readonly label: string;
  /** tinykeys syntax; `$mod` is Ctrl, or Cmd on a Mac. */
  readonly keys?: string;
  readonly group: CommandGroup;
  /** Words that also find it in the palette. */
  readonly also?: string;
  /** False: works, but a menu or the palette would be the wrong place for it. */
  readonly listed?: boolean;
  enabled(state: AppState): boolean;
  run(context: CommandContext): void | Promise<void>;
}

const MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

const READABLE: Record<string, string> = {
  $mod: MAC ? '⌘' : 'Ctrl',
  Shift: MAC ? '⇧' : 'Shift',
  Alt: MAC ? '⌥' : 'Alt',
  Escape: 'Esc',
  Delete: 'Del',
  BracketLeft: '[',
  BracketRight: ']',
  Slash: '?',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
};

/** `$mod+Shift+z` as a person reads it. */
export function readableKeys(keys: string): string {
  return keys
    .split('+')
    .map((part) => READABLE[part] ?? (part.length === 1 ? part.toUpperCase() : part.replace(/^\(.*\)/, '')))
    .join(' ');
}

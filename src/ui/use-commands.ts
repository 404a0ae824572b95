/** Commands in components: the table, running one, and the keys that run them. */
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { tinykeys } from 'tinykeys';
import { useLocation } from 'wouter';
import type { App } from '../state/app.ts';
import { useServices } from './app-context.tsx';
import type { Command, CommandContext } from './command.ts';
import { addCommands, allCommands, onCommandsChange } from './command-registry.ts';

/** The command table as it is now. */
export function useCommands(): readonly Command[] {
  return useSyncExternalStore(onCommandsChange, allCommands);
}

/** Brings a place's commands into the table while it is mounted. */
export function usePlaceCommands(commands: readonly Command[]): void {
  useEffect(() => addCommands(commands), [commands]);
}

/** Runs a command by its entry in the table, if it is enabled now. */
export function runCommand(command: Command, context: CommandContext): void {
  if (!command.enabled(context.app.store.state)) return;
  const result = command.run(context);
  if (result) result.catch((thrown: unknown) => context.app.store.fail('edit', thrown));
}

/** The context for commands run from a component. */
export function useCommandContext(): CommandContext {
  const app: App = useServices();
  const [, go] = useLocation();
  return useMemo(() => ({ app, go }), [app, go]);
}

function takesText(target: unknown): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type);
}

/**
 * True while typing: single keys then belong to the text. The focus counts beside the target, because a search box passes each key
 * on to the option that it points at, and what that option's event prevents never reaches the text.
 */
function isTyping(event: KeyboardEvent): boolean {
  return takesText(event.target) || takesText(document.activeElement);
}

/**
 * Binds every command's key to the window. Combinations with Ctrl or Cmd are heard on the way down, since a list keeps every key
 * that is pressed inside a row to itself; all other keys on the way up, after the focused element had its turn.
 */
export function useShortcuts(): void {
  const commands = useCommands();
  const context = useCommandContext();
  useEffect(() => {
    const down: Record<string, (event: KeyboardEvent) => void> = {};
    const up: typeof down = {};
    for (const command of commands) {
      if (!command.keys) continue;
      const bindings = command.keys.includes('$mod') ? down : up;
      bindings[command.keys] ??= (event) => {
        const withModifier = event.ctrlKey || event.metaKey;
        if (event.defaultPrevented || (isTyping(event) && !withModifier)) return;
        if (document.querySelector('[role="dialog"][aria-modal="true"], [data-rac][role="menu"]')) return;
        if (!command.enabled(context.app.store.state)) return;
        event.preventDefault();
        runCommand(command, context);
      };
    }
    const stops = [tinykeys(window, down, { capture: true }), tinykeys(window, up)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [commands, context]);
}

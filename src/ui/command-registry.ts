/** The one table of what can be done now: the app's commands and those of the place on screen. */
import type { Command } from './command.ts';
import { APP_COMMANDS } from './commands.ts';

let placeCommands: readonly Command[] = [];
const listeners = new Set<() => void>();
let snapshot: readonly Command[] = APP_COMMANDS;

/** Adds a place's commands for as long as it is on screen. @returns the function that takes them away */
export function addCommands(commands: readonly Command[]): () => void {
  placeCommands = [...placeCommands, ...commands];
  publish();
  return () => {
    placeCommands = placeCommands.filter((c) => !commands.includes(c));
    publish();
  };
}

/** Every command at hand; the same array until the table changes. */
export function allCommands(): readonly Command[] {
  return snapshot;
}

export function onCommandsChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function publish(): void {
  snapshot = [...placeCommands, ...APP_COMMANDS];
  for (const listener of listeners) listener();
}

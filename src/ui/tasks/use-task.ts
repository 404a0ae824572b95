/** A task's store, alive as long as its page: made when it opens, everything released when it is left. */
import { useEffect, useMemo, useState } from 'react';
import type { StoreApi } from 'zustand';
import { useStore } from 'zustand';
import type { App } from '../../state/app.ts';
import { useServices } from '../app-context.tsx';
import type { Command } from '../command.ts';
import { usePlaceCommands } from '../use-commands.ts';

export interface Disposable {
  dispose(): void;
}

/** null on the very first render. */
export function useTask<T extends Disposable>(make: (app: App) => T): T | null {
  const app = useServices();
  const [task, setTask] = useState<T | null>(null);
  useEffect(() => {
    const made = make(app);
    setTask(made);
    return () => {
      made.dispose();
      setTask(null);
    };
  }, [app, make]);
  return task;
}

export function useTaskState<S, T>(task: { readonly api: StoreApi<S> }, selector: (state: S) => T): T {
  return useStore(task.api, selector);
}

interface Undoing {
  undo(): string | null;
  redo(): string | null;
}

/** Brings undo and redo of a task, and what else it offers, into the command table. */
export function useTaskCommands(task: Undoing, more: readonly Command[] = NONE): void {
  const commands = useMemo(
    (): readonly Command[] => [
      {
        id: 'tasks.undo',
        label: 'Undo',
        keys: '$mod+z',
        group: 'Edit',
        enabled: () => true,
        run: () => void task.undo(),
      },
      {
        id: 'tasks.redo',
        label: 'Redo',
        keys: '$mod+Shift+z',
        group: 'Edit',
        enabled: () => true,
        run: () => void task.redo(),
      },
      ...more,
    ],
    [task, more],
  );
  usePlaceCommands(commands);
}

const NONE: readonly Command[] = [];

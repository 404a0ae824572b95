/** Undo and redo for a task's store: whole documents restored, never recomputed. */
import { DocHistory, type HistorySummary } from '../history.ts';

/** Bytes of logits that a task's history alone may keep alive. */
const LIMIT = 64 * 2 ** 20;

/** A store that can undo. `T` is the undoable part of its state. */
export interface Undoable<T> {
  /** Replaces the undoable part as one step. */
  commit(next: T, label: string, mergeKey?: string): void;
  undo(): string | null;
  redo(): string | null;
  clear(): void;
}

export const NO_HISTORY: HistorySummary = { undo: null, redo: null, bytes: 0, steps: 0 };

/**
 * @param read the undoable part now
 * @param write puts it back, with what the history can do then
 * @param buffers what a document keeps alive
 */
export function createUndo<T>(
  read: () => T,
  write: (doc: T, history: HistorySummary) => void,
  buffers: (doc: T) => Iterable<ArrayBuffer>,
): Undoable<T> {
  const history = new DocHistory<T>(buffers, LIMIT);
  const move = (step: { readonly doc: T; readonly label: string } | null): string | null => {
    if (!step) return null;
    write(step.doc, history.summary());
    return step.label;
  };
  return {
    commit(next, label, mergeKey) {
      history.record(read(), label, mergeKey ?? null);
      write(next, history.summary());
    },
    undo: () => move(history.undo(read())),
    redo: () => move(history.redo(read())),
    clear: () => history.clear(),
  };
}

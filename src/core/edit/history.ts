/** A list of done and undone steps bounded by bytes, not by count. Immutable: every change returns a new history. */

/** One undoable step and what it costs to keep. */
export interface Step<T> {
  readonly value: T;
  readonly bytes: number;
}

/** `past` oldest first; `future` next first; `bytes` of both together. */
export interface History<T> {
  readonly past: readonly Step<T>[];
  readonly future: readonly Step<T>[];
  readonly bytes: number;
  readonly limit: number;
}

/** @param limit bytes the steps may take together; the newest step stays even when it alone is larger */
export function emptyHistory<T>(limit: number): History<T> {
  return { past: [], future: [], bytes: 0, limit };
}

function bytesOf<T>(steps: readonly Step<T>[]): number {
  return steps.reduce((sum, step) => sum + step.bytes, 0);
}

/** Adds a step just done: what had been undone is forgotten, and the oldest steps go when the limit is passed. */
export function pushStep<T>(history: History<T>, step: Step<T>): History<T> {
  const past = [...history.past, step];
  let bytes = bytesOf(past);
  let drop = 0;
  while (bytes > history.limit && drop < past.length - 1) {
    bytes -= past[drop]?.bytes ?? 0;
    drop++;
  }
  return { past: past.slice(drop), future: [], bytes, limit: history.limit };
}

/** A history after going one step back or forward, and the step to apply. */
export interface Move<T> {
  readonly history: History<T>;
  readonly step: Step<T>;
}

/** One step back, or null at the beginning. */
export function undoStep<T>(history: History<T>): Move<T> | null {
  const step = history.past.at(-1);
  if (step === undefined) return null;
  return { step, history: { ...history, past: history.past.slice(0, -1), future: [step, ...history.future] } };
}

/** One step forward, or null at the end. */
export function redoStep<T>(history: History<T>): Move<T> | null {
  const [step, ...future] = history.future;
  if (step === undefined) return null;
  return { step, history: { ...history, past: [...history.past, step], future } };
}

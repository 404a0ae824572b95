/** Which steps were done. Kept in the browser only after the person said so; forgotten when they take it back. */
import { parseProgress } from '../../contract/lesson.ts';

/** Finished steps by lesson. */
export type Progress = Readonly<Record<string, readonly string[]>>;

export interface ProgressStore {
  /** What was kept, or null when nothing may be kept. */
  load(): Progress | null;
  save(progress: Progress): void;
  /** Removes everything. */
  forget(): void;
}

const KEY = 'learn-progress';

/** @param storage gives the browser's small store; may throw where it is blocked, then nothing is kept */
export function createProgressStore(storage: () => Storage): ProgressStore {
  const quietly = <T>(run: (s: Storage) => T, otherwise: T): T => {
    try {
      return run(storage());
    } catch {
      return otherwise; // blocked or full: the progress lasts for this visit
    }
  };
  return {
    load: () =>
      quietly((s) => {
        const text = s.getItem(KEY);
        return text === null ? null : parseProgress(JSON.parse(text));
      }, null),
    save: (progress) => quietly((s) => s.setItem(KEY, JSON.stringify(progress)), undefined),
    forget: () => quietly((s) => s.removeItem(KEY), undefined),
  };
}

/** The progress with one more step done; the same object when it was done already. */
export function withStep(progress: Progress, lesson: string, step: string): Progress {
  const done = progress[lesson] ?? [];
  return done.includes(step) ? progress : { ...progress, [lesson]: [...done, step] };
}

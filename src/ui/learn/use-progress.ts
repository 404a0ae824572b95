/** Which steps were done: for this visit, and beyond it where the person wants that. */
import { useCallback, useState } from 'react';
import { createProgressStore, type Progress, withStep } from '../../state/learn/progress.ts';

const store = createProgressStore(() => localStorage);

/** This visit's progress: leaving the place for a moment must not lose it. */
let visit: Progress | null = null;

export interface ProgressKeeper {
  readonly progress: Progress;
  /** Kept in the browser. */
  readonly kept: boolean;
  readonly keep: (wanted: boolean) => void;
  readonly finish: (lesson: string, step: string) => void;
}

export function useProgress(): ProgressKeeper {
  const [kept, setKept] = useState(() => store.load() !== null);
  const [progress, setProgress] = useState<Progress>(() => visit ?? store.load() ?? {});
  const finish = useCallback(
    (lesson: string, step: string) =>
      setProgress((before) => {
        const after = withStep(before, lesson, step);
        visit = after;
        if (kept && after !== before) store.save(after);
        return after;
      }),
    [kept],
  );
  const keep = (wanted: boolean): void => {
    setKept(wanted);
    if (wanted) store.save(progress);
    else store.forget();
  };
  return { progress, kept, keep, finish };
}

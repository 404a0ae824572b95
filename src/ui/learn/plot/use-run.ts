/** Something long that a view does: progress, a way to stop it, and its failure in words. Ends with the view. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { SegError } from '../../../contract/errors.ts';

export type RunWork = (signal: AbortSignal, progress: (done: number, total: number) => void) => Promise<void>;

export interface Run {
  readonly running: boolean;
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly failure: string | null;
  /** Stops what is running first. */
  readonly start: (work: RunWork) => void;
  readonly stop: () => void;
}

export function useRun(): Run {
  const current = useRef<AbortController | null>(null);
  const [running, setRunning] = useState(false);
  const [progress, setProgress] = useState<Run['progress']>(null);
  const [failure, setFailure] = useState<string | null>(null);

  const stop = useCallback(() => {
    current.current?.abort();
    current.current = null;
    setRunning(false);
    setProgress(null);
  }, []);

  const start = useCallback((work: RunWork) => {
    current.current?.abort();
    const controller = new AbortController();
    current.current = controller;
    setRunning(true);
    setFailure(null);
    setProgress(null);
    const mine = (): boolean => current.current === controller;
    work(controller.signal, (done, total) => mine() && setProgress({ done, total }))
      .catch((thrown: unknown) => {
        const error = SegError.from(thrown);
        if (mine() && error.code !== 'aborted') setFailure(error.message);
      })
      .finally(() => {
        if (!mine()) return;
        current.current = null;
        setRunning(false);
        setProgress(null);
      });
  }, []);

  useEffect(() => () => current.current?.abort(), []);
  return { running, progress, failure, start, stop };
}

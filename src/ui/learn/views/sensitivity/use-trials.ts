/** A run of many prompts: progressive, stopped by a button or by leaving. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { isAborted, SegError } from '../../../../contract/errors.ts';
import type { Mask } from '../../../../core/mask/mask.ts';
import type { TrialResult } from '../../../../core/teach/sensitivity.ts';
import type { Encoded } from '../../../../state/flows/encode.ts';
import { tryPrompts } from '../../../../state/learn/sensitivity.ts';
import type { Plan } from './plan.ts';

interface Run {
  readonly plan: Plan;
  /** In the order of the plan; null where not tried yet. */
  readonly results: readonly (TrialResult | null)[];
  readonly running: boolean;
  readonly failure: string | null;
}

export function useTrials(): {
  readonly run: Run | null;
  readonly start: (encoded: Encoded, reference: Mask, plan: Plan) => void;
  readonly stop: () => void;
} {
  const [run, setRun] = useState<Run | null>(null);
  const controller = useRef<AbortController | null>(null);
  const stop = useCallback(() => controller.current?.abort(), []);
  useEffect(() => stop, [stop]);
  const start = useCallback((encoded: Encoded, reference: Mask, plan: Plan) => {
    controller.current?.abort();
    const mine = new AbortController();
    controller.current = mine;
    const results: (TrialResult | null)[] = plan.sets.map(() => null);
    const put = (change: Pick<Run, 'running' | 'failure'>): void => {
      if (controller.current === mine) setRun({ plan, results: [...results], ...change });
    };
    put({ running: true, failure: null });
    tryPrompts(encoded, plan.sets, reference, mine.signal, (index, result) => {
      results[index] = result;
      put({ running: true, failure: null });
    }).then(
      () => put({ running: false, failure: null }),
      (thrown: unknown) => put({ running: false, failure: isAborted(thrown) ? null : SegError.from(thrown).message }),
    );
  }, []);
  return { run, start, stop };
}

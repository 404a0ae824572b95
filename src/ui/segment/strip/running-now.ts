/** Which run over all pictures is going on. */
import type { BatchRun, BatchState } from '../../../state/pictures/batch-types.ts';

export function runningNow(state: BatchState): BatchRun | null {
  return [state.subject, state.everything, state.export].find((run) => run.running) ?? null;
}

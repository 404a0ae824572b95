/** Flow: the F-measure over thresholds, a point at a time, so that the page stays alive. */
import { throwIfAborted } from '../../contract/errors.ts';
import type { EdgeJudge, EdgeMatch } from '../../core/teach/edge-steps.ts';

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/**
 * @param found hears the curve so far, by rising threshold
 * @throws SegError `aborted`
 */
export async function sweepThresholds(
  judge: EdgeJudge,
  thresholds: readonly number[],
  signal: AbortSignal,
  found: (curve: readonly EdgeMatch[]) => void,
  progress: (done: number, total: number) => void,
): Promise<void> {
  const curve: EdgeMatch[] = [];
  for (const threshold of thresholds) {
    await nextTask();
    throwIfAborted(signal);
    curve.push(judge.at(threshold));
    found([...curve]);
    progress(curve.length, thresholds.length);
  }
}

/** The point of highest F; null of an empty curve. */
export function bestPoint(curve: readonly EdgeMatch[]): EdgeMatch | null {
  return curve.reduce<EdgeMatch | null>((best, m) => (best && best.f >= m.f ? best : m), null);
}

/** Times of our own work, taken as the reference programs take theirs. */
import { spawnSync } from 'node:child_process';

/** Timed runs, after one to warm up. */
export const RUNS = 5;

/** Median in milliseconds. */
export function median(work: () => void): number {
  work();
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
}

/** The JSON that a reference program prints, or why there is none. */
export function askReference<T extends object>(program: string, args: readonly string[]): T | string {
  const run = spawnSync(program, args, { encoding: 'utf8' });
  if (run.error) return `${program} cannot be started`;
  if (run.status !== 0) return run.stderr.trim().split('\n').at(-1) || 'it failed';
  const answer: T = JSON.parse(run.stdout);
  return answer;
}

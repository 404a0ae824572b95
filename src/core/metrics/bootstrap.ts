/** How sure a mean is, when objects of one picture resemble each other. */
import { seededRandom } from './seeded-random.ts';

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Mean over all values with a 95 % percentile interval from resampling whole groups (pictures), because objects of one picture are
 * not independent. Source: cluster bootstrap (Davison and Hinkley, Bootstrap Methods, 1997, section 3.8).
 *
 * @param groups values by picture
 * @returns null without values; with a single group the interval is the whole range of values
 */
export function clusterInterval(
  groups: readonly (readonly number[])[],
  seed: number,
  rounds: number = 1000,
): Interval | null {
  const filled = groups.filter((g) => g.length > 0);
  const values = filled.flat();
  if (values.length === 0) return null;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  if (filled.length === 1) return { mean, low: Math.min(...values), high: Math.max(...values) };
  const sums = filled.map((g) => g.reduce((a, b) => a + b, 0));
  const random = seededRandom(seed);
  const means = Array.from({ length: rounds }, () => {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < filled.length; i++) {
      const at = Math.floor(random() * filled.length);
      sum += sums[at] ?? 0;
      count += filled[at]?.length ?? 0;
    }
    return sum / count;
  }).sort((a, b) => a - b);
  return {
    mean,
    low: means[Math.floor(rounds * 0.025)] ?? mean,
    high: means[Math.min(rounds - 1, Math.ceil(rounds * 0.975))] ?? mean,
  };
}

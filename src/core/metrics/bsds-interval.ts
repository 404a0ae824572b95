/** How sure the ODS figure is, given the pictures that were measured. */

import type { Interval } from './bootstrap.ts';
import type { BsdsBoundary } from './bsds-boundary.ts';
import { type BoundaryCounts, boundaryFigures } from './bsds-curve.ts';
import { seededRandom } from './seeded-random.ts';

/**
 * 95 % percentile interval of ODS from resampling whole pictures.
 * @returns null below two pictures
 */
export function odsInterval(metric: BsdsBoundary, seed: number, rounds: number = 200): Interval | null {
  const counts: readonly BoundaryCounts[] = metric.counts();
  if (counts.length < 2) return null;
  const random = seededRandom(seed);
  const values = Array.from({ length: rounds }, () => {
    const drawn = counts.map(() => counts[Math.floor(random() * counts.length)]).filter((c) => c !== undefined);
    return boundaryFigures(drawn, metric.thresholds).ods.f;
  }).sort((a, b) => a - b);
  const mean = metric.result().ods.f;
  return {
    mean,
    low: values[Math.floor(rounds * 0.025)] ?? mean,
    high: values[Math.min(rounds - 1, Math.ceil(rounds * 0.975))] ?? mean,
  };
}

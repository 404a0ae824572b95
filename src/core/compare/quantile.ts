/** Quantiles of a handful of measurements. */

/**
 * Linear interpolation between order statistics (type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996).
 * @param q 0..1
 * @returns NaN for no values
 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

/** Numbers and names as a person reads them. */
import { quantile } from '../core/compare/quantile.ts';

/** `9.7 MB`; decimal megabytes as browsers and file managers show them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** `84 ms`, `1.3 s`. */
export function formatMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

/** `12 %`, `0.4 %`; never "0 %" for something that is there. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** Median and 95th percentile of runs in milliseconds; a single run is given as it is. */
export function formatTimes(values: readonly number[]): string {
  if (values.length === 0) return '–';
  const p50 = formatMs(quantile(values, 0.5));
  return values.length === 1 ? p50 : `${p50} / ${formatMs(quantile(values, 0.95))}`;
}

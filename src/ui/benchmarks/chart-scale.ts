/** Scales of the score chart: round value ticks, and one column for each year that occurs. */
import type { CardResult } from '../../contract/cards.ts';

export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

/** About `wanted` round ticks that enclose all values. @throws RangeError without values */
export function valueScale(values: readonly number[], wanted = 4): Scale {
  if (values.length === 0) throw new RangeError('a scale needs values');
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = high - low || Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(span / wanted));
  const step = ([1, 2, 5, 10].find((m) => span / (m * power) <= wanted) ?? 10) * power;
  const from = Math.floor(low / step + 1e-9) * step;
  const to = Math.ceil(high / step - 1e-9) * step;
  const count = Math.round((to - from) / step);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = Array.from({ length: count + 1 }, (_, i) => Number((from + i * step).toFixed(digits)));
  return { from, to: to === from ? from + step : to, ticks };
}

/** The columns from left to right; `undefined`, for results without a year, comes last. */
export function yearColumns(results: readonly CardResult[]): readonly (number | undefined)[] {
  const years = [...new Set(results.map((r) => r.year))];
  const known = years.filter((y) => y !== undefined).sort((a, b) => a - b);
  return years.length > known.length ? [...known, undefined] : known;
}

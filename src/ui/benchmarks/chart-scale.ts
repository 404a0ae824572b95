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

/** Where the years of a chart stand. */
export interface YearScale {
  /** Place of a year, 0 (left) to 1 (right); `undefined` is a result without a year, to the right of all. */
  place(year: number | undefined): number;
  /** Years that are written below, as many as have room; their distances are to scale. */
  readonly labels: readonly number[];
  readonly hasUnknown: boolean;
}

/** @param most labels that have room */
export function yearScale(results: readonly CardResult[], most: number): YearScale {
  const known = results.map((r) => r.year).filter((year) => year !== undefined);
  const hasUnknown = known.length < results.length;
  const [from, to] = known.length > 0 ? [Math.min(...known), Math.max(...known)] : [0, 0];
  const years = to - from + 1;
  const slots = years + (hasUnknown ? 1 : 0);
  const step = [1, 2, 5, 10, 20, 50].find((n) => years / n <= Math.max(1, most)) ?? 100;
  const all = known.length > 0 ? Array.from({ length: years }, (_, i) => from + i) : [];
  return {
    place: (year) => ((year === undefined ? slots - 1 : year - from) + 0.5) / slots,
    labels: all.filter((year) => (year - from) % step === 0),
    hasUnknown,
  };
}

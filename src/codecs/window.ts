/** Which stored values are shown as black and as white. */
import type { Samples } from './tiff/samples.ts';

/** Values at or below `low` are shown black, those at or above `high` white, those between in proportion. */
export interface DisplayWindow {
  readonly low: number;
  readonly high: number;
  /** False when the window is the whole range of the kind of value. */
  readonly stretched: boolean;
  /** Least and greatest value seen that is data. */
  readonly least: number;
  readonly most: number;
}

/** Share of the values left out at each end of a stretched window. */
const TAIL = 0.001;
/** Values looked at in each band. */
const LOOKED_AT = 1 << 20;
/** Floats beyond this are marks for missing values, whether the file says so or not. */
const NO_MEASURE = 1e37;

/** True for values that are no measurement: not finite, of the size that only marks have, or the file's no-data value. */
export function noDataTest(noData: number | null, singlePrecision: boolean): (value: number) => boolean {
  const mark = noData === null ? null : singlePrecision ? Math.fround(noData) : noData;
  return (value) => !(Math.abs(value) < NO_MEASURE) || value === mark;
}

/** The whole range of a kind of value; null when the kind has no natural one (signed numbers). */
function wholeRange(bits: number, format: number): readonly [number, number] | null {
  if (format === 3) return [0, 1];
  return format === 2 ? null : [0, 2 ** bits - 1];
}

/**
 * The window of a page: up to 8 unsigned bits their whole range. More bits have the whole range too when the picture uses
 * the upper half of it; otherwise (12 bits stored in 16, elevations, signed numbers) the window runs between percentiles
 * of what is data, the same for all bands.
 *
 * @param chosen a window set by hand, which is taken as it is
 */
export function displayWindow(
  bands: readonly Samples[],
  bits: number,
  format: number,
  missing: (value: number) => boolean,
  chosen: { readonly low: number; readonly high: number } | null = null,
): DisplayWindow {
  const range = wholeRange(bits, format);
  if (range && format === 1 && bits <= 8) {
    return { low: range[0], high: range[1], stretched: false, least: range[0], most: range[1] };
  }
  const seen: number[] = [];
  for (const band of bands) {
    const step = Math.max(1, Math.ceil((band.length * bands.length) / LOOKED_AT));
    for (let i = 0; i < band.length; i += step) {
      const value = band[i] ?? 0;
      if (!missing(value)) seen.push(value);
    }
  }
  const sorted = Float64Array.from(seen).sort();
  const data = { least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 };
  if (chosen) return { ...chosen, ...data, stretched: true };
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const low = at(TAIL);
  const high = at(1 - TAIL);
  if (range && low >= range[0] && high <= range[1] && (high >= range[1] / 2 || low === high)) {
    return { low: range[0], high: range[1], stretched: false, ...data };
  }
  return low < high
    ? { low, high, stretched: true, ...data }
    : { low: low - 1, high: low + 1, stretched: true, ...data };
}

/** The numbers that go into an encoder, in figures. */

interface Normalisation {
  /** Value range before mean and deviation: 1 or 255. */
  readonly range: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export interface InputFigures {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
}

/**
 * @param planes red, green, blue in 0..1, layout [3, pixels]
 * @returns figures of the values after `(value * range - mean) / std`
 */
export function inputFigures(planes: Float32Array, { range, mean, std }: Normalisation): InputFigures {
  const plane = planes.length / 3;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let c = 0; c < 3; c++) {
    const shift = mean[c] ?? 0;
    const scale = std[c] ?? 1;
    for (let i = c * plane; i < (c + 1) * plane; i++) {
      const value = ((planes[i] ?? 0) * range - shift) / scale;
      low = Math.min(low, value);
      high = Math.max(high, value);
      sum += value;
    }
  }
  return { low, high, mean: sum / Math.max(1, planes.length) };
}

/** A chequered plane over a grid: 1 on every other cell, NaN between, so that each cell can be told from its neighbours. */
export function chequered(width: number, height: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: width * height }, (_, i) =>
    ((i % width) + Math.floor(i / width)) % 2 === 0 ? 1 : Number.NaN,
  );
}

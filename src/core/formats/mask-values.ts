/** What the numbers of a mask picture are by the way they lie: ids that fill areas, or shares of coverage along an edge. */
import type { Size } from '../geometry/space.ts';

/** Whole numbers, one a pixel, row-major. */
export interface NumberPlane extends Size {
  readonly data: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
}

/** Shares of the pixels whose value lies strictly between 0 and the greatest value. */
export interface BetweenFigures {
  readonly pixels: number;
  /** Whose four neighbours all have the same value: inside an area of one number. */
  readonly flat: number;
  /** With both a smaller and a greater value among the eight neighbours: on a slope. */
  readonly slope: number;
  /** Within a sixth of the range of 0 or of the greatest value: noise of a lossy file. */
  readonly nearEnds: number;
}

/** Measures how the values between 0 and `top` lie. */
export function betweenFigures({ data, width, height }: NumberPlane, top: number): BetweenFigures {
  let pixels = 0;
  let flat = 0;
  let slope = 0;
  let nearEnds = 0;
  const margin = top / 6;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0;
    if (value === 0 || value === top) continue;
    pixels++;
    if (value <= margin || value >= top - margin) nearEnds++;
    const x = i % width;
    const y = (i - x) / width;
    let lower = false;
    let higher = false;
    let same = true;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
        const other = data[i + dy * width + dx] ?? 0;
        if (other < value) lower = true;
        if (other > value) higher = true;
        if (other !== value && (dx === 0 || dy === 0)) same = false;
      }
    }
    if (lower && higher) slope++;
    if (same) flat++;
  }
  const share = (n: number): number => (pixels === 0 ? 0 : n / pixels);
  return { pixels, flat: share(flat), slope: share(slope), nearEnds: share(nearEnds) };
}

/** `labels`: every number is an object. `coverage`: one object, half covered counts. `either`: only the person can say. */
export type ValueMeaning = 'labels' | 'coverage' | 'either';

/**
 * @param values the distinct values beside 0, ascending, more than one
 * @param half from which a pixel counts as covered
 */
export function meaningOfValues(plane: NumberPlane, values: readonly number[], half: number): ValueMeaning {
  const top = values.at(-1) ?? 0;
  if (top < half) return 'labels';
  const { flat, slope, nearEnds } = betweenFigures(plane, top);
  if (flat >= 0.5) return 'labels';
  if (slope >= 0.6) return 'coverage';
  return nearEnds >= 0.8 && flat < 0.2 ? 'coverage' : 'either';
}

/** Greatest common divisor. */
function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/**
 * Whether 255 among other ids says "void": data sets count ids in ones and write 255 for pixels that belong to nothing.
 * Values in equal steps up to 255 were spread for the eye, and a middle grey beside 255 is a trimap: there 255 may be an object.
 */
export function voidIs255(values: readonly number[]): 'yes' | 'maybe' | 'no' {
  if (!values.includes(255) || values.length < 2) return 'no';
  const others = values.filter((value) => value !== 255);
  if (others.length === 1 && (others[0] === 127 || others[0] === 128)) return 'maybe';
  return values.reduce(divisor) > 1 ? 'maybe' : 'yes';
}

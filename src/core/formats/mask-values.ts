/** What the numbers of a mask picture are by the way they lie: ids that fill areas, or shares of coverage along an edge. */
import type { Size } from '../geometry/space.ts';

/** Whole numbers, one a pixel, row-major. */
export interface NumberPlane extends Size {
  readonly data: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
}

/** Shares of the pixels whose value lies strictly between the background and the greatest value. */
export interface BetweenFigures {
  readonly pixels: number;
  /** Whose four neighbours all have the same value: inside an area of one number. */
  readonly flat: number;
  /** With both a smaller and a greater value among the eight neighbours: on a slope. */
  readonly slope: number;
  /** Within a sixth of the range of the background or of the greatest value: noise of a lossy file. */
  readonly nearEnds: number;
  /** Of the borders between two different values above the background: those of a small step, as in a gradient. */
  readonly smallSteps: number;
}

/** A step from one value to the next is small up to this share of the range. */
const SMALL_STEP = 1 / 50;

/**
 * Measures how the values between background and `top` lie.
 *
 * @param bottom the value of the background
 */
export function betweenFigures({ data, width, height }: NumberPlane, top: number, bottom = 0): BetweenFigures {
  let pixels = 0;
  let flat = 0;
  let slope = 0;
  let nearEnds = 0;
  let borders = 0;
  let smallSteps = 0;
  const margin = (top - bottom) / 6;
  const step = Math.max(1, (top - bottom) * SMALL_STEP);
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0;
    if (value <= bottom) continue;
    const x = i % width;
    const y = (i - x) / width;
    for (const other of [x + 1 < width ? data[i + 1] : bottom, data[i + width]]) {
      if (other === undefined || other <= bottom || other === value) continue;
      borders++;
      if (Math.abs(other - value) <= step) smallSteps++;
    }
    if (value === top) continue;
    pixels++;
    if (value <= bottom + margin || value >= top - margin) nearEnds++;
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
  return {
    pixels,
    flat: share(flat),
    slope: share(slope),
    nearEnds: share(nearEnds),
    smallSteps: borders === 0 ? 0 : smallSteps / borders,
  };
}

/** `labels`: every number is an object. `coverage`: one object, half covered counts. `either`: only the person can say. */
export type ValueMeaning = 'labels' | 'coverage' | 'either';

/** From so many values on, small steps between them may be a gradient. */
const GRADIENT_VALUES = 16;

/**
 * @param all the distinct values, ascending, more than two
 * @param half from which a pixel counts as covered
 */
export function meaningOfValues(plane: NumberPlane, all: readonly number[], half: number): ValueMeaning {
  const [bottom = 0] = all;
  const top = all.at(-1) ?? 0;
  const { flat, slope, nearEnds, smallSteps } = betweenFigures(plane, top, bottom);
  const gradient = all.length >= GRADIENT_VALUES && smallSteps >= 0.9;
  if (flat >= 0.5) return gradient ? 'either' : 'labels';
  // Nothing reaches half: either numbers, or a mask that is faint everywhere.
  if (top < half) return slope >= 0.6 || gradient ? 'either' : 'labels';
  if (slope >= 0.6) return flat < 0.2 || gradient ? 'coverage' : 'either';
  return nearEnds >= 0.8 && flat < 0.2 ? 'coverage' : 'either';
}

/** Greatest common divisor. */
function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** A number among ids that may belong to nothing. */
export interface VoidNumber {
  readonly value: number;
  /** False when it may as well be an object. */
  readonly sure: boolean;
}

/**
 * The number among other ids that says "void"; null when there is none. Data sets count ids in ones and write 255 for pixels
 * that belong to nothing. Values in equal steps up to 255 were spread for the eye, a middle grey beside 255 is a trimap, and
 * beside 254 it may be the last of many ids: there 255 may be an object. In 16 bits 255 is an id like others where ids lie
 * around it, and 65 535 is what -1 becomes.
 *
 * @param values the ids, ascending
 * @param bits of a stored number, 8 or 16
 */
export function voidNumber(values: readonly number[], bits: 8 | 16): VoidNumber | null {
  const value = bits === 16 && values.includes(65_535) ? 65_535 : 255;
  const others = values.filter((other) => other !== value);
  if (others.length === 0 || others.length === values.length) return null;
  if (others.includes(value - 1)) return bits === 16 ? null : { value, sure: false };
  if (bits === 16) return { value, sure: false };
  if (others.length === 1 && (others[0] === 127 || others[0] === 128)) return { value, sure: false };
  return { value, sure: values.reduce(divisor) <= 1 };
}

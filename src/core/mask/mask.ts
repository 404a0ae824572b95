/** Binary masks at picture resolution: construction, measures and set operations. */
import type { ImageBox } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';

/** Row-major, one byte per pixel, 0 or 1; backed by an ArrayBuffer so that it can be transferred between threads. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** An all-zero mask. */
export function emptyMask(size: Size): Mask {
  return { width: size.width, height: size.height, data: new Uint8Array(size.width * size.height) };
}

/** The pixels of a label map, row-major, that have a label. */
export function maskOfLabel({ width, height, data }: Size & { readonly data: ArrayLike<number> }, label: number): Mask {
  const out = new Uint8Array(width * height);
  for (let i = 0; i < out.length; i++) out[i] = data[i] === label ? 1 : 0;
  return { width, height, data: out };
}

/** Number of pixels set. */
export function maskArea(mask: Mask): number {
  let area = 0;
  for (const v of mask.data) area += v;
  return area;
}

/** The smallest box that holds every pixel set, or null when none is. */
export function maskBounds(mask: Mask): ImageBox | null {
  const { width, height, data } = mask;
  let x0 = width;
  let x1 = -1;
  let y0 = -1;
  let y1 = -1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const first = data.indexOf(1, row);
    if (first < 0) break;
    if (first >= row + width) continue;
    if (y0 < 0) y0 = y;
    y1 = y;
    x0 = Math.min(x0, first - row);
    x1 = Math.max(x1, data.lastIndexOf(1, row + width - 1) - row);
  }
  return y0 < 0 ? null : { x0, y0, x1: x1 + 1, y1: y1 + 1 };
}

function checkSameSize(a: Mask, b: Mask): void {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(`masks differ in size: ${a.width}x${a.height} and ${b.width}x${b.height}`);
  }
}

/**
 * Intersection over union in 0..1; 1 when both masks are empty.
 * @throws RangeError when sizes differ
 */
export function maskIou(a: Mask, b: Mask): number {
  checkSameSize(a, b);
  let inter = 0;
  let union = 0;
  for (let i = 0; i < a.data.length; i++) {
    const p = a.data[i] ?? 0;
    const q = b.data[i] ?? 0;
    inter += p & q;
    union += p | q;
  }
  return union > 0 ? inter / union : 1;
}

/** Pixelwise combination of two masks: `unite` a|b, `subtract` a&~b, `intersect` a&b, `differ` a^b. */
export type SetOperation = 'unite' | 'subtract' | 'intersect' | 'differ';

/**
 * Combines two masks pixel by pixel into a new one.
 * @throws RangeError when sizes differ
 */
export function combineMasks(a: Mask, b: Mask, operation: SetOperation): Mask {
  checkSameSize(a, b);
  const data = new Uint8Array(a.data.length);
  for (let i = 0; i < data.length; i++) {
    const p = a.data[i] ?? 0;
    const q = b.data[i] ?? 0;
    data[i] =
      operation === 'unite' ? p | q : operation === 'subtract' ? p & ~q & 1 : operation === 'intersect' ? p & q : p ^ q;
  }
  return { width: a.width, height: a.height, data };
}

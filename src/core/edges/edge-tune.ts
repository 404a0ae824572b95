/** What a person sets on top of the kind of an edge: how far it is looked for, where it lies, how soft it is. */
import type { Size } from '../geometry/space.ts';
import { blurPlane } from '../mask/morphology.ts';

/** Lengths are thousandths of the picture's longer side, so that a small copy on screen and the file at full size agree. */
export interface EdgeTune {
  /** Factor on how far from the mask the edge is looked for in the picture. */
  readonly radius: number;
  /** Moves the edge outwards, negative inwards. */
  readonly shift: number;
  /** Standard deviation of the blur of the alpha. */
  readonly feather: number;
  /** Takes the background's colour out of soft edges. */
  readonly clean: boolean;
}

export const PLAIN_EDGE: EdgeTune = { radius: 1, shift: 0, feather: 0, clean: true };

export function sameTune(a: EdgeTune, b: EdgeTune): boolean {
  return a.radius === b.radius && a.shift === b.shift && a.feather === b.feather && a.clean === b.clean;
}

/** Whether nothing was set. */
export function isPlain(tune: EdgeTune): boolean {
  return sameTune(tune, PLAIN_EDGE);
}

/** Lengths of a tune in pixels of a picture of this size: whole ones for the shift. */
export function tunedPixels(
  { shift, feather }: EdgeTune,
  size: Size,
): { readonly shift: number; readonly sigma: number } {
  const unit = Math.max(size.width, size.height) / 1000;
  const sigma = feather * unit;
  // Below half a pixel the blur changes nothing.
  return { shift: Math.round(shift * unit), sigma: sigma < 0.5 ? 0 : sigma };
}

/** How far from a pixel its tuned alpha looks, pixels. */
export function tuneReach(tune: EdgeTune, size: Size): number {
  const { shift, sigma } = tunedPixels(tune, size);
  return Math.abs(shift) + Math.ceil(4 * sigma);
}

/**
 * Running extreme over windows of 2 r + 1, cut at the ends (van Herk, Pattern Recognition Letters 1992; Gil, Werman, PAMI 1993).
 *
 * @param at index of a line's first value, `step` to its next
 */
function extremeLine(plane: Float32Array, at: number, step: number, length: number, r: number, sign: 1 | -1): void {
  const window = 2 * r + 1;
  const padded = Math.ceil((length + 2 * r) / window) * window;
  const ahead = new Float32Array(padded);
  const behind = new Float32Array(padded);
  const value = (i: number): number =>
    i < r || i >= length + r ? Number.NEGATIVE_INFINITY : sign * (plane[at + (i - r) * step] ?? 0);
  for (let i = 0; i < padded; i++) {
    ahead[i] = i % window === 0 ? value(i) : Math.max(ahead[i - 1] ?? 0, value(i));
    const j = padded - 1 - i;
    behind[j] = (j + 1) % window === 0 ? value(j) : Math.max(behind[j + 1] ?? 0, value(j));
  }
  for (let i = 0; i < length; i++) plane[at + i * step] = sign * Math.max(behind[i] ?? 0, ahead[i + 2 * r] ?? 0);
}

/**
 * Moves an edge by whole pixels and blurs it. The ends of the plane are no edge: nothing is taken away there.
 *
 * @param alpha uint8 [height, width], overwritten
 */
export function tuneAlpha(
  alpha: Uint8ClampedArray,
  width: number,
  height: number,
  { shift, sigma }: { readonly shift: number; readonly sigma: number },
): void {
  const plane = Float32Array.from(alpha);
  if (shift !== 0) {
    const [r, sign] = [Math.abs(shift), shift > 0 ? (1 as const) : (-1 as const)];
    for (let y = 0; y < height; y++) extremeLine(plane, y * width, 1, width, r, sign);
    for (let x = 0; x < width; x++) extremeLine(plane, x, width, height, r, sign);
  }
  blurPlane(plane, width, height, sigma);
  for (let i = 0; i < alpha.length; i++) alpha[i] = plane[i] ?? 0;
}

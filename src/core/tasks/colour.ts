/** Colours of an object as a histogram, and how alike two are. */
import type { LogitsPlane } from '../mask/logits.ts';

/** Straight RGBA over a whole frame, at any resolution. */
export interface FramePixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Levels of each of red, green and blue. */
const LEVELS = 8;
const BINS = LEVELS ** 3;

/**
 * Shares of 8 x 8 x 8 colours under a mask (logit above 0), smoothed over neighbouring colours so that a change of light moves them
 * little; sums to 1. null where the mask covers no pixel.
 *
 * @param frame size of the frame in the picture pixels that the plane's box is given in
 */
export function colourHistogram(
  pixels: FramePixels,
  plane: LogitsPlane,
  frame: { readonly width: number; readonly height: number },
): Float64Array | null {
  const counts = new Float64Array(BINS);
  const { box, content } = plane;
  let any = false;
  for (let y = 0; y < pixels.height; y++) {
    const py = Math.floor(((((y + 0.5) * frame.height) / pixels.height - box.y0) * content.height) / (box.y1 - box.y0));
    if (py < 0 || py >= Math.min(plane.height, content.height)) continue;
    for (let x = 0; x < pixels.width; x++) {
      const px = Math.floor(((((x + 0.5) * frame.width) / pixels.width - box.x0) * content.width) / (box.x1 - box.x0));
      if (px < 0 || px >= Math.min(plane.width, content.width)) continue;
      if ((plane.data[py * plane.width + px] ?? 0) <= 0) continue;
      const at = 4 * (y * pixels.width + x);
      const [r, g, b] = [pixels.data[at] ?? 0, pixels.data[at + 1] ?? 0, pixels.data[at + 2] ?? 0];
      const bin = (r >> 5) * LEVELS * LEVELS + (g >> 5) * LEVELS + (b >> 5);
      counts[bin] = (counts[bin] ?? 0) + 1;
      any = true;
    }
  }
  return any ? smoothed(counts) : null;
}

/** Each colour shared with its 26 neighbours, by halves for each level apart, and made to sum to 1. */
function smoothed(counts: Float64Array): Float64Array {
  let from = counts;
  for (const stride of [1, LEVELS, LEVELS * LEVELS]) {
    const to = new Float64Array(BINS);
    for (let i = 0; i < BINS; i++) {
      const level = Math.floor(i / stride) % LEVELS;
      const below = level > 0 ? (from[i - stride] ?? 0) : 0;
      const above = level < LEVELS - 1 ? (from[i + stride] ?? 0) : 0;
      to[i] = (from[i] ?? 0) + (below + above) / 2;
    }
    from = to;
  }
  const sum = from.reduce((a, b) => a + b, 0);
  return from.map((v) => v / sum);
}

/** Bhattacharyya coefficient of two histograms, 0 (nothing in common) to 1 (equal). */
export function histogramOverlap(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.sqrt((a[i] ?? 0) * (b[i] ?? 0));
  return sum;
}

/**
 * Takes the background's colour out of soft edges, so that a cut-out has no halo on a new background.
 * Source: Forte, "Approximate fast foreground colour estimation", ICIP 2021 (blur-fusion, two passes).
 */
import { boxHeight, boxWidth } from '../geometry/box.ts';
import { boxMean } from '../mask/box-filter.ts';
import type { SoftMask } from '../mask/soft-edge.ts';

function weightedMean(
  values: Float32Array,
  weights: Float32Array,
  blurredWeights: Float32Array,
  scratch: Float32Array,
  size: { readonly width: number; readonly height: number },
  half: number,
): Float32Array {
  const out = values.map((v, i) => v * (weights[i] ?? 0));
  boxMean(out, scratch, size.width, size.height, half);
  for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) / Math.max(1e-4, blurredWeights[i] ?? 0);
  return out;
}

/** One blur-fusion pass on one channel: F = mean + alpha (I - alpha F - (1 - alpha) B). */
function fuse(
  picture: Float32Array,
  foreground: Float32Array,
  background: Float32Array,
  alpha: Float32Array,
  half: number,
  size: { readonly width: number; readonly height: number },
): { readonly foreground: Float32Array; readonly background: Float32Array } {
  const scratch = new Float32Array(alpha.length);
  const rest = alpha.map((a) => 1 - a);
  const blurredAlpha = alpha.slice();
  boxMean(blurredAlpha, scratch, size.width, size.height, half);
  const blurredRest = blurredAlpha.map((a) => 1 - a);
  const f = weightedMean(foreground, alpha, blurredAlpha, scratch, size, half);
  const b = weightedMean(background, rest, blurredRest, scratch, size, half);
  for (let i = 0; i < f.length; i++) {
    const a = alpha[i] ?? 0;
    const v = (f[i] ?? 0) + a * ((picture[i] ?? 0) - a * (f[i] ?? 0) - (1 - a) * (b[i] ?? 0));
    f[i] = Math.min(255, Math.max(0, v));
  }
  return { foreground: f, background: b };
}

/**
 * RGBA of the object alone: foreground colours where the alpha is partial, the picture's own where it is full,
 * and the alpha in the fourth channel (straight, not premultiplied).
 *
 * @param rgba the picture on `soft.box`, uint8 [box height, box width, 4]
 * @param reach how far foreground colours are fetched from, pixels
 */
export function decontaminate(rgba: Uint8ClampedArray, soft: SoftMask, reach = 32): Uint8ClampedArray<ArrayBuffer> {
  const size = { width: boxWidth(soft.box), height: boxHeight(soft.box) };
  const n = size.width * size.height;
  const alpha = Float32Array.from(soft.alpha, (a) => a / 255);
  const out = new Uint8ClampedArray(n * 4);
  for (let channel = 0; channel < 3; channel++) {
    const picture = new Float32Array(n);
    for (let i = 0; i < n; i++) picture[i] = rgba[4 * i + channel] ?? 0;
    const coarse = fuse(picture, picture, picture, alpha, reach, size);
    const fine = fuse(picture, coarse.foreground, coarse.background, alpha, Math.max(1, reach >> 3), size);
    for (let i = 0; i < n; i++) {
      const a = soft.alpha[i] ?? 0;
      out[4 * i + channel] = a === 255 ? (picture[i] ?? 0) : a === 0 ? 0 : (fine.foreground[i] ?? 0);
    }
  }
  for (let i = 0; i < n; i++) out[4 * i + 3] = soft.alpha[i] ?? 0;
  return out;
}

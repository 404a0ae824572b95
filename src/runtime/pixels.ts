/** Picture pixels as an encoder's input tensor: placed on the canvas, normalised, padded. */

import type { Transform } from '../contract/manifest.ts';
import { MEAN_COLOUR } from '../core/color/mean-colour.ts';
import type { Placement } from '../core/geometry/resize.ts';
import type { Size } from '../core/geometry/space.ts';

/** Opaque RGBA, 8 bits, row-major: the picture already resized to a placement's content size. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Float32 input with its dims: [1,3,H,W] for `nchw`, [1,H,W,3] for `nhwc`, [H,W,3] for `hwc` (there without padding: such graphs pad inside). */
export interface InputArray {
  readonly data: Float32Array<ArrayBuffer>;
  readonly dims: readonly number[];
}

/**
 * One pass over the pixels: `(value * range/255 - mean) / std`, padding right and bottom.
 * @throws RangeError when the pixels do not have the placement's content size
 */
export function pixelsToInput(pixels: Pixels, placement: Placement, transform: Transform): InputArray {
  const { content, canvas } = placement;
  if (pixels.width !== content.width || pixels.height !== content.height) {
    throw new RangeError(
      `pixels are ${pixels.width}x${pixels.height}, the placement says ${content.width}x${content.height}`,
    );
  }
  if (transform.layout === 'hwc') {
    return { data: interleaved(pixels, pixels, transform), dims: [pixels.height, pixels.width, 3] };
  }
  if (transform.layout === 'nhwc') {
    return { data: interleaved(pixels, canvas, transform), dims: [1, canvas.height, canvas.width, 3] };
  }
  return planar(pixels, canvas.width, canvas.height, transform);
}

/** value/255*range, then mean and std, as one multiplication and one addition per channel. */
function affine(
  transform: Transform,
  channel: number,
): { readonly scale: number; readonly shift: number; readonly pad: number } {
  const mean = transform.mean[channel] ?? 0;
  const std = transform.std[channel] ?? 1;
  const padded = transform.pad === 'mean-colour' ? ((MEAN_COLOUR[channel] ?? 0) * transform.range - mean) / std : 0;
  return { scale: transform.range / 255 / std, shift: -mean / std, pad: padded };
}

function planar(pixels: Pixels, width: number, height: number, transform: Transform): InputArray {
  const plane = width * height;
  const out = new Float32Array(3 * plane);
  const { data } = pixels;
  for (let c = 0; c < 3; c++) {
    const { scale, shift, pad } = affine(transform, c);
    if (pad !== 0 && plane > pixels.width * pixels.height) out.fill(pad, c * plane, (c + 1) * plane);
    for (let y = 0; y < pixels.height; y++) {
      let from = y * pixels.width * 4 + c;
      let to = c * plane + y * width;
      for (let x = 0; x < pixels.width; x++, from += 4, to++) out[to] = (data[from] ?? 0) * scale + shift;
    }
  }
  return { data: out, dims: [1, 3, height, width] };
}

function interleaved(pixels: Pixels, canvas: Size, transform: Transform): Float32Array<ArrayBuffer> {
  const { width, height, data } = pixels;
  const out = new Float32Array(canvas.width * canvas.height * 3);
  for (let c = 0; c < 3; c++) {
    const { scale, shift, pad } = affine(transform, c);
    if (pad !== 0) for (let i = c; i < out.length; i += 3) out[i] = pad;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        out[(y * canvas.width + x) * 3 + c] = (data[(y * width + x) * 4 + c] ?? 0) * scale + shift;
      }
    }
  }
  return out;
}

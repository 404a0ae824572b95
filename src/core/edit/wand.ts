/** Selection by colour (magic wand): no model, for logos, drawings and even grounds. */
import type { ImagePoint, Size } from '../geometry/space.ts';
import { emptyPacked, type PackedMask, packMask } from '../mask/packed.ts';

export interface WandOptions {
  /** Largest difference of any channel from the colour that was clicked, 0..255. */
  readonly tolerance: number;
  /** Only pixels that hang together with the one clicked (by their sides); else all of the picture. */
  readonly contiguous: boolean;
}

/**
 * The pixels whose colour is like that at a point. Colours are compared premultiplied, with their alpha as a fourth channel, so
 * that what is hidden under full transparency is one colour.
 *
 * @param rgba uint8 [height, width, 4], straight alpha
 * @param at picture pixels; outside of the picture nothing is selected
 */
export function wandMask(
  rgba: Uint8ClampedArray,
  size: Size,
  at: ImagePoint,
  { tolerance, contiguous }: WandOptions,
): PackedMask {
  const { width, height } = size;
  const [x, y] = [Math.floor(at.x), Math.floor(at.y)];
  if (x < 0 || y < 0 || x >= width || y >= height) return emptyPacked(size);
  const like = alike(rgba, y * width + x, tolerance);
  const data = contiguous ? connected(like, width, height, y * width + x) : like;
  return packMask({ width, height, data });
}

/** 1 where a pixel is within the tolerance of pixel `seed`. */
function alike(rgba: Uint8ClampedArray, seed: number, tolerance: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(rgba.length / 4);
  const a = rgba[4 * seed + 3] ?? 0;
  const r = ((rgba[4 * seed] ?? 0) * a) / 255;
  const g = ((rgba[4 * seed + 1] ?? 0) * a) / 255;
  const b = ((rgba[4 * seed + 2] ?? 0) * a) / 255;
  for (let i = 0, o = 0; i < out.length; i++, o += 4) {
    const alpha = rgba[o + 3] ?? 0;
    const k = alpha / 255;
    if (
      Math.abs(alpha - a) <= tolerance &&
      Math.abs((rgba[o] ?? 0) * k - r) <= tolerance &&
      Math.abs((rgba[o + 1] ?? 0) * k - g) <= tolerance &&
      Math.abs((rgba[o + 2] ?? 0) * k - b) <= tolerance
    )
      out[i] = 1;
  }
  return out;
}

/** What hangs together with `seed`, which is one of them, run by run (Smith, "Tint fill", SIGGRAPH 1979). */
function connected(like: Uint8Array, width: number, height: number, seed: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(like.length);
  const open = [seed];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (data[at] === 1) continue;
    const row = at - (at % width);
    let from = at;
    while (from > row && like[from - 1] === 1) from--;
    let to = at;
    while (to < row + width - 1 && like[to + 1] === 1) to++;
    data.fill(1, from, to + 1);
    for (const beside of [-width, width]) {
      if (row + beside < 0 || row + beside >= width * height) continue;
      let inRun = false;
      for (let i = from + beside; i <= to + beside; i++) {
        const is = like[i] === 1 && data[i] === 0;
        if (is && !inRun) open.push(i);
        inRun = is;
      }
    }
  }
  return data;
}

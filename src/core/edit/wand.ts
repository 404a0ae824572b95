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
  const like = likeness(rgba, y * width + x, tolerance);
  const data = new Uint8Array(width * height);
  if (contiguous) fill(data, width, height, y * width + x, like);
  else for (let i = 0; i < data.length; i++) if (like(i)) data[i] = 1;
  return packMask({ width, height, data });
}

/** Whether pixel i is within the tolerance of pixel `seed`. */
function likeness(rgba: Uint8ClampedArray, seed: number, tolerance: number): (i: number) => boolean {
  const a = rgba[4 * seed + 3] ?? 0;
  const [r, g, b] = [0, 1, 2].map((c) => ((rgba[4 * seed + c] ?? 0) * a) / 255);
  const near = (v: number, of = 0): boolean => Math.abs(v - of) <= tolerance;
  return (i) => {
    const o = 4 * i;
    const alpha = rgba[o + 3] ?? 0;
    const k = alpha / 255;
    return (
      near(alpha, a) &&
      near((rgba[o] ?? 0) * k, r) &&
      near((rgba[o + 1] ?? 0) * k, g) &&
      near((rgba[o + 2] ?? 0) * k, b)
    );
  };
}

/** Fills what hangs together with `seed`, run by run (Smith, "Tint fill", SIGGRAPH 1979). */
function fill(data: Uint8Array, width: number, height: number, seed: number, like: (i: number) => boolean): void {
  const open = [seed];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (data[at] === 1) continue;
    const row = at - (at % width);
    let from = at;
    while (from > row && data[from - 1] === 0 && like(from - 1)) from--;
    let to = at;
    while (to < row + width - 1 && data[to + 1] === 0 && like(to + 1)) to++;
    data.fill(1, from, to + 1);
    for (const beside of [-width, width]) {
      if (row + beside < 0 || row + beside >= width * height) continue;
      let inRun = false;
      for (let i = from + beside; i <= to + beside; i++) {
        const is = data[i] === 0 && like(i);
        if (is && !inRun) open.push(i);
        inRun = is;
      }
    }
  }
}

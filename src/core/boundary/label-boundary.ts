/** Boundaries of a label map. */
import type { LabelMap } from '../image/png-pixels.ts';
import type { Mask } from '../mask/mask.ts';

/**
 * Marks the pixels whose lower right corner touches two labels, at the size of the picture.
 * Source: BSDS500 `seg2bdry.m` with 'imageSize'.
 */
export function labelBoundary(labels: LabelMap): Mask {
  const { width, height, data } = labels;
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const right = x + 1 < width;
      const below = y + 1 < height;
      const here = data[at];
      if (
        (right && here !== data[at + 1]) ||
        (below && here !== data[at + width]) ||
        (right && below && (data[at + width] !== data[at + width + 1] || data[at + 1] !== data[at + width + 1]))
      ) {
        out[at] = 1;
      }
    }
  }
  return { width, height, data: out };
}

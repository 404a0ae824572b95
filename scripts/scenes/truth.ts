/** Where a person would click a mask: the pixel deepest inside it. */
import type { Mask } from '../../src/core/mask/mask.ts';

const LEAST_AREA = 40;

/**
 * The pixel farthest from the mask's edge (two-pass chamfer distance), as [x, y] pixel centre.
 * @returns null for masks of fewer than 40 pixels
 */
export function clickPoint(mask: Mask): [number, number] | null {
  const { width, height, data } = mask;
  const far = new Float32Array(width * height);
  let area = 0;
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : (far[y * width + x] ?? 0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] !== 1) continue;
      area++;
      far[y * width + x] = Math.min(
        at(x - 1, y) + 1,
        at(x, y - 1) + 1,
        at(x - 1, y - 1) + Math.SQRT2,
        at(x + 1, y - 1) + Math.SQRT2,
      );
    }
  }
  let best = -1;
  let point: [number, number] | null = null;
  for (let y = height - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--) {
      const i = y * width + x;
      if (data[i] !== 1) continue;
      const d = Math.min(
        far[i] ?? 0,
        at(x + 1, y) + 1,
        at(x, y + 1) + 1,
        at(x + 1, y + 1) + Math.SQRT2,
        at(x - 1, y + 1) + Math.SQRT2,
      );
      far[i] = d;
      if (d > best) {
        best = d;
        point = [x + 0.5, y + 0.5];
      }
    }
  }
  return area >= LEAST_AREA ? point : null;
}

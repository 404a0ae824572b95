/** Keeps edge refinement to the surroundings of the outline: what is deep inside or far outside is certain. */
import { boxHeight, boxWidth } from '../geometry/box.ts';
import { squaredDistance } from '../mask/distance.ts';
import { type PackedMask, unpackRegion } from '../mask/packed.ts';
import type { SoftMask } from '../mask/soft-edge.ts';

/**
 * The alpha as it is within half of `radius` of the mask's outline, that of the mask beyond `radius`, and a blend between.
 * @param radius picture pixels, > 0
 */
export function nearOutline(soft: SoftMask, mask: PackedMask, radius: number): SoftMask {
  const width = boxWidth(soft.box);
  const height = boxHeight(soft.box);
  const { data } = unpackRegion(mask, soft.box);
  // Beyond the border the object goes on as it reaches it: the border is no outline.
  const pad = Math.ceil(radius) + 1;
  const size = { width: width + 2 * pad, height: height + 2 * pad };
  const padded = new Uint8Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const row = Math.min(height - 1, Math.max(0, y - pad)) * width;
    for (let x = 0; x < size.width; x++) {
      padded[y * size.width + x] = data[row + Math.min(width - 1, Math.max(0, x - pad))] ?? 0;
    }
  }
  const inside = squaredDistance({ ...size, data: padded });
  const outside = squaredDistance({ ...size, data: padded.map((v) => 1 - v) });
  const alpha = new Uint8ClampedArray(soft.alpha.length);
  for (let i = 0; i < alpha.length; i++) {
    const at = (Math.floor(i / width) + pad) * size.width + (i % width) + pad;
    const away = Math.sqrt(Math.max(inside[at] ?? 0, outside[at] ?? 0));
    const own = Math.min(1, Math.max(0, 2 - (2 * away) / radius));
    alpha[i] = own * (soft.alpha[i] ?? 0) + (1 - own) * 255 * (data[i] ?? 0);
  }
  return { ...soft, alpha };
}

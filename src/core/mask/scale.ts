/** Masks and alphas between a picture's working size and its full size. */
import { boxWidth, type ImageBox, intersectBoxes } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import { emptyPacked, type PackedMask, packedHas, packRegion } from './packed.ts';
import type { SoftMask } from './soft-edge.ts';

function isSameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

/**
 * The mask at another size of the same picture, by nearest pixel centres. Enlarging and then reducing to the first size
 * gives back exactly the same mask.
 */
export function scalePacked(mask: PackedMask, to: Size): PackedMask {
  if (isSameSize(mask, to) || mask.box.x1 <= mask.box.x0) {
    return isSameSize(mask, to) ? mask : emptyPacked(to);
  }
  const sx = mask.width / to.width;
  const sy = mask.height / to.height;
  const region: ImageBox = intersectBoxes(
    {
      x0: Math.floor(mask.box.x0 / sx) - 1,
      y0: Math.floor(mask.box.y0 / sy) - 1,
      x1: Math.ceil(mask.box.x1 / sx) + 1,
      y1: Math.ceil(mask.box.y1 / sy) + 1,
    },
    { x0: 0, y0: 0, x1: to.width, y1: to.height },
  );
  const width = boxWidth(region);
  const data = new Uint8Array(width * (region.y1 - region.y0));
  for (let y = region.y0; y < region.y1; y++) {
    const fromY = Math.floor((y + 0.5) * sy);
    const row = (y - region.y0) * width - region.x0;
    for (let x = region.x0; x < region.x1; x++) {
      if (packedHas(mask, Math.floor((x + 0.5) * sx), fromY)) data[row + x] = 1;
    }
  }
  return packRegion({ width, height: region.y1 - region.y0, data }, region, to);
}

/**
 * Alpha of a part of the picture at size `to`, bilinear between the soft mask's pixels (plain reading at equal size):
 * uint8 [region height, region width].
 *
 * @param region whole pixels of the picture at size `to`
 */
export function sampleAlpha(soft: SoftMask, to: Size, region: ImageBox): Uint8ClampedArray<ArrayBuffer> {
  const width = boxWidth(region);
  const out = new Uint8ClampedArray(width * (region.y1 - region.y0));
  const sx = soft.width / to.width;
  const sy = soft.height / to.height;
  const { box, alpha } = soft;
  const stride = boxWidth(box);
  const at = (x: number, y: number): number => {
    // The picture's border is repeated; beyond the mask's own box there is nothing.
    const px = Math.min(soft.width - 1, Math.max(0, x));
    const py = Math.min(soft.height - 1, Math.max(0, y));
    if (px < box.x0 || px >= box.x1 || py < box.y0 || py >= box.y1) return 0;
    return alpha[(py - box.y0) * stride + px - box.x0] ?? 0;
  };
  const same = isSameSize(soft, to);
  const x0 = Math.max(region.x0, Math.floor((box.x0 - 1) / sx));
  const x1 = Math.min(region.x1, Math.ceil((box.x1 + 1) / sx));
  for (let y = region.y0; y < region.y1; y++) {
    const fy = (y + 0.5) * sy - 0.5;
    if (fy < box.y0 - 1 || fy > box.y1) continue;
    const low = Math.floor(fy);
    const v = fy - low;
    const row = (y - region.y0) * width - region.x0;
    for (let x = x0; x < x1; x++) {
      if (same) {
        out[row + x] = at(x, y);
        continue;
      }
      const fx = (x + 0.5) * sx - 0.5;
      const left = Math.floor(fx);
      const u = fx - left;
      const top = at(left, low) * (1 - u) + at(left + 1, low) * u;
      const bottom = at(left, low + 1) * (1 - u) + at(left + 1, low + 1) * u;
      out[row + x] = top * (1 - v) + bottom * v;
    }
  }
  return out;
}

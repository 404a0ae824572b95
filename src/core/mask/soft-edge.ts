/** Soft masks: an alpha of 0..255 over a part of the picture, made from logits or from a hard mask. */
import { boxHeight, boxOfSize, boxWidth, type ImageBox, intersectBoxes } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import { type LogitsPlane, sampleLogits } from './logits.ts';
import type { Mask } from './mask.ts';
import { blurPlane } from './morphology.ts';
import { type PackedMask, packRegion, unpackRegion } from './packed.ts';

/** Alpha over `box` of a picture, row-major uint8 [box height, box width], 255 = all object; 0 outside the box. */
export interface SoftMask {
  readonly box: ImageBox;
  /** Size of the picture. */
  readonly width: number;
  readonly height: number;
  readonly alpha: Uint8ClampedArray<ArrayBuffer>;
}

/** Grows a box by whole pixels within the picture. */
export function growBox(box: ImageBox, pixels: number, size: Size): ImageBox {
  const m = Math.ceil(pixels);
  return intersectBoxes({ x0: box.x0 - m, y0: box.y0 - m, x1: box.x1 + m, y1: box.y1 + m }, boxOfSize(size));
}

/**
 * Soft edge straight from logits: (logit - threshold) / |gradient| approximates the signed distance to the outline in
 * picture pixels; a ramp `width` pixels wide around it becomes the alpha.
 *
 * @param region whole picture pixels to fill
 * @param width of the ramp, picture pixels, > 0
 */
export function softenLogits(plane: LogitsPlane, size: Size, region: ImageBox, width: number, threshold = 0): SoftMask {
  const box = intersectBoxes(region, boxOfSize(size));
  const w = boxWidth(box);
  const h = boxHeight(box);
  const logits = sampleLogits(plane, box);
  const alpha = new Uint8ClampedArray(w * h);
  const value = (x: number, y: number): number => logits[y * w + x] ?? 0;
  for (let y = 0; y < h; y++) {
    const up = Math.max(0, y - 1);
    const down = Math.min(h - 1, y + 1);
    for (let x = 0; x < w; x++) {
      const left = Math.max(0, x - 1);
      const right = Math.min(w - 1, x + 1);
      const v = value(x, y) - threshold;
      const gx = (value(right, y) - value(left, y)) / Math.max(1, right - left);
      const gy = (value(x, down) - value(x, up)) / Math.max(1, down - up);
      const slope = Math.hypot(gx, gy);
      // Beyond the plane everything is -Infinity and so is the slope: no object there.
      const signed = Number.isFinite(slope) && slope > 0 ? v / slope : v > 0 ? width : -width;
      alpha[y * w + x] = 255 * (0.5 + signed / width);
    }
  }
  return { box, width: size.width, height: size.height, alpha };
}

/** Blurs a hard mask's edge with a Gaussian-like kernel of the given standard deviation (pixels). */
export function feather(mask: PackedMask, sigma: number): SoftMask {
  const box = mask.box.x1 > mask.box.x0 ? growBox(mask.box, 3 * sigma + 1, mask) : mask.box;
  const local = unpackRegion(mask, box);
  const plane = Float32Array.from(local.data);
  blurPlane(plane, local.width, local.height, sigma);
  const alpha = new Uint8ClampedArray(plane.length);
  for (let i = 0; i < alpha.length; i++) alpha[i] = 255 * (plane[i] ?? 0);
  return { box, width: mask.width, height: mask.height, alpha };
}

/** A hard mask as alpha 0 and 255. */
export function hardAlpha(mask: PackedMask): SoftMask {
  const local = unpackRegion(mask, mask.box);
  const alpha = new Uint8ClampedArray(local.data.length);
  for (let i = 0; i < alpha.length; i++) alpha[i] = local.data[i] === 1 ? 255 : 0;
  return { box: mask.box, width: mask.width, height: mask.height, alpha };
}

/** The pixels at least half covered. */
export function hardenAlpha(soft: SoftMask): PackedMask {
  const data = new Uint8Array(soft.alpha.length);
  for (let i = 0; i < data.length; i++) data[i] = (soft.alpha[i] ?? 0) >= 128 ? 1 : 0;
  const local: Mask = { width: boxWidth(soft.box), height: boxHeight(soft.box), data };
  return packRegion(local, soft.box, soft);
}

/** An object's pixels: full resolution when they are needed, a cheap estimate for display. */

import { type HandEdit, withHandEdit } from '../core/edit/hand-edit.ts';
import { boxArea, boxHeight, boxToPixels, boxWidth, type ImageBox } from '../core/geometry/box.ts';
import type { Size } from '../core/geometry/space.ts';
import type { LogitsPlane } from '../core/mask/logits.ts';
import { sampleLogits } from '../core/mask/logits.ts';
import { emptyPacked, type PackedMask, packedArea, packRegion } from '../core/mask/packed.ts';
import { chosenCandidate, ownMask, type SegObject } from './document.ts';

/** The part of the plane above the threshold, in picture pixels, grown by one plane pixel; null when nothing is. */
export function coveredBox(plane: LogitsPlane, threshold: number, size: Size): ImageBox | null {
  const width = Math.min(plane.width, Math.ceil(plane.content.width));
  const height = Math.min(plane.height, Math.ceil(plane.content.height));
  let x0 = width;
  let x1 = -1;
  let y0 = height;
  let y1 = -1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((plane.data[y * plane.width + x] ?? 0) <= threshold) continue;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = y;
    }
  }
  if (x1 < 0) return null;
  const sx = boxWidth(plane.box) / plane.content.width;
  const sy = boxHeight(plane.box) / plane.content.height;
  return boxToPixels(
    {
      x0: plane.box.x0 + (x0 - 1) * sx,
      y0: plane.box.y0 + (y0 - 1) * sy,
      x1: plane.box.x0 + (x1 + 2) * sx,
      y1: plane.box.y0 + (y1 + 2) * sy,
    },
    size,
  );
}

/** Full-resolution mask of a logits plane (bilinear, logit > threshold), computed only where the plane has something. */
export function packLogits(plane: LogitsPlane, size: Size, threshold: number): PackedMask {
  const region = coveredBox(plane, threshold, size);
  if (!region) return emptyPacked(size);
  const width = boxWidth(region);
  const height = boxHeight(region);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = sampleLogits(plane, { x0: region.x0, y0: region.y0 + y, x1: region.x1, y1: region.y0 + y + 1 });
    for (let x = 0; x < width; x++) data[y * width + x] = (row[x] ?? 0) > threshold ? 1 : 0;
  }
  return packRegion({ width, height, data }, region, size);
}

const packedCache = new WeakMap<LogitsPlane, { readonly threshold: number; readonly mask: PackedMask }>();
const editedCache = new WeakMap<HandEdit, { readonly below: PackedMask | null; readonly mask: PackedMask }>();

/** The object's mask at working size; null when it has neither mask nor answer. Cached per plane, threshold and edit by hand. */
export function objectMask(object: SegObject, size: Size): PackedMask | null {
  if (object.mask) return object.mask;
  const below = ownMask(object) ?? answeredMask(object, size);
  if (!object.hand) return below;
  const hit = editedCache.get(object.hand);
  if (hit && hit.below === below) return hit.mask;
  const mask = withHandEdit(below ?? emptyPacked(size), object.hand);
  editedCache.set(object.hand, { below, mask });
  return mask;
}

/** The mask of the chosen candidate, without what was done by hand. */
function answeredMask(object: SegObject, size: Size): PackedMask | null {
  const plane = chosenCandidate(object)?.logits;
  if (!plane) return null;
  const hit = packedCache.get(plane);
  if (hit && hit.threshold === object.threshold) return hit.mask;
  const mask = packLogits(plane, size, object.threshold);
  packedCache.set(plane, { threshold: object.threshold, mask });
  return mask;
}

/** Share of a plane's picture part above the threshold, scaled to the whole picture, 0..1. */
export function planeShare(plane: LogitsPlane, threshold: number, size: Size): number {
  const width = Math.min(plane.width, Math.ceil(plane.content.width));
  const height = Math.min(plane.height, Math.ceil(plane.content.height));
  let inside = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if ((plane.data[y * plane.width + x] ?? 0) > threshold) inside++;
  }
  const share = inside / Math.max(1, width * height);
  return (share * boxArea(plane.box)) / Math.max(1, size.width * size.height);
}

const shareCache = new WeakMap<object, { readonly threshold: number; readonly share: number }>();

/** Live answers on larger pictures (pixels) are not upsampled for a figure: sliders and clicks have to stay smooth. */
const COUNTED_PIXELS = 2 ** 20;

/** Whether the object's pixels are counted; else its figures are good to about one cell of the model's plane. */
export function isCounted(object: SegObject, size: Size): boolean {
  return Boolean(ownMask(object) || object.hand) || size.width * size.height <= COUNTED_PIXELS;
}

/** Share of the picture that the object covers, 0..1, wherever it is shown: counted, or at plane resolution. */
export function objectShare(object: SegObject, size: Size): number {
  if (object.hand) return packedArea(objectMask(object, size) ?? emptyPacked(size)) / (size.width * size.height);
  const own = ownMask(object);
  const key = own ?? chosenCandidate(object)?.logits;
  if (!key) return 0;
  const hit = shareCache.get(key);
  if (hit && hit.threshold === object.threshold) return hit.share;
  const share = isCounted(object, size)
    ? packedArea(objectMask(object, size) ?? emptyPacked(size)) / (size.width * size.height)
    : planeShare(chosenCandidate(object)?.logits ?? NO_PLANE, object.threshold, size);
  shareCache.set(key, { threshold: object.threshold, share });
  return share;
}

const NO_PLANE: LogitsPlane = {
  width: 0,
  height: 0,
  data: new Float32Array(0),
  content: { width: 0, height: 0 },
  box: { x0: 0, y0: 0, x1: 0, y1: 0 },
};

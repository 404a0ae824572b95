/** Prompts drawn from a mask: its box and the point deepest inside it. */
import type { ImageBox } from '../geometry/box.ts';
import { type ImagePoint, imagePoint } from '../geometry/space.ts';
import { squaredDistance } from '../mask/distance.ts';
import type { LogitsPlane } from '../mask/logits.ts';

/** Part of its longer side by which the box of the last mask is widened, so that what was lost of the object can come back. */
const BOX_MARGIN = 0.03;

/** Pixels of the picture part of a plane whose logit is above 0, as a mask of the plane's size. */
export function planeMask(plane: LogitsPlane): {
  width: number;
  height: number;
  data: Uint8Array<ArrayBuffer>;
  area: number;
} {
  const { width, height } = plane;
  const data = new Uint8Array(width * height);
  let area = 0;
  for (let y = 0; y < Math.min(height, Math.ceil(plane.content.height)); y++) {
    for (let x = 0; x < Math.min(width, Math.ceil(plane.content.width)); x++) {
      if ((plane.data[y * width + x] ?? 0) > 0) {
        data[y * width + x] = 1;
        area++;
      }
    }
  }
  return { width, height, data, area };
}

const toImage = (plane: LogitsPlane, x: number, y: number): ImagePoint =>
  imagePoint(
    plane.box.x0 + (x * (plane.box.x1 - plane.box.x0)) / plane.content.width,
    plane.box.y0 + (y * (plane.box.y1 - plane.box.y0)) / plane.content.height,
  );

/** Box around a plane's mask and the point deepest inside it, picture pixels; null when the mask is empty. */
export function promptsOfMask(plane: LogitsPlane): { readonly box: ImageBox; readonly point: ImagePoint } | null {
  const mask = planeMask(plane);
  if (mask.area === 0) return null;
  const depth = squaredDistance(mask);
  let deepest = 0;
  let [x0, y0, x1, y1] = [mask.width, mask.height, 0, 0];
  for (let y = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++) {
      const i = y * mask.width + x;
      if (mask.data[i] !== 1) continue;
      if ((depth[i] ?? 0) > (depth[deepest] ?? 0)) deepest = i;
      [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x + 1), Math.max(y1, y + 1)];
    }
  }
  const [a, b] = [toImage(plane, x0, y0), toImage(plane, x1, y1)];
  return {
    box: {
      x0: a.x,
      y0: a.y,
      x1: Math.min(b.x, plane.box.x1),
      y1: Math.min(b.y, plane.box.y1),
    },
    point: toImage(plane, (deepest % mask.width) + 0.5, Math.floor(deepest / mask.width) + 0.5),
  };
}

/** The box widened on all sides by a part of its longer side, within the picture. */
export function widened(box: ImageBox, within: ImageBox): ImageBox {
  const by = BOX_MARGIN * Math.max(box.x1 - box.x0, box.y1 - box.y0);
  return {
    x0: Math.max(within.x0, box.x0 - by),
    y0: Math.max(within.y0, box.y0 - by),
    x1: Math.min(within.x1, box.x1 + by),
    y1: Math.min(within.y1, box.y1 + by),
  };
}

/** Where a mask layer can show anything: what lies outside need not be drawn. */
import { type ImageBox, uniteBoxes } from '../../../core/geometry/box.ts';
import type { LogitsPlane } from '../../../core/mask/logits.ts';
import type { MaskLayer } from '../stage-types.ts';

export type MaskedLayer = Exclude<MaskLayer, { kind: 'plane' }>;

/** Last answer for a plane; a threshold that moves asks anew. */
const known = new WeakMap<LogitsPlane, { readonly level: number; readonly box: ImageBox | null }>();

function findAbove({ data, width, height, content, box }: LogitsPlane, level: number): ImageBox | null {
  const columns = Math.min(width, Math.ceil(content.width));
  const rows = Math.min(height, Math.ceil(content.height));
  const above = (at: number): boolean => (data[at] ?? 0) > level;
  let [x0, y0, x1, y1] = [columns, rows, -1, -1];
  for (let y = 0; y < rows; y++) {
    const from = y * width;
    // Within the columns known already nothing can make the box wider.
    let first = 0;
    while (first < x0 && !above(from + first)) first++;
    let last = columns - 1;
    while (last > x1 && !above(from + last)) last--;
    const wider = first < x0 || last > x1;
    if (first < x0) x0 = first;
    if (last > x1) x1 = last;
    let hit = wider;
    for (let x = x0; x <= x1 && !hit; x++) hit = above(from + x);
    if (!hit) continue;
    if (y < y0) y0 = y;
    y1 = y;
  }
  if (x1 < 0) return null;
  // Between the centres of two cells values are mixed: a cell above the level reaches as far as its neighbours' centres.
  const sx = (box.x1 - box.x0) / content.width;
  const sy = (box.y1 - box.y0) / content.height;
  return {
    x0: x0 === 0 ? box.x0 : box.x0 + (x0 - 0.5) * sx,
    y0: y0 === 0 ? box.y0 : box.y0 + (y0 - 0.5) * sy,
    x1: Math.min(box.x1, box.x0 + (x1 + 1.5) * sx),
    y1: Math.min(box.y1, box.y0 + (y1 + 1.5) * sy),
  };
}

/** Box, in picture pixels, of where a plane, bilinearly sampled, can be above a level; null where it never is. */
export function boxAbove(plane: LogitsPlane, level: number): ImageBox | null {
  const last = known.get(plane);
  if (last?.level === level) return last.box;
  const box = findAbove(plane, level);
  known.set(plane, { level, box });
  return box;
}

/** Where a layer can have pixels, picture pixels; null when it has none. */
export function extentOf(layer: MaskedLayer): ImageBox | null {
  if (layer.kind === 'packed') return layer.mask.bits.length > 0 ? layer.mask.box : null;
  const { plane, threshold, style, delta } = layer;
  const own = boxAbove(plane, threshold - style.soft);
  const before = delta ? boxAbove(delta.plane, delta.threshold) : null;
  return own && before ? uniteBoxes(own, before) : (own ?? before);
}

/** Overlap of two masks on their low-resolution planes: enough to see that two answers are the same thing. */
import { boxHeight, boxWidth, type ImageBox } from '../geometry/box.ts';
import type { LogitsPlane } from './logits.ts';

/** A plane thresholded at 0, with its area and box, to compare many times. */
export interface PlaneMask {
  readonly bits: Uint8Array<ArrayBuffer>;
  /** Picture pixels, rounded to plane cells. */
  readonly box: ImageBox;
  /** Square picture pixels. */
  readonly area: number;
  readonly cells: number;
}

/** @returns undefined for an empty mask */
export function planeMask(plane: LogitsPlane): PlaneMask | undefined {
  const { width, data, content, box } = plane;
  const columns = Math.min(width, Math.ceil(content.width));
  const rows = Math.min(plane.height, Math.ceil(content.height));
  const bits = new Uint8Array(width * plane.height);
  let [x0, y0, x1, y1, cells] = [columns, rows, 0, 0, 0];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (!((data[y * width + x] ?? 0) > 0)) continue;
      bits[y * width + x] = 1;
      cells++;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x + 1);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y + 1);
    }
  }
  if (cells === 0) return undefined;
  const sx = boxWidth(box) / content.width;
  const sy = boxHeight(box) / content.height;
  return {
    bits,
    cells,
    area: cells * sx * sy,
    box: { x0: box.x0 + x0 * sx, y0: box.y0 + y0 * sy, x1: box.x0 + x1 * sx, y1: box.y0 + y1 * sy },
  };
}

/** Intersection over union of two masks of one plane size, 0..1. */
export function planeIou(a: PlaneMask, b: PlaneMask): number {
  let both = 0;
  for (let i = 0; i < a.bits.length; i++) both += (a.bits[i] ?? 0) & (b.bits[i] ?? 0);
  const union = a.cells + b.cells - both;
  return union > 0 ? both / union : 0;
}

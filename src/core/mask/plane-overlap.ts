/** Overlap of two masks on their low-resolution planes: enough to see that two answers are the same thing. */
import { boxHeight, boxWidth, type ImageBox } from '../geometry/box.ts';
import type { ImagePoint } from '../geometry/space.ts';
import type { LogitsPlane } from './logits.ts';

/** Half-open box of whole plane cells. */
interface CellBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A plane thresholded at 0, with its area and box, to compare many times. */
export interface PlaneMask {
  /** 0 or 1 a cell, row-major, `stride` cells a row. */
  readonly bits: Uint8Array<ArrayBuffer>;
  readonly stride: number;
  readonly extent: CellBox;
  /** Picture pixels, rounded to plane cells. */
  readonly box: ImageBox;
  /** Size of a cell and where the plane begins, picture pixels. */
  readonly grid: { readonly width: number; readonly height: number; readonly x0: number; readonly y0: number };
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
    stride: width,
    extent: { x0, y0, x1, y1 },
    grid: { width: sx, height: sy, x0: box.x0, y0: box.y0 },
    cells,
    area: cells * sx * sy,
    box: { x0: box.x0 + x0 * sx, y0: box.y0 + y0 * sy, x1: box.x0 + x1 * sx, y1: box.y0 + y1 * sy },
  };
}

/** Whether a picture point lies in a mask. */
export function holdsPoint({ bits, stride, extent, grid }: PlaneMask, at: ImagePoint): boolean {
  const x = Math.floor((at.x - grid.x0) / grid.width);
  const y = Math.floor((at.y - grid.y0) / grid.height);
  if (x < extent.x0 || x >= extent.x1 || y < extent.y0 || y >= extent.y1) return false;
  return bits[y * stride + x] === 1;
}

/** Cells that two masks of one plane size share. */
export function sharedCells(a: PlaneMask, b: PlaneMask): number {
  const x0 = Math.max(a.extent.x0, b.extent.x0);
  const x1 = Math.min(a.extent.x1, b.extent.x1);
  const y1 = Math.min(a.extent.y1, b.extent.y1);
  let both = 0;
  for (let y = Math.max(a.extent.y0, b.extent.y0); y < y1; y++) {
    const row = y * a.stride;
    for (let i = row + x0; i < row + x1; i++) both += (a.bits[i] ?? 0) & (b.bits[i] ?? 0);
  }
  return both;
}

/** Intersection over union of two masks of one plane size, 0..1. */
export function planeIou(a: PlaneMask, b: PlaneMask): number {
  const both = sharedCells(a, b);
  const union = a.cells + b.cells - both;
  return union > 0 ? both / union : 0;
}

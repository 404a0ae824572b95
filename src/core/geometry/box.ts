/** Axis-aligned boxes in picture pixels. */
import type { ImagePoint, Size } from './space.ts';

/** Half-open box [x0, x1) x [y0, y1) in picture pixels; empty when x1 <= x0 or y1 <= y0. */
export interface ImageBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** The box that covers a whole picture. */
export function boxOfSize(size: Size): ImageBox {
  return { x0: 0, y0: 0, x1: size.width, y1: size.height };
}

/** The smallest box with the two points at opposite corners, in any order. */
export function boxFromCorners(a: ImagePoint, b: ImagePoint): ImageBox {
  return { x0: Math.min(a.x, b.x), y0: Math.min(a.y, b.y), x1: Math.max(a.x, b.x), y1: Math.max(a.y, b.y) };
}

/** Width of a box, 0 when empty. */
export function boxWidth(box: ImageBox): number {
  return Math.max(0, box.x1 - box.x0);
}

/** Height of a box, 0 when empty. */
export function boxHeight(box: ImageBox): number {
  return Math.max(0, box.y1 - box.y0);
}

/** Area in square pixels, 0 when empty. */
export function boxArea(box: ImageBox): number {
  return boxWidth(box) * boxHeight(box);
}

/** The common part of two boxes; may be empty. */
export function intersectBoxes(a: ImageBox, b: ImageBox): ImageBox {
  return { x0: Math.max(a.x0, b.x0), y0: Math.max(a.y0, b.y0), x1: Math.min(a.x1, b.x1), y1: Math.min(a.y1, b.y1) };
}

/** The smallest box that holds both. */
export function uniteBoxes(a: ImageBox, b: ImageBox): ImageBox {
  return { x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) };
}

/** Intersection over union in 0..1; 0 when both are empty. */
export function boxIou(a: ImageBox, b: ImageBox): number {
  const inter = boxArea(intersectBoxes(a, b));
  const union = boxArea(a) + boxArea(b) - inter;
  return union > 0 ? inter / union : 0;
}

/** The box grown to whole pixels and cut to the picture. */
export function boxToPixels(box: ImageBox, size: Size): ImageBox {
  return intersectBoxes(
    { x0: Math.floor(box.x0), y0: Math.floor(box.y0), x1: Math.ceil(box.x1), y1: Math.ceil(box.y1) },
    boxOfSize(size),
  );
}

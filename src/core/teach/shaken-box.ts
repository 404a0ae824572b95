/** Boxes as a careless detector would give them: the true ones, each edge off by chance. */
import type { ImageBox } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';

/**
 * @param amount most that an edge is off, as a part of the box's side
 * @param random uniform in 0..1
 * @returns a box inside the picture, at least one pixel wide and high
 */
export function shakenBox(box: ImageBox, amount: number, picture: Size, random: () => number): ImageBox {
  const width = box.x1 - box.x0;
  const height = box.y1 - box.y0;
  const off = (side: number): number => (2 * random() - 1) * amount * side;
  const clamp = (v: number, most: number): number => Math.min(most, Math.max(0, v));
  const x = [clamp(box.x0 + off(width), picture.width), clamp(box.x1 + off(width), picture.width)];
  const y = [clamp(box.y0 + off(height), picture.height), clamp(box.y1 + off(height), picture.height)];
  const x0 = Math.min(picture.width - 1, ...x);
  const y0 = Math.min(picture.height - 1, ...y);
  return { x0, y0, x1: Math.max(x0 + 1, ...x), y1: Math.max(y0 + 1, ...y) };
}

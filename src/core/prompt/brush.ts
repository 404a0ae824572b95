/** Brush strokes as prompts: the pixels they cover, and a few clicks that stand for them. */
import { boxOfSize, type ImageBox, intersectBoxes } from '../geometry/box.ts';
import { distance, type ImagePoint, imagePoint, type Size } from '../geometry/space.ts';
import { emptyPacked, type PackedMask, packRegion } from '../mask/packed.ts';
import type { BrushPrompt, PointPrompt } from './prompt.ts';

/** Whole-pixel box that holds every pixel a round brush can touch along a path; not cut to the picture. */
export function strokeBounds(path: readonly ImagePoint[], radius: number): ImageBox {
  let x0 = Number.POSITIVE_INFINITY;
  let y0 = Number.POSITIVE_INFINITY;
  let x1 = Number.NEGATIVE_INFINITY;
  let y1 = Number.NEGATIVE_INFINITY;
  for (const { x, y } of path) {
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  return {
    x0: Math.floor(x0 - radius),
    y0: Math.floor(y0 - radius),
    x1: Math.ceil(x1 + radius),
    y1: Math.ceil(y1 + radius),
  };
}

/** Squared distance from (x, y) to the segment a-b. */
export function squaredDistanceToSegment(x: number, y: number, a: ImagePoint, b: ImagePoint): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = dx * dx + dy * dy;
  const t = length > 0 ? Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / length)) : 0;
  return (x - a.x - t * dx) ** 2 + (y - a.y - t * dy) ** 2;
}

/** The pixels whose centres lie within the brush's radius of its path. A single point gives a disc. */
export function strokeToMask(stroke: BrushPrompt, size: Size): PackedMask {
  const { path, radius } = stroke;
  const region =
    path.length > 0 ? intersectBoxes(strokeBounds(path, radius), boxOfSize(size)) : boxOfSize({ width: 0, height: 0 });
  const width = region.x1 - region.x0;
  const height = region.y1 - region.y0;
  if (width <= 0 || height <= 0) return emptyPacked(size);
  const data = new Uint8Array(width * height);
  const limit = radius * radius;
  path.forEach((b, i) => {
    const a = path[i - 1] ?? b;
    const part = intersectBoxes(strokeBounds([a, b], radius), region);
    for (let y = part.y0; y < part.y1; y++) {
      for (let x = part.x0; x < part.x1; x++) {
        if (squaredDistanceToSegment(x + 0.5, y + 0.5, a, b) <= limit)
          data[(y - region.y0) * width + x - region.x0] = 1;
      }
    }
  });
  return packRegion({ width, height, data }, region, size);
}

/** Points every `spacing` pixels along a path, both ends included. */
export function resamplePath(path: readonly ImagePoint[], spacing: number): readonly ImagePoint[] {
  const [first] = path;
  if (first === undefined) return [];
  const points: ImagePoint[] = [first];
  let before = first;
  let carried = 0;
  for (const point of path.slice(1)) {
    const length = distance(before, point);
    let along = spacing - carried;
    while (along <= length) {
      const t = along / length;
      points.push(imagePoint(before.x + t * (point.x - before.x), before.y + t * (point.y - before.y)));
      along += spacing;
    }
    carried = length > 0 ? length - (along - spacing) : carried;
    before = point;
  }
  const last = points.at(-1);
  if (last !== undefined && distance(last, before) > spacing / 4) points.push(before);
  return points;
}

/**
 * A few clicks that stand for a stroke, for models that take points only: the path's middle first, then again and
 * again the point of the path farthest from those chosen, until the rest is within a brush width of one of them.
 *
 * @param most at most this many points, >= 1
 */
export function pointsOfStroke(stroke: BrushPrompt, most = 5): readonly PointPrompt[] {
  const { path, radius, label } = stroke;
  const points = resamplePath(path, Math.max(1, radius / 2));
  const middle = points[Math.floor((points.length - 1) / 2)];
  if (middle === undefined) return [];
  const chosen: ImagePoint[] = [middle];
  const gap = points.map((point) => distance(point, middle));
  while (chosen.length < most) {
    let best = 0;
    gap.forEach((d, i) => {
      if (d > (gap[best] ?? 0)) best = i;
    });
    const next = points[best];
    if (next === undefined || (gap[best] ?? 0) <= Math.max(1, 2 * radius)) break;
    chosen.push(next);
    points.forEach((point, i) => {
      gap[i] = Math.min(gap[i] ?? 0, distance(point, next));
    });
  }
  return chosen.map((at) => ({ kind: 'point', at, label }));
}

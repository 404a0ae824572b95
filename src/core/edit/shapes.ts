/** Areas drawn as outlines: polygon and lasso. */
import { boxToPixels } from '../geometry/box.ts';
import { distance, type ImagePoint, type Size } from '../geometry/space.ts';
import { emptyPacked, type PackedMask, packRegion } from '../mask/packed.ts';
import { type Ring, rasteriseRings, ringBounds } from '../mask/polygon.ts';

/** The pixels inside rings (even-odd rule), cut to the picture. Fewer than three vertices enclose nothing. */
export function fillRings(rings: readonly Ring[], size: Size): PackedMask {
  const solid = rings.filter((ring) => ring.length >= 3);
  const bounds = ringBounds(solid);
  if (bounds === null) return emptyPacked(size);
  const region = boxToPixels(bounds, size);
  if (region.x1 <= region.x0 || region.y1 <= region.y0) return emptyPacked(size);
  return packRegion(rasteriseRings(solid, region), region, size);
}

/** True when a click at `point` closes the outline: near its first vertex, which must have at least two others. */
export function closesOutline(outline: Ring, point: ImagePoint, reach: number): boolean {
  const [first] = outline;
  return first !== undefined && outline.length >= 3 && distance(first, point) <= reach;
}

/**
 * Adds a pointer position to a lasso unless it is nearer than `spacing` pixels to the last one, so that a slow hand
 * does not make thousands of vertices.
 */
export function extendLasso(outline: Ring, point: ImagePoint, spacing = 0.75): Ring {
  const last = outline.at(-1);
  return last !== undefined && distance(last, point) < spacing ? outline : [...outline, point];
}

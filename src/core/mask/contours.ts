/** Outlines of masks: traced along pixel edges, simplified to a chosen detail. */
import simplifyLine from 'simplify-js';
import type { ImageBox } from '../geometry/box.ts';
import { type ImagePoint, imagePoint, type Size } from '../geometry/space.ts';
import { componentAt, findComponents } from './components.ts';
import type { Mask } from './mask.ts';
import { type PackedMask, unpackRegion } from './packed.ts';
import { type Polygon, perimeter, type Ring, signedArea } from './polygon.ts';

/** Directions clockwise on screen: right, down, left, up. */
const STEP_X: readonly number[] = [1, 0, -1, 0];
const STEP_Y: readonly number[] = [0, 1, 0, -1];

/**
 * Follows one ring from the left end of a top edge, mask pixels always on the right hand. Where two mask pixels touch
 * by a corner only, it turns right, which keeps them apart (the mask is 4-connected, its background 8-connected).
 * Marks the top edges it passes.
 */
function follow(mask: Mask, startX: number, startY: number, seen: Uint8Array): ImagePoint[] {
  const { width, height, data } = mask;
  const set = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] === 1;
  const ring: ImagePoint[] = [];
  let x = startX;
  let y = startY;
  let direction = 0;
  do {
    ring.push(imagePoint(x, y));
    // Straight on as long as the pixel ahead on the right is set and the one ahead on the left is not.
    for (;;) {
      if (direction === 0) seen[y * width + x] = 1;
      x += STEP_X[direction] ?? 0;
      y += STEP_Y[direction] ?? 0;
      const dx = STEP_X[direction] ?? 0;
      const dy = STEP_Y[direction] ?? 0;
      // Pixels around vertex (x, y): ahead-right and ahead-left of the direction of travel.
      const right = set(x + (dx - dy - 1) / 2, y + (dy + dx - 1) / 2);
      if (!right) {
        direction = (direction + 1) & 3;
        break;
      }
      const left = set(x + (dx + dy - 1) / 2, y + (dy - dx - 1) / 2);
      if (left) {
        direction = (direction + 3) & 3;
        break;
      }
    }
  } while (x !== startX || y !== startY || direction !== 0);
  return ring;
}

function shift(ring: readonly ImagePoint[], origin: ImageBox): Ring {
  return ring.map((point) => imagePoint(point.x + origin.x0, point.y + origin.y0));
}

/**
 * Traces a mask along its pixel edges. Vertices are whole numbers and only at corners; the polygons' area is exactly
 * the number of pixels, and filling them gives back the mask. One polygon a 4-connected component, in raster order.
 *
 * @param mask the mask of `region`, or of the whole picture
 * @param region where the mask lies on the picture; default: its top-left corner is the picture's
 */
export function traceMask(mask: Mask, region?: ImageBox): readonly Polygon[] {
  const origin = region ?? { x0: 0, y0: 0, x1: mask.width, y1: mask.height };
  const components = findComponents(mask, 4);
  const outers: Ring[] = [];
  const holes: Ring[][] = Array.from({ length: components.count }, () => []);
  const seen = new Uint8Array(mask.data.length);
  const { runs } = components;
  for (let y = 0; y < mask.height; y++) {
    const row = y * mask.width;
    for (let i = runs.rowStart[y] ?? 0; i < (runs.rowStart[y + 1] ?? 0); i++) {
      for (let x = runs.start[i] ?? 0; x < (runs.end[i] ?? 0); x++) {
        const covered = y > 0 && mask.data[row - mask.width + x] === 1;
        if (covered || seen[row + x] === 1) continue;
        const ring = follow(mask, x, y, seen);
        const component = componentAt(components, x, y);
        if (signedArea(ring) > 0) outers[component] = shift(ring, origin);
        else holes[component]?.push(shift(ring, origin));
      }
    }
  }
  return outers.map((outer, component) => ({ outer, holes: holes[component] ?? [] }));
}

/** Traces a packed mask; see {@link traceMask}. */
export function tracePacked(mask: PackedMask): readonly Polygon[] {
  return traceMask(unpackRegion(mask, mask.box), mask.box);
}

function farthestFrom(ring: Ring, from: number): number {
  const origin = ring[from];
  let best = from;
  let reach = -1;
  ring.forEach((point, i) => {
    const d = origin === undefined ? 0 : (point.x - origin.x) ** 2 + (point.y - origin.y) ** 2;
    if (d > reach) {
      reach = d;
      best = i;
    }
  });
  return best;
}

/** Douglas-Peucker on a closed ring: cut at two far ends into two open lines. */
function simplifyClosed(ring: Ring, tolerance: number): Ring {
  const a = farthestFrom(ring, 0);
  const b = farthestFrom(ring, a);
  const turned = [...ring.slice(a), ...ring.slice(0, a)];
  const cut = (b - a + ring.length) % ring.length;
  const first = simplifyLine(turned.slice(0, cut + 1), tolerance, true);
  const second = simplifyLine([...turned.slice(cut), ...turned.slice(0, 1)], tolerance, true);
  return [...first.slice(0, -1), ...second.slice(0, -1)].map((point) => imagePoint(point.x, point.y));
}

/** Moves every vertex outwards by `distance` along the mean normal of its edges; vertices on the picture's border slide along it. */
function offsetRing(ring: Ring, distance: number, size: Size): Ring {
  const n = ring.length;
  return ring.map((point, i) => {
    const before = ring[(i + n - 1) % n] ?? point;
    const after = ring[(i + 1) % n] ?? point;
    const tx = after.x - before.x;
    const ty = after.y - before.y;
    const length = Math.hypot(tx, ty);
    if (length === 0) return point;
    // Rings run clockwise on screen, so (ty, -tx) points away from the inside.
    const x = point.x + (ty / length) * distance;
    const y = point.y - (tx / length) * distance;
    return imagePoint(
      point.x === 0 || point.x === size.width ? point.x : Math.min(Math.max(x, 0), size.width),
      point.y === 0 || point.y === size.height ? point.y : Math.min(Math.max(y, 0), size.height),
    );
  });
}

function simplifyRing(ring: Ring, tolerance: number, size: Size): Ring | null {
  const wanted = signedArea(ring);
  let simple = simplifyClosed(ring, tolerance);
  if (simple.length < 3) return null;
  for (let round = 0; round < 3; round++) {
    const missing = wanted - signedArea(simple);
    const distance = missing / perimeter(simple);
    if (Math.abs(distance) < 1e-3 || Math.abs(distance) > tolerance) break;
    simple = offsetRing(simple, distance, size);
  }
  const area = signedArea(simple);
  return area * wanted > 0 ? simple.map((point) => imagePoint(tidy(point.x), tidy(point.y))) : null;
}

/** Hundredths of a pixel are finer than any outline here and keep files small. */
function tidy(value: number): number {
  return Math.round(value * 100) / 100;
}

/**
 * Simplifies polygons: Douglas-Peucker with the given tolerance, then a tiny outward or inward shift that gives each
 * ring its former area back. Tolerance 0 returns the polygons unchanged. Rings that collapse are dropped.
 *
 * @param tolerance greatest distance of a dropped vertex from the new outline, picture pixels
 * @param size of the picture; outlines on its border stay there
 */
export function simplifyPolygons(polygons: readonly Polygon[], tolerance: number, size: Size): readonly Polygon[] {
  if (tolerance <= 0) return polygons;
  const result: Polygon[] = [];
  for (const polygon of polygons) {
    const outer = simplifyRing(polygon.outer, tolerance, size);
    if (outer === null) continue;
    const holes = polygon.holes.map((hole) => simplifyRing(hole, tolerance, size)).filter((hole) => hole !== null);
    result.push({ outer, holes });
  }
  return result;
}

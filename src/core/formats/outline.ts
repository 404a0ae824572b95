/** Objects as the outlines that files hold: with holes, or joined into one closed line. */
import { boxToPixels } from '../geometry/box.ts';
import { type ImagePoint, imagePoint, type Size } from '../geometry/space.ts';
import { simplifyPolygons, tracePacked } from '../mask/contours.ts';
import { maskIou } from '../mask/mask.ts';
import type { PackedMask } from '../mask/packed.ts';
import {
  type Polygon,
  perimeter,
  polygonsArea,
  type Ring,
  rasteriseRings,
  ringBounds,
  ringsOf,
} from '../mask/polygon.ts';

/** A simplified polygon that shares less than this with the traced one is not a simplification of it. */
const LEAST_IOU = 0.8;

/** Intersection over union of two polygons' pixels inside the first one's bounds, grown by the tolerance. */
function polygonIou(a: Polygon, b: Polygon, tolerance: number, size: Size): number {
  const bounds = ringBounds([a.outer]);
  if (bounds === null) return 1;
  const { x0, y0, x1, y1 } = bounds;
  const region = boxToPixels({ x0: x0 - tolerance, y0: y0 - tolerance, x1: x1 + tolerance, y1: y1 + tolerance }, size);
  return maskIou(rasteriseRings(ringsOf([a]), region), rasteriseRings(ringsOf([b]), region));
}

/**
 * Outlines of a mask at the chosen detail. A part that the tolerance would make vanish or maim, a line of one pixel or
 * a dot, keeps its exact outline: no object is lost.
 *
 * @param detail tolerance in picture pixels; 0 follows the pixel edges exactly
 */
export function outlinesOf(mask: PackedMask, detail: number): readonly Polygon[] {
  const traced = tracePacked(mask);
  if (detail <= 0) return traced;
  return traced.map((polygon) => {
    const [simple] = simplifyPolygons([polygon], detail, mask);
    if (simple === undefined) return polygon;
    const rings = ringsOf([polygon]);
    const thin = polygonsArea([polygon]) < 2 * detail * rings.reduce((sum, ring) => sum + perimeter(ring), 0);
    return thin && polygonIou(polygon, simple, detail, mask) < LEAST_IOU ? polygon : simple;
  });
}

function squared(a: ImagePoint, b: ImagePoint): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
}

/** Turns a closed line so that it begins at vertex `i`. */
function beginAt(ring: Ring, i: number): Ring {
  return [...ring.slice(i), ...ring.slice(0, i)];
}

/** Goes from the nearest vertex of `line` over to `ring`, once around it and back: a bridge of no width. */
function bridge(line: Ring, ring: Ring): Ring {
  const [anchor] = ring;
  if (anchor === undefined) return line;
  let at = 0;
  line.forEach((point, i) => {
    if (squared(point, anchor) < squared(line[at] ?? point, anchor)) at = i;
  });
  const from = line[at] ?? anchor;
  let to = 0;
  ring.forEach((point, i) => {
    if (squared(point, from) < squared(ring[to] ?? point, from)) to = i;
  });
  const around = beginAt(ring, to);
  const start = around[0] ?? anchor;
  return [...line.slice(0, at + 1), ...around, start, ...line.slice(at)];
}

/**
 * Joins rings into one closed line for formats that know no holes and no parts. Bridges have no width and are walked
 * twice, so filling by the even-odd rule gives the same pixels as the rings.
 */
export function joinRings(rings: readonly Ring[]): Ring {
  const [first, ...others] = rings;
  return others.reduce<Ring>(bridge, first ?? []);
}

/** One closed line a part, its holes bridged in. */
export function partsOf(polygons: readonly Polygon[]): readonly Ring[] {
  return polygons.map((polygon) => joinRings([polygon.outer, ...polygon.holes]));
}

/** [x0, y0, x1, y1, ...]. */
export function flatten(ring: Ring): readonly number[] {
  return ring.flatMap((point) => [point.x, point.y]);
}

/** The inverse of {@link flatten}; a last odd number is ignored. */
export function unflatten(numbers: readonly number[]): Ring {
  return Array.from({ length: numbers.length >> 1 }, (_, i) =>
    imagePoint(numbers[2 * i] ?? 0, numbers[2 * i + 1] ?? 0),
  );
}

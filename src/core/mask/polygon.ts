/** Polygons with holes in picture pixels: area, rasterising, crossing test. */
import type { ImageBox } from '../geometry/box.ts';
import type { ImagePoint } from '../geometry/space.ts';
import { emptyMask, type Mask } from './mask.ts';

/** A closed line; the last vertex joins the first and is not repeated. Picture pixels, corners of pixels are whole numbers. */
export type Ring = readonly ImagePoint[];

/** An outline with holes. Traced polygons run clockwise on screen (y down) outside and counter-clockwise around holes. */
export interface Polygon {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/** Shoelace area, square pixels; positive when the ring runs clockwise on screen. */
export function signedArea(ring: Ring): number {
  let twice = 0;
  let before = ring.at(-1);
  for (const point of ring) {
    if (before !== undefined) twice += before.x * point.y - point.x * before.y;
    before = point;
  }
  return twice / 2;
}

/** Area of polygons, holes taken away, square pixels. */
export function polygonsArea(polygons: readonly Polygon[]): number {
  let area = 0;
  for (const polygon of polygons) {
    area += Math.abs(signedArea(polygon.outer));
    for (const hole of polygon.holes) area -= Math.abs(signedArea(hole));
  }
  return area;
}

/** Number of vertices of all rings. */
export function countVertices(polygons: readonly Polygon[]): number {
  return ringsOf(polygons).reduce((sum, ring) => sum + ring.length, 0);
}

/** Every ring of the polygons, outer ones first within each polygon. */
export function ringsOf(polygons: readonly Polygon[]): readonly Ring[] {
  return polygons.flatMap((polygon) => [polygon.outer, ...polygon.holes]);
}

/** Length of a ring, pixels. */
export function perimeter(ring: Ring): number {
  let length = 0;
  let before = ring.at(-1);
  for (const point of ring) {
    if (before !== undefined) length += Math.hypot(point.x - before.x, point.y - before.y);
    before = point;
  }
  return length;
}

/** The smallest box around the vertices, or null without any. */
export function ringBounds(rings: readonly Ring[]): ImageBox | null {
  let x0 = Number.POSITIVE_INFINITY;
  let y0 = Number.POSITIVE_INFINITY;
  let x1 = Number.NEGATIVE_INFINITY;
  let y1 = Number.NEGATIVE_INFINITY;
  for (const ring of rings) {
    for (const { x, y } of ring) {
      x0 = Math.min(x0, x);
      y0 = Math.min(y0, y);
      x1 = Math.max(x1, x);
      y1 = Math.max(y1, y);
    }
  }
  return x1 < x0 ? null : { x0, y0, x1, y1 };
}

type Visit = (row: number, x: number) => void;

/** Reports where every edge crosses the centre line of a row; edges own their upper end, not their lower. */
function eachCrossing(rings: readonly Ring[], region: ImageBox, visit: Visit): void {
  for (const ring of rings) {
    let a = ring.at(-1);
    for (const b of ring) {
      if (a !== undefined && a.y !== b.y) {
        const [top, bottom] = a.y < b.y ? [a, b] : [b, a];
        const first = Math.max(region.y0, Math.ceil(top.y - 0.5));
        const last = Math.min(region.y1, Math.ceil(bottom.y - 0.5));
        const slope = (bottom.x - top.x) / (bottom.y - top.y);
        for (let y = first; y < last; y++) visit(y - region.y0, top.x + (y + 0.5 - top.y) * slope);
      }
      a = b;
    }
  }
}

/**
 * Fills rings by the even-odd rule: a pixel is set when a ray from its centre crosses the rings an odd number of times.
 * Rings traced from a mask give back exactly that mask; self-crossing rings are defined, if seldom meant.
 *
 * @param region whole picture pixels to fill; the result has its size
 */
export function rasteriseRings(rings: readonly Ring[], region: ImageBox): Mask {
  const width = Math.max(0, region.x1 - region.x0);
  const height = Math.max(0, region.y1 - region.y0);
  const mask = emptyMask({ width, height });
  const starts = new Int32Array(height + 1);
  eachCrossing(rings, region, (row) => {
    starts[row + 1] = (starts[row + 1] ?? 0) + 1;
  });
  for (let row = 0; row < height; row++) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0);
  const at = starts.slice();
  const crossings = new Float64Array(starts[height] ?? 0);
  eachCrossing(rings, region, (row, x) => {
    const slot = at[row] ?? 0;
    crossings[slot] = x;
    at[row] = slot + 1;
  });
  for (let row = 0; row < height; row++) {
    const line = crossings.subarray(starts[row], starts[row + 1]).sort();
    for (let i = 0; i + 1 < line.length; i += 2) {
      const from = Math.max(0, Math.ceil((line[i] ?? 0) - 0.5) - region.x0);
      const to = Math.min(width, Math.ceil((line[i + 1] ?? 0) - 0.5) - region.x0);
      if (to > from) mask.data.fill(1, row * width + from, row * width + to);
    }
  }
  return mask;
}

/** Even-odd filling of all rings of polygons; see {@link rasteriseRings}. */
export function rasterisePolygons(polygons: readonly Polygon[], region: ImageBox): Mask {
  return rasteriseRings(ringsOf(polygons), region);
}

function side(a: ImagePoint, b: ImagePoint, c: ImagePoint): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

interface Edge {
  readonly a: ImagePoint;
  readonly b: ImagePoint;
  readonly low: number;
  readonly high: number;
}

/** True when two edges cross at a point inside both; touching does not count. */
function edgesCross(p: Edge, q: Edge): boolean {
  return side(p.a, p.b, q.a) * side(p.a, p.b, q.b) < 0 && side(q.a, q.b, p.a) * side(q.a, q.b, p.b) < 0;
}

/** True when two edges of the ring properly cross each other. Sweep over x; near-linear for ordinary outlines. */
export function selfCrosses(ring: Ring): boolean {
  const edges = ring.map((b, i): Edge => {
    const a = ring[(i + ring.length - 1) % ring.length] ?? b;
    return { a, b, low: Math.min(a.x, b.x), high: Math.max(a.x, b.x) };
  });
  edges.sort((p, q) => p.low - q.low);
  let active: Edge[] = [];
  for (const edge of edges) {
    active = active.filter((other) => other.high > edge.low);
    if (active.some((other) => edgesCross(edge, other))) return true;
    active.push(edge);
  }
  return false;
}

/** Polygons and boxes to run lengths, with the rounding of cocoapi. */
import type { Size } from '../geometry/space.ts';
import type { CocoBox, Rle } from './rle.ts';
import { mergeRles } from './rle-merge.ts';

/** Sub-pixel factor on which the boundary is walked (cocoapi `rleFrPoly`). */
const SCALE = 5;
const MIDDLE = 2;
/** Edges longer than this many times the picture's sides together are not walked step by step. */
const LONG = 4;
/** Corners further out than this, fine units, are drawn in to it: C's int overflows there as well. */
const FURTHEST = 2 ** 30;

/** A coordinate on the fine grid; truncation towards zero is C's cast to int. */
function fine(coordinate = 0): number {
  return Math.max(-FURTHEST, Math.min(FURTHEST, Math.trunc(SCALE * coordinate + 0.5)));
}

/**
 * Rasterises one polygon, corners as [x0, y0, x1, y1, ...] in picture pixels; corners outside the picture are allowed.
 * The boundary is walked densely on a grid five times as fine; its column crossings, sorted, are the run ends.
 * Same result as cocoapi `rleFrPoly`, degenerate polygons included.
 *
 * @param long edges longer than this many times the picture's sides together take the short cut; same result
 */
export function polygonToRle(corners: ArrayLike<number>, size: Size, long: number = LONG): Rle {
  const n = corners.length >> 1;
  const { width, height } = size;
  const ends: number[] = [];
  let previousU = 0;
  let previousV = 0;
  let first = true;
  const visit = (u: number, v: number): void => {
    if (!first && u !== previousU) {
      // a crossing lies in the middle of a picture's column, the third of its five fine ones
      const column = ((u < previousU ? u : u - 1) - MIDDLE) / SCALE;
      if (column >= 0 && column <= width - 1 && Number.isInteger(column)) {
        const row = (Math.min(v, previousV) + 0.5) / SCALE - 0.5;
        ends.push(column * height + Math.ceil(Math.min(Math.max(row, 0), height)));
      }
    }
    first = false;
    previousU = u;
    previousV = v;
  };
  for (let i = 0; i < n; i++) {
    const j = i + 1 === n ? 0 : i + 1;
    const x0 = fine(corners[2 * i]);
    const y0 = fine(corners[2 * i + 1]);
    const x1 = fine(corners[2 * j]);
    const y1 = fine(corners[2 * j + 1]);
    const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
    if (steps > long * SCALE * (width + height)) walkLongEdge(x0, y0, x1, y1, SCALE * width, visit);
    else walkEdge(x0, y0, x1, y1, visit);
  }
  ends.push(width * height);
  return { width, height, counts: runsFromEnds(ends) };
}

function walkEdge(x0: number, y0: number, x1: number, y1: number, visit: (u: number, v: number) => void): void {
  const dx = Math.abs(x1 - x0);
  const dy = Math.abs(y1 - y0);
  const wide = dx >= dy;
  const flip = wide ? x0 > x1 : y0 > y1;
  const xs = flip ? x1 : x0;
  const ys = flip ? y1 : y0;
  const slope = wide ? ((flip ? y0 : y1) - ys) / dx : ((flip ? x0 : x1) - xs) / dy;
  const length = wide ? dx : dy;
  for (let d = 0; d <= length; d++) {
    const t = flip ? length - d : d;
    if (length === 0) visit(xs, ys);
    else if (wide) visit(t + xs, Math.trunc(ys + slope * t + 0.5));
    else visit(Math.trunc(xs + slope * t + 0.5), t + ys);
  }
}

/**
 * What {@link walkEdge} visits where it matters, for an edge that goes far beyond the picture: the two neighbouring points of
 * each step from one column of the fine grid to the next, columns -1 to `columns` + 1 only. Found by halving, so that the
 * effort follows the picture's width and not the edge's length.
 */
function walkLongEdge(
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  columns: number,
  visit: (u: number, v: number) => void,
): void {
  const dx = Math.abs(x1 - x0);
  const dy = Math.abs(y1 - y0);
  const wide = dx >= dy;
  const flip = wide ? x0 > x1 : y0 > y1;
  const xs = flip ? x1 : x0;
  const ys = flip ? y1 : y0;
  const slope = wide ? ((flip ? y0 : y1) - ys) / dx : ((flip ? x0 : x1) - xs) / dy;
  const length = wide ? dx : dy;
  const column = (t: number): number => (wide ? t + xs : Math.trunc(xs + slope * t + 0.5));
  const row = (t: number): number => (wide ? Math.trunc(ys + slope * t + 0.5) : t + ys);
  const rises = column(length) >= column(0);
  /** The first step whose column is at least (rising) or at most (falling) `u`; `length` + 1 when none is. */
  const reach = (u: number): number => {
    let [low, high] = [0, length + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (rises ? column(middle) >= u : column(middle) <= u) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const from = Math.max(-1, Math.min(column(0), column(length)));
  const to = Math.min(columns + 1, Math.max(column(0), column(length)));
  const steps: number[] = [];
  for (let u = from; u <= to; u++) {
    const t = reach(u);
    if (t > 0 && t <= length) steps.push(t - 1, t);
  }
  const points = [0, ...steps.sort((a, b) => a - b), length];
  for (const t of flip ? points.reverse() : points) visit(column(t), row(t));
}

/** Differences of the sorted run ends; an end that occurs twice opens and closes nothing and is dropped with its partner. */
function runsFromEnds(ends: readonly number[]): Uint32Array<ArrayBuffer> {
  const sorted = new Float64Array(ends).sort();
  const runs = new Uint32Array(sorted.length);
  let used = 0;
  let previous = 0;
  let fuse = false;
  for (let i = 0; i < sorted.length; i++) {
    const end = sorted[i] ?? 0;
    const run = end - previous;
    previous = end;
    if (fuse) {
      runs[used - 1] = (runs[used - 1] ?? 0) + run;
      fuse = false;
    } else if (run > 0 || i === 0) {
      runs[used++] = run;
    } else {
      fuse = true;
    }
  }
  return runs.slice(0, used);
}

/** Union of the polygons of one annotation. Holes cannot be expressed in this format. */
export function polygonsToRle(polygons: readonly ArrayLike<number>[], size: Size): Rle {
  return mergeRles(
    polygons.map((corners) => polygonToRle(corners, size)),
    'union',
  );
}

/** Rasterises a box given as [x, y, width, height] (cocoapi `rleFrBbox`). */
export function boxToRle(box: CocoBox, size: Size): Rle {
  const [x, y, width, height] = box;
  return polygonToRle([x, y, x, y + height, x + width, y + height, x + width, y], size);
}

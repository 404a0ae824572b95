/**
 * Outlines drawn by hand, moved onto the picture's edges nearby: every vertex may slide along its normal, neighbours together.
 * Source of the search: Amini, Weymouth, Jain, "Using dynamic programming for solving variational problems in vision", TPAMI 1990.
 */
import { distance, type ImagePoint, imagePoint, type Size } from '../geometry/space.ts';
import { tracePacked } from '../mask/contours.ts';
import { type PackedMask, packedArea } from '../mask/packed.ts';
import type { Ring } from '../mask/polygon.ts';
import { resamplePath } from '../prompt/brush.ts';
import type { EdgeCost } from './scissors.ts';
import { fillRings } from './shapes.ts';

/** Cost of sliding a pixel more than the neighbour does, in units of edge cost (1..255). */
const STIFF = 24;
/** Cost of a pixel away from where the hand was: a flat area moves nothing. */
const FAITHFUL = 6;
/** Pixels between vertices. */
const SPACING = 2;

function costAt(cost: EdgeCost, x: number, y: number): number {
  const { box } = cost;
  const px = Math.floor(x);
  const py = Math.floor(y);
  if (px < box.x0 || py < box.y0 || px >= box.x1 || py >= box.y1) return 255;
  return cost.data[(py - box.y0) * (box.x1 - box.x0) + px - box.x0] ?? 255;
}

/** Unit normals of a closed ring, from its neighbours two away so that a shaking hand does not turn them. */
function normals(ring: Ring): readonly { readonly x: number; readonly y: number }[] {
  const n = ring.length;
  return ring.map((_, i) => {
    const a = ring[(i - 2 + n) % n];
    const b = ring[(i + 2) % n];
    const dx = (b?.x ?? 0) - (a?.x ?? 0);
    const dy = (b?.y ?? 0) - (a?.y ?? 0);
    const length = Math.hypot(dx, dy) || 1;
    return { x: -dy / length, y: dx / length };
  });
}

/** The cheapest offset of every vertex, in pixels along its normal; the ring is gone round twice so that its ends meet. */
function offsets(ring: Ring, cost: EdgeCost, reach: number): readonly number[] {
  const n = ring.length;
  const states = 2 * reach + 1;
  const along = normals(ring);
  const rounds = 2 * n;
  const from = new Uint8Array(rounds * states);
  let sums = new Float64Array(states);
  for (let step = 0; step < rounds; step++) {
    const i = step % n;
    const p = ring[i] ?? imagePoint(0, 0);
    const normal = along[i] ?? { x: 0, y: 0 };
    const next = new Float64Array(states);
    for (let s = 0; s < states; s++) {
      const offset = s - reach;
      let best = Number.POSITIVE_INFINITY;
      for (let t = Math.max(0, s - 2); t <= Math.min(states - 1, s + 2); t++) {
        const sum = (sums[t] ?? 0) + STIFF * Math.abs(s - t);
        if (sum < best) {
          best = sum;
          from[step * states + s] = t;
        }
      }
      next[s] = best + costAt(cost, p.x + normal.x * offset, p.y + normal.y * offset) + FAITHFUL * Math.abs(offset);
    }
    sums = next;
  }
  let state = sums.indexOf(Math.min(...sums));
  const out = new Array<number>(n).fill(0);
  for (let step = rounds - 1; step >= 0; step--) {
    // The first round only settles where the second begins and ends.
    if (step >= n / 2 && step < n + n / 2) out[step % n] = state - reach;
    state = from[step * states + state] ?? reach;
  }
  return out;
}

/**
 * The ring on the edges within `reach` pixels of it; rings too short to have a direction come back as they are.
 * @param reach whole pixels, 1..100
 */
export function snapRing(ring: Ring, cost: EdgeCost, reach: number): Ring {
  const [first] = ring;
  const closed = first ? [...ring, first] : ring;
  const even = resamplePath(closed, SPACING).slice(0, -1);
  if (even.length < 8) return ring;
  const moved = offsets(even, cost, reach);
  const along = normals(even);
  const out: ImagePoint[] = [];
  for (const [i, p] of even.entries()) {
    const by = moved[i] ?? 0;
    const normal = along[i] ?? { x: 0, y: 0 };
    const at = imagePoint(p.x + normal.x * by, p.y + normal.y * by);
    const last = out.at(-1);
    if (!last || distance(last, at) > 0.5) out.push(at);
  }
  return out;
}

/** The mask with every outline snapped; the mask itself when nothing would be left of it. */
export function snapMask(mask: PackedMask, cost: EdgeCost, reach: number): PackedMask {
  const size: Size = { width: mask.width, height: mask.height };
  const rings = tracePacked(mask).flatMap(({ outer, holes }) => [outer, ...holes]);
  const snapped = fillRings(
    rings.map((ring) => snapRing(ring, cost, reach)),
    size,
  );
  return packedArea(snapped) * 4 > packedArea(mask) ? snapped : mask;
}

/** How far an object moved between two frames, and its mask moved along. */
import type { LogitsPlane } from '../mask/logits.ts';
import type { FeatureField } from './feature-field.ts';

/** A move in cells of a feature field. */
export interface Shift {
  readonly dx: number;
  readonly dy: number;
}

/** Cosine lost for every cell that a move departs from the expected one: enough to decide between doubles, no more. */
const INERTIA = 0.002;
/** Object cells compared for each move. */
const MOST_CELLS = 256;

/**
 * The move within `reach` cells of the expected one at which the object's cells on the earlier frame look most like the cells that
 * they land on: the greatest mean cosine, less a small cost for departing from the expectation.
 *
 * @param cells object cells of the earlier frame, 0 or 1
 */
export function objectShift(
  before: FeatureField,
  cells: Uint8Array,
  after: FeatureField,
  reach: number,
  expected: Shift,
): Shift {
  const object: number[] = [];
  for (let i = 0; i < cells.length; i++) if (cells[i] === 1) object.push(i);
  const step = Math.max(1, Math.ceil(object.length / MOST_CELLS));
  const chosen = object.filter((_, i) => i % step === 0);
  const columns = Math.floor(after.content.width);
  const rows = Math.floor(after.content.height);
  const { channels } = after;
  let best: Shift = expected;
  let most = Number.NEGATIVE_INFINITY;
  for (let dy = expected.dy - reach; dy <= expected.dy + reach; dy++) {
    for (let dx = expected.dx - reach; dx <= expected.dx + reach; dx++) {
      let sum = 0;
      let seen = 0;
      for (const i of chosen) {
        const x = (i % before.width) + dx;
        const y = Math.floor(i / before.width) + dy;
        if (x < 0 || y < 0 || x >= columns || y >= rows) continue;
        const to = (y * after.width + x) * channels;
        for (let c = 0; c < channels; c++) sum += (before.data[i * channels + c] ?? 0) * (after.data[to + c] ?? 0);
        seen++;
      }
      // Moves that push most of the object out of the picture are decided by too few cells.
      if (seen * 4 < chosen.length) continue;
      const value = sum / Math.max(1, seen) - INERTIA * Math.hypot(dx - expected.dx, dy - expected.dy);
      if (value > most) {
        most = value;
        best = { dx, dy };
      }
    }
  }
  return best;
}

/** A logit that stands for "surely not". */
const SURELY_NOT = -10;

/** The plane moved by whole cells of a field; what comes in from outside is surely not object. */
export function shiftPlane(plane: LogitsPlane, field: FeatureField, { dx, dy }: Shift): LogitsPlane {
  const px = Math.round((dx * plane.width) / field.width);
  const py = Math.round((dy * plane.height) / field.height);
  if (px === 0 && py === 0) return plane;
  const data = new Float32Array(plane.data.length).fill(SURELY_NOT);
  for (let y = Math.max(0, py); y < Math.min(plane.height, plane.height + py); y++) {
    const from = (y - py) * plane.width;
    const first = Math.max(0, px);
    const last = Math.min(plane.width, plane.width + px);
    data.set(plane.data.subarray(from + first - px, from + last - px), y * plane.width + first);
  }
  return { ...plane, data };
}

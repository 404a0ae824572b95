/** How far an object moved between two frames, and its mask moved along. */
import type { LogitsPlane } from '../mask/logits.ts';
import type { FeatureField } from './feature-field.ts';

/** A move in cells of a feature field. */
export interface Shift {
  readonly dx: number;
  readonly dy: number;
}

/** A logit that stands for "surely not". */
const SURELY_NOT = -10;

/** Match (-1..1) lost for every cell that a move departs from the expected one: enough to decide between doubles, no more. */
const INERTIA = 0.01;

/**
 * The move within `reach` cells of the expected one that lays the earlier object over what looks most like it. Departing from
 * the expectation costs a little, so that a double nearby does not steal the mask.
 */
export function bestShift(
  field: FeatureField,
  match: Float32Array,
  cells: Uint8Array,
  reach: number,
  expected: Shift,
): Shift {
  const object: number[] = [];
  for (let i = 0; i < cells.length; i++) if (cells[i] === 1) object.push(i);
  const step = Math.max(1, Math.floor(object.length / 400));
  const chosen = object.filter((_, i) => i % step === 0);
  const columns = Math.floor(field.content.width);
  const rows = Math.floor(field.content.height);
  let best: Shift = expected;
  let most = Number.NEGATIVE_INFINITY;
  for (let dy = expected.dy - reach; dy <= expected.dy + reach; dy++) {
    for (let dx = expected.dx - reach; dx <= expected.dx + reach; dx++) {
      let sum = 0;
      for (const i of chosen) {
        const x = (i % field.width) + dx;
        const y = Math.floor(i / field.width) + dy;
        // What would leave the picture speaks neither for nor against the move.
        if (x >= 0 && y >= 0 && x < columns && y < rows) sum += match[y * field.width + x] ?? 0;
      }
      const value = sum / Math.max(1, chosen.length) - INERTIA * Math.hypot(dx - expected.dx, dy - expected.dy);
      if (value > most) {
        most = value;
        best = { dx, dy };
      }
    }
  }
  return best;
}

/** The plane moved by whole cells of a field; what comes in from outside is surely not object. */
export function shiftPlane(plane: LogitsPlane, field: FeatureField, { dx, dy }: Shift): LogitsPlane {
  const px = Math.round((dx * plane.width) / field.width);
  const py = Math.round((dy * plane.height) / field.height);
  const data = new Float32Array(plane.data.length).fill(SURELY_NOT);
  for (let y = Math.max(0, py); y < Math.min(plane.height, plane.height + py); y++) {
    const from = (y - py) * plane.width;
    const first = Math.max(0, px);
    const last = Math.min(plane.width, plane.width + px);
    data.set(plane.data.subarray(from + first - px, from + last - px), y * plane.width + first);
  }
  return { ...plane, data };
}

/** Cells moved by whole cells; what leaves the field is gone. */
export function shiftCells(cells: Uint8Array, field: FeatureField, { dx, dy }: Shift): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] !== 1) continue;
    const x = (i % field.width) + dx;
    const y = Math.floor(i / field.width) + dy;
    if (x >= 0 && y >= 0 && x < field.width && y < field.height) out[y * field.width + x] = 1;
  }
  return out;
}

/** One step of following an object: from its mask on one frame to its mask on the next. */
import { throwIfAborted } from '../../contract/errors.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import { cellsUnder, type FeatureField, pool } from '../../core/tasks/feature-field.ts';
import { type Memory, matchMap, remember } from '../../core/tasks/track-memory.ts';
import { bestShift, type Shift, shiftCells, shiftPlane } from '../../core/tasks/track-motion.ts';
import { believe, trackPrompts } from '../../core/tasks/track-prompts.ts';
import type { Shelved } from './shelf.ts';

/** Vectors remembered of a frame that the person clicked on, and of the frame before. */
const ANCHOR_VECTORS = 64;
const RECENT_VECTORS = 32;
/** Cells of the feature field that an object may depart from its expected place between two frames. */
const REACH = 14;

/** What is carried along from frame to frame. */
export interface Trail {
  readonly plane: LogitsPlane;
  readonly field: FeatureField;
  /** From the frames that the person answered for. */
  readonly anchor: Memory;
  /** Mean embedding of the object there, length 1. */
  readonly look: Float32Array;
  readonly recent: Memory | null;
  /** Smoothed move a frame, cells; null before the first. */
  readonly motion: Shift | null;
}

/** The mask of the next frame; `plane` is null where the object is nowhere to be expected. */
export interface Carried {
  readonly plane: LogitsPlane | null;
  /** Cosine of what was found with what is followed, -1..1. */
  readonly likeness: number;
  readonly matchMs: number;
  readonly decodeMs: number;
  readonly trail: Trail;
}

/** Starts a trail on a frame whose mask the person answers for; null when the mask covers nothing. */
export function startTrail(plane: LogitsPlane, field: FeatureField): Trail | null {
  const cells = cellsUnder(field, plane);
  const look = pool(field, cells);
  if (!look) return null;
  return { plane, field, anchor: remember(field, cells, ANCHOR_VECTORS), look, recent: null, motion: null };
}

/**
 * Finds the object on the next frame: places that look like it say how far it moved; the mask moved along, a box and a click go to
 * the decoder; of its candidates the one that fits best is taken.
 * @throws SegError `aborted`, or what the engine throws
 */
export async function carry(trail: Trail, next: Shelved, now: () => number, signal: AbortSignal): Promise<Carried> {
  const field = await next.field();
  throwIfAborted(signal);
  const start = now();
  const before = cellsUnder(trail.field, trail.plane);
  const { anchor, recent } = trail;
  const memory: Memory = recent
    ? { object: [...anchor.object, ...recent.object], rest: [...anchor.rest, ...recent.rest] }
    : anchor;
  const match = matchMap(field, memory);
  const expected = trail.motion
    ? { dx: Math.round(trail.motion.dx), dy: Math.round(trail.motion.dy) }
    : { dx: 0, dy: 0 };
  const shift = bestShift(field, match, before, REACH, expected);
  const plane = shiftPlane(trail.plane, field, shift);
  const prompts = trackPrompts(field, shiftCells(before, field, shift), match);
  const matchMs = now() - start;
  const motion = trail.motion ? { dx: (trail.motion.dx + shift.dx) / 2, dy: (trail.motion.dy + shift.dy) / 2 } : shift;
  if (prompts.length === 0) return { plane: null, likeness: -1, matchMs, decodeMs: 0, trail: { ...trail, motion } };
  const { candidates, decodeMs } = await next.engine.segment(next.ref, prompts, signal, plane);
  const belief = believe(field, candidates, plane, trail.look);
  const found = candidates[belief.index]?.logits ?? null;
  const cells = found ? cellsUnder(field, found) : null;
  if (!found || !cells?.includes(1)) {
    return { plane: null, likeness: -1, matchMs, decodeMs, trail: { ...trail, motion } };
  }
  return {
    plane: found,
    likeness: belief.likeness,
    matchMs,
    decodeMs,
    trail: { ...trail, plane: found, field, motion, recent: remember(field, cells, RECENT_VECTORS) },
  };
}

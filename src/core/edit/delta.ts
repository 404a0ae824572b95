/** The exact difference between two masks, small enough to keep for undo. */
import { combinePacked, type PackedMask } from '../mask/packed.ts';
import { type MaskRuns, packedToRuns, runsToPacked } from '../mask/packed-runs.ts';

/** The pixels that changed, as runs. Applying it to either mask gives the other: undo and redo are the same operation. */
export type MaskDelta = MaskRuns;

/**
 * What changed between two masks of one picture.
 * @throws RangeError when the pictures differ in size
 */
export function maskDelta(before: PackedMask, after: PackedMask): MaskDelta {
  return packedToRuns(combinePacked(before, after, 'differ'));
}

/** The mask on the other side of the change. */
export function applyDelta(mask: PackedMask, delta: MaskDelta): PackedMask {
  return combinePacked(mask, runsToPacked(delta), 'differ');
}

/** Bytes to charge to a history for keeping the delta; the constant stands for the object around the runs. */
export function deltaBytes(delta: MaskDelta): number {
  return delta.runs.byteLength + 160;
}

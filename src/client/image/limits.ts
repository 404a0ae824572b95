/** How large a picture may be, stated once. */
import type { Size } from '../../core/geometry/space.ts';

/** Work happens on at most this many pixels; the export goes back to the file. */
export const WORK_PIXELS = 16_777_216;
/** Longest side of the working picture: what every graphics card takes as one texture. */
export const WORK_SIDE = 4096;
/** Files beyond this are refused unread. */
export const MAX_BYTES: number = 512 * 1024 * 1024;

/** The size at which a picture is worked on: itself, or shrunk to the limits with its shape kept. */
export function workingSize(full: Size): Size {
  const scale = Math.min(
    1,
    WORK_SIDE / Math.max(full.width, full.height),
    Math.sqrt(WORK_PIXELS / (full.width * full.height)),
  );
  if (scale === 1) return full;
  return { width: Math.max(1, Math.round(full.width * scale)), height: Math.max(1, Math.round(full.height * scale)) };
}

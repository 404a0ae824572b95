/** How much is taken of a video that only the player can show, stated once: its frames are held as pixels. */
export const MOST_FRAMES = 120;
/** Longest side of a frame, pixels. */
export const FRAME_SIDE = 640;

/** The size at which a film's frames are kept. */
export function frameSize(width: number, height: number): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, FRAME_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

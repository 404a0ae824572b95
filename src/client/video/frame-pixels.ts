/** Small copies of a video's frames, for comparing colours. */
import { SegError } from '../../contract/errors.ts';
import type { FramePixels } from '../../core/tasks/colour.ts';

/** Longest side of a copy, pixels. */
const SIDE = 160;

/** @returns reads frame `i`, straight RGBA. Rejects with `internal` for a frame that is not there, `out-of-memory` without a canvas */
export function pixelsOf(frames: readonly ImageBitmap[]): (frame: number) => Promise<FramePixels> {
  return async (frame) => {
    const bitmap = frames[frame];
    if (!bitmap) throw new SegError('internal', `the video has no frame ${frame}`);
    const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
    const width = Math.max(1, Math.round(bitmap.width * scale));
    const height = Math.max(1, Math.round(bitmap.height * scale));
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new SegError('out-of-memory', 'the browser gave no drawing memory');
    context.drawImage(bitmap, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  };
}

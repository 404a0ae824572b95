/** A cut-out video as a GIF: 256 colours chosen for each frame, transparency on or off, no sound. */
import { GIFEncoder } from 'gifenc';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { EncodedFilm, FilmCut } from '../../contract/video.ts';
import { canvasOf, cutPainter } from './cut-frames.ts';
import { writeGifFrame } from './gif-frame.ts';

/** Longest side, pixels: GIFs are large, and choosing the colours of more pixels would hold up the page. */
const SIDE = 640;
/** Shortest time that players show a frame for, hundredths of a second; shorter ones are shown for a tenth of a second. */
const LEAST = 2;

/**
 * Frames with their hundredths of a second, which add up to the video's own time without drifting from it; frames that would be
 * shown for less than two are left out.
 */
export function gifFrames({
  clip,
  frames,
}: Pick<FilmCut, 'clip' | 'frames'>): readonly { readonly frame: number; readonly delay: number }[] {
  const first = clip.times[frames[0] ?? 0] ?? 0;
  const at = (frame: number): number => Math.round(100 * ((clip.times[frame] ?? 0) - first));
  const last = frames.at(-1) ?? 0;
  const end = Math.round(100 * ((clip.times[last + 1] ?? (clip.times[last] ?? 0) + 1 / clip.framesPerSecond) - first));
  const kept: number[] = [];
  for (const frame of frames) if (kept.length === 0 || at(frame) - at(kept.at(-1) ?? 0) >= LEAST) kept.push(frame);
  return kept.map((frame, i) => {
    const next = kept[i + 1];
    return { frame, delay: Math.max(LEAST, (next === undefined ? end : at(next)) - at(frame)) };
  });
}

/** @throws SegError `out-of-memory`, `bad-file`, `aborted` */
export async function encodeGif(
  cut: FilmCut,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
): Promise<EncodedFilm> {
  const full = cut.clip.size;
  const scale = Math.min(1, SIDE / Math.max(full.width, full.height));
  const width = Math.max(1, Math.round(full.width * scale));
  const height = Math.max(1, Math.round(full.height * scale));
  const small = canvasOf({ width, height });
  const encoder = GIFEncoder();
  const painter = await cutPainter(cut);
  const frames = gifFrames(cut);
  try {
    for (const [i, { frame, delay }] of frames.entries()) {
      throwIfAborted(signal);
      await painter.paint(frame);
      small.context.clearRect(0, 0, width, height);
      small.context.drawImage(painter.canvas, 0, 0, width, height);
      writeGifFrame(encoder, small.context.getImageData(0, 0, width, height), 10 * delay);
      report(i + 1, frames.length);
      // The page has its turn between two frames.
      await new Promise((resolve) => setTimeout(resolve));
    }
  } finally {
    painter.close();
  }
  encoder.finish();
  const notes: string[] = [];
  if (scale < 1)
    notes.push(`GIF files are large: it has ${width} × ${height} of ${full.width} × ${full.height} pixels.`);
  const left = cut.frames.length - frames.length;
  if (left > 0) notes.push(`${left} frames are left out: a GIF shows at most 50 a second.`);
  if (cut.clip.sound) notes.push('A GIF has no sound.');
  if (frames.length === 0) throw new SegError('internal', 'there is no frame to write');
  return { blob: new Blob([encoder.bytes()], { type: 'image/gif' }), ending: 'gif', notes };
}

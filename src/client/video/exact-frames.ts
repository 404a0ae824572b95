/** A video's frames by their own timestamps: read by mediabunny, decoded by WebCodecs. */
import type { CanvasSink, Input } from 'mediabunny';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { Clip } from '../../contract/video.ts';
import { pixelsOf } from './frame-pixels.ts';
import { frameSize, MOST_FRAMES } from './limits.ts';

/** Gaps between frames may differ by this share of their mean before the rate counts as variable. */
const EVEN = 0.2;

/**
 * Every frame of the video, or every n-th where there are more than the limit, in the order they are shown.
 *
 * @param report frames read, of all
 * @returns null where this way does not lead: no WebCodecs, a container or codec that it does not read
 * @throws SegError `bad-file` for a file without pictures or damaged on the way, `aborted`
 */
export async function exactFrames(
  file: Blob,
  name: string,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
): Promise<Clip | null> {
  if (!('VideoDecoder' in globalThis)) return null;
  const library = await import('mediabunny');
  const { MP4, QTFF, WEBM, MATROSKA } = library;
  const input = new library.Input({ source: new library.BlobSource(file), formats: [MP4, QTFF, WEBM, MATROSKA] });
  try {
    return await framesOf(input, library.CanvasSink, name, signal, report);
  } finally {
    input.dispose();
  }
}

async function framesOf(
  input: Input,
  Sink: typeof CanvasSink,
  name: string,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
): Promise<Clip | null> {
  if (!(await input.canRead())) return null;
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new SegError('bad-file', `“${name}” has no pictures, only sound`);
  if (!(await track.canDecode())) return null;
  const { packetCount } = await track.computePacketStats();
  throwIfAborted(signal);
  if (packetCount === 0)
    throw new SegError('bad-file', `“${name}” holds no frames that can be read; it may be cut short`);
  const full = { width: track.displayWidth, height: track.displayHeight };
  const size = frameSize(full.width, full.height);
  const every = Math.ceil(packetCount / MOST_FRAMES);
  const frames: ImageBitmap[] = [];
  const times: number[] = [];
  let index = 0;
  try {
    for await (const { canvas, timestamp } of new Sink(track, { ...size, fit: 'fill', poolSize: 1 }).canvases()) {
      throwIfAborted(signal);
      if (index % every === 0) frames.push(await createImageBitmap(canvas));
      times.push(timestamp);
      index++;
      report(index, packetCount);
    }
  } catch (thrown) {
    for (const frame of frames) frame.close();
    if (signal.aborted) throw new SegError('aborted', 'given up by the caller');
    // With transparency the library needs a worker that the content security policy does not allow: the player can still show it.
    if (index === 0) return null;
    throw new SegError('bad-file', `“${name}” is damaged after ${index} of ${packetCount} frames`, { cause: thrown });
  }
  if (frames.length === 0)
    throw new SegError('bad-file', `none of the ${packetCount} frames of “${name}” could be decoded`);
  const seconds = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const rate = seconds > 0 ? (times.length - 1) / seconds : 1;
  return {
    name,
    size,
    frames,
    pixels: pixelsOf(frames),
    framesPerSecond: rate / every,
    notes: notesOf({ full, size, every, index, packetCount, times }),
    truths: [],
  };
}

interface Reading {
  readonly full: { readonly width: number; readonly height: number };
  readonly size: { readonly width: number; readonly height: number };
  readonly every: number;
  readonly index: number;
  readonly packetCount: number;
  readonly times: readonly number[];
}

function notesOf({ full, size, every, index, packetCount, times }: Reading): readonly string[] {
  const notes: string[] = [];
  if (every > 1) {
    const kept = Math.ceil(index / every);
    notes.push(`${kept} of ${index} frames are kept: number 1, ${every + 1}, ${2 * every + 1} and so on.`);
  }
  if (index < packetCount)
    notes.push(`${packetCount - index} of ${packetCount} frames could not be decoded and are left out.`);
  if (isUneven(times))
    notes.push('The frames are not evenly spaced in time; each is kept, and playing shows them at their mean rate.');
  if (size.width !== full.width)
    notes.push(`Frames of ${full.width} × ${full.height} are kept at ${size.width} × ${size.height}.`);
  return notes;
}

function isUneven(times: readonly number[]): boolean {
  const gaps = times.slice(1).map((t, i) => t - (times[i] ?? 0));
  const mean = gaps.reduce((a, b) => a + b, 0) / Math.max(1, gaps.length);
  return gaps.some((gap) => Math.abs(gap - mean) > EVEN * mean);
}

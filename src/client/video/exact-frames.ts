/** A video's frames by their own timestamps: read by mediabunny, decoded by WebCodecs when they are asked for. */
import type { CanvasSink, EncodedPacketSink, Input } from 'mediabunny';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { Clip } from '../../contract/video.ts';
import { clipOf } from './clip-of.ts';
import type { FrameRun } from './frame-reader.ts';

/** Gaps between frames may differ by this share of their mean before the rate counts as variable. */
const EVEN = 0.2;
/** Packets read between two reports. */
const REPORT_EVERY = 200;

/**
 * Every frame of the video in the order they are shown, at the size it is meant to be shown. Only the compressed bytes and a few
 * frames stay in memory.
 *
 * @param report packets read; how many there are is not known before
 * @returns null where this way does not lead: no WebCodecs, a container or codec that it does not read
 * @throws SegError `bad-file` for a file without pictures or damaged from the start, `aborted`
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
  let clip: Clip | null = null;
  try {
    clip = await clipFrom(input, library, file, name, signal, report);
    return clip;
  } finally {
    if (!clip) input.dispose();
  }
}

async function clipFrom(
  input: Input,
  library: typeof import('mediabunny'),
  file: Blob,
  name: string,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
): Promise<Clip | null> {
  if (!(await input.canRead())) return null;
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new SegError('bad-file', `“${name}” has no pictures, only sound`);
  if (!(await track.canDecode())) return null;
  const isTransparent = await track.canBeTransparent();
  if (isTransparent) (await import('./colour-decoder.ts')).ignoreTransparency();
  const stamps = await timestampsOf(new library.EncodedPacketSink(track), signal, report);
  if (stamps.length === 0)
    throw new SegError('bad-file', `“${name}” holds no frames that can be read; it may be cut short`);
  const size = { width: track.displayWidth, height: track.displayHeight };
  const sink = new library.CanvasSink(track, { ...size, fit: 'fill', poolSize: 1 });
  const whole = await readable(sink, stamps, name, signal);
  const kept = stamps.slice(0, whole);
  const times = kept.map((t) => t - (kept[0] ?? 0));
  const seconds = times.at(-1) ?? 0;
  const notes: string[] = [];
  if (whole < stamps.length)
    notes.push(
      `The file is damaged: ${stamps.length - whole} of ${stamps.length} frames at its end cannot be decoded and are left out.`,
    );
  if (isUneven(times)) notes.push('The frames are not evenly spaced in time; each is kept and shown at its own time.');
  if (isTransparent) notes.push('The video is transparent in places; its colours are shown without that.');
  return clipOf(
    {
      name,
      size,
      times,
      framesPerSecond: seconds > 0 ? (times.length - 1) / seconds : 1,
      notes,
      source: { kind: 'files', files: [{ name, blob: file }], framesPerSecond: null },
      sound: { file, startsAt: kept[0] ?? 0 },
    },
    runOf(sink, kept),
    () => input.dispose(),
  );
}

/** Times of all frames in the order they are shown, seconds. */
async function timestampsOf(
  sink: EncodedPacketSink,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
): Promise<readonly number[]> {
  const stamps: number[] = [];
  for await (const { timestamp } of sink.packets(undefined, undefined, { metadataOnly: true })) {
    stamps.push(timestamp);
    if (stamps.length % REPORT_EVERY === 0) {
      throwIfAborted(signal);
      report(stamps.length, 0);
    }
  }
  throwIfAborted(signal);
  return [...new Set(stamps)].sort((a, b) => a - b);
}

/** How many frames from the start can be decoded: all, or up to where the file is damaged. @throws SegError `bad-file` when none can */
async function readable(
  sink: CanvasSink,
  stamps: readonly number[],
  name: string,
  signal: AbortSignal,
): Promise<number> {
  const opens = async (index: number): Promise<boolean> => {
    throwIfAborted(signal);
    const time = stamps[index] ?? 0;
    const got = await sink.getCanvas(time).catch(() => null);
    return got !== null && nearest(stamps, got.timestamp) === index;
  };
  if (!(await opens(0)))
    throw new SegError('bad-file', `none of the ${stamps.length} frames of “${name}” could be decoded`);
  if (await opens(stamps.length - 1)) return stamps.length;
  let [good, bad] = [0, stamps.length - 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (await opens(middle)) good = middle;
    else bad = middle;
  }
  return good + 1;
}

function runOf(sink: CanvasSink, stamps: readonly number[]): FrameRun {
  return async function* run(from) {
    for await (const { canvas, timestamp } of sink.canvases(stamps[from])) {
      const index = nearest(stamps, timestamp);
      if (index >= from) yield { index, bitmap: await createImageBitmap(canvas) };
    }
  };
}

/** Number of the frame whose time is nearest: decoders round times to microseconds. */
function nearest(stamps: readonly number[], time: number): number {
  let [low, high] = [0, stamps.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stamps[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low > 0 && time - (stamps[low - 1] ?? 0) < (stamps[low] ?? 0) - time ? low - 1 : low;
}

function isUneven(times: readonly number[]): boolean {
  const gaps = times.slice(1).map((t, i) => t - (times[i] ?? 0));
  const mean = gaps.reduce((a, b) => a + b, 0) / Math.max(1, gaps.length);
  return gaps.some((gap) => Math.abs(gap - mean) > EVEN * mean);
}

/** A video as the browser's own player shows it, where its frames cannot be read by timestamp. */
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { Clip } from '../../contract/video.ts';
import { clipOfBitmaps, evenTimes } from './clip-of.ts';
import { frameSize, MOST_FRAMES } from './limits.ts';

/** Frames a second taken where the film's own rate cannot be told. */
const FALLBACK_RATE = 15;
/** A player that answers nothing for this long has failed, milliseconds. */
const PATIENCE_MS = 15_000;

/** Settles on the first of the events; rejects on the player's error, the signal, or silence. */
function heard(video: HTMLVideoElement, event: string, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = new AbortController();
    const { signal: listening } = done;
    const fail = (error: SegError): void => {
      done.abort();
      clearTimeout(timer);
      reject(error);
    };
    const timer = setTimeout(() => fail(new SegError('bad-file', `“${name}” stopped being read`)), PATIENCE_MS);
    video.addEventListener(
      event,
      () => {
        done.abort();
        clearTimeout(timer);
        resolve();
      },
      { signal: listening },
    );
    video.addEventListener(
      'error',
      () =>
        fail(
          new SegError(
            'unsupported-image',
            `“${name}” is no film that this browser plays; MP4 with H.264 and WebM work in most`,
          ),
        ),
      { signal: listening },
    );
    signal.addEventListener('abort', () => fail(new SegError('aborted', 'given up by the caller')), {
      signal: listening,
    });
  });
}

/** The film's frame rate: the median time between frames that the player shows; null where it does not tell. */
async function measureRate(video: HTMLVideoElement): Promise<number | null> {
  if (!('requestVideoFrameCallback' in video)) return null;
  const times: number[] = [];
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, 1200);
    const next = (_: number, { mediaTime }: { readonly mediaTime: number }): void => {
      times.push(mediaTime);
      if (times.length < 12) video.requestVideoFrameCallback(next);
      else {
        clearTimeout(timer);
        resolve();
      }
    };
    video.requestVideoFrameCallback(next);
    video.playbackRate = 0.5;
    video.play().catch(() => undefined);
  });
  video.pause();
  const gaps = times
    .slice(1)
    .map((t, i) => t - (times[i] ?? 0))
    .filter((gap) => gap > 0.001)
    .toSorted((a, b) => a - b);
  // The player may skip frames but never invents any: the shorter gaps are the honest ones.
  const gap = gaps[Math.floor(gaps.length / 4)];
  return gap ? 1 / gap : null;
}

/** Some recorders leave the length out; playing to the far end makes the player find it. */
async function lengthOf(video: HTMLVideoElement, name: string, signal: AbortSignal): Promise<number> {
  if (Number.isFinite(video.duration)) return video.duration;
  const known = heard(video, 'durationchange', name, signal);
  video.currentTime = 1e7;
  await known;
  if (!Number.isFinite(video.duration)) throw new SegError('bad-file', `“${name}” does not say how long it is`);
  return video.duration;
}

/**
 * @throws SegError `unsupported-image` for what the browser cannot play, `bad-file` for what stops being read, `aborted`
 */
export async function playedFrames(
  file: Blob,
  name: string,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
): Promise<Clip> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.preload = 'auto';
  const url = URL.createObjectURL(file);
  const frames: ImageBitmap[] = [];
  try {
    const loaded = heard(video, 'loadeddata', name, signal);
    video.src = url;
    await loaded;
    const full = { width: video.videoWidth, height: video.videoHeight };
    if (full.width === 0) throw new SegError('unsupported-image', `“${name}” has no pictures, only sound`);
    const size = frameSize(full.width, full.height);
    const seconds = await lengthOf(video, name, signal);
    const measured = await measureRate(video);
    throwIfAborted(signal);
    const own = measured ?? FALLBACK_RATE;
    const inFilm = Math.max(1, Math.round(seconds * own));
    const total = Math.min(MOST_FRAMES, inFilm);
    // A long film is thinned out evenly rather than cut.
    const rate = total / seconds;
    for (let i = 0; i < total; i++) {
      const seeked = heard(video, 'seeked', name, signal);
      video.currentTime = Math.min(seconds - 1e-3, (i + 0.5) / rate);
      await seeked;
      frames.push(
        await createImageBitmap(video, { resizeWidth: size.width, resizeHeight: size.height, resizeQuality: 'high' }),
      );
      report(i + 1, total);
    }
    const notes: string[] = [
      'This browser cannot read the video frame by frame: frames come from its player, and some may be shown twice or left out.',
    ];
    if (measured === null)
      notes.push(`The browser does not tell the film's frame rate; ${FALLBACK_RATE} a second were taken.`);
    if (total < inFilm) notes.push(`Every ${(inFilm / total).toFixed(1)}th of about ${inFilm} frames was taken.`);
    if (size.width !== full.width)
      notes.push(`Frames of ${full.width} × ${full.height} are kept at ${size.width} × ${size.height}.`);
    return clipOfBitmaps(
      {
        name,
        size,
        times: evenTimes(total, rate),
        framesPerSecond: rate,
        notes,
        source: { kind: 'files', files: [{ name, blob: file }], framesPerSecond: null },
        sound: { file, startsAt: 0 },
      },
      frames,
    );
  } catch (thrown) {
    for (const frame of frames) frame.close();
    throw thrown;
  } finally {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  }
}

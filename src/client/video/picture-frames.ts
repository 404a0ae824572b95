/** Frames of animated pictures (GIF, APNG, WebP) and of pictures in a row. */
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { NamedBlob } from '../../contract/export.ts';
import type { Clip } from '../../contract/video.ts';
import { clipOf, evenTimes } from './clip-of.ts';
import type { FrameRun } from './frame-reader.ts';

const ANIMATED = ['image/gif', 'image/png', 'image/webp', 'image/avif'];
/** Frames a second of pictures that say nothing about time. */
const SEQUENCE_RATE = 25;
/** What browsers show for a frame that says it lasts no time, seconds. */
const LEAST_SECONDS = 0.1;

/**
 * Every frame of an animated picture at its own time.
 * @returns null for a picture that does not move, or a browser without `ImageDecoder`
 * @throws SegError `bad-file`, `aborted`
 */
export async function animatedFrames(
  file: Blob,
  name: string,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
): Promise<Clip | null> {
  if (!ANIMATED.includes(file.type) || !('ImageDecoder' in globalThis)) return null;
  const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type: file.type });
  let isKept = false;
  try {
    await decoder.completed;
    await decoder.tracks.ready;
    const total = decoder.tracks.selectedTrack?.frameCount ?? 0;
    if (total < 2) return null;
    const times: number[] = [];
    let at = 0;
    let size = { width: 0, height: 0 };
    for (let frameIndex = 0; frameIndex < total; frameIndex++) {
      throwIfAborted(signal);
      const { image } = await decoder.decode({ frameIndex });
      times.push(at);
      size = { width: image.displayWidth, height: image.displayHeight };
      at += (image.duration ?? 0) > 0 ? (image.duration ?? 0) / 1e6 : LEAST_SECONDS;
      image.close();
      report(frameIndex + 1, total);
    }
    const run: FrameRun = async function* run(from) {
      for (let index = from; index < total; index++) {
        const { image } = await decoder.decode({ frameIndex: index });
        try {
          yield { index, bitmap: await createImageBitmap(image) };
        } finally {
          image.close();
        }
      }
    };
    isKept = true;
    const source = { kind: 'files', files: [{ name, blob: file }], framesPerSecond: null } as const;
    return clipOf({ name, size, times, framesPerSecond: total / at, source }, run, () => decoder.close());
  } catch (thrown) {
    if (SegError.from(thrown).code === 'aborted') throw thrown;
    throw new SegError('bad-file', `“${name}” is damaged and cannot be shown`, { cause: thrown });
  } finally {
    if (!isKept) decoder.close();
  }
}

const naturally = new Intl.Collator('en', { numeric: true });

/**
 * Pictures as the frames of a video, in the order of their names, 10 after 9.
 * @param framesPerSecond null where nobody says how fast they follow each other
 * @throws SegError `bad-file` naming the picture that cannot be read or has another size
 */
export async function sequenceFrames(
  files: readonly NamedBlob[],
  framesPerSecond: number | null,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
): Promise<Clip> {
  const rate = framesPerSecond ?? SEQUENCE_RATE;
  const sorted = files.toSorted((a, b) => naturally.compare(a.name, b.name));
  const open = async ({ name, blob }: NamedBlob): Promise<ImageBitmap> =>
    createImageBitmap(blob).catch((cause: unknown) => {
      throw new SegError('bad-file', `“${name}” is no picture that this browser reads`, { cause });
    });
  let size: { readonly width: number; readonly height: number } | null = null;
  for (const [i, file] of sorted.entries()) {
    throwIfAborted(signal);
    const bitmap = await open(file);
    const { width, height } = bitmap;
    bitmap.close();
    size ??= { width, height };
    if (width !== size.width || height !== size.height)
      throw new SegError(
        'bad-file',
        `“${file.name}” has ${width} × ${height} pixels, the first picture ${size.width} × ${size.height}`,
      );
    report(i + 1, sorted.length);
  }
  if (!size) throw new SegError('bad-file', 'there are no pictures among the files');
  const run: FrameRun = async function* run(from) {
    for (const [index, file] of sorted.entries()) if (index >= from) yield { index, bitmap: await open(file) };
  };
  return clipOf(
    {
      name: sorted[0]?.name ?? 'Pictures',
      size,
      times: evenTimes(sorted.length, rate),
      framesPerSecond: rate,
      source: { kind: 'files', files, framesPerSecond },
      notes:
        framesPerSecond === null
          ? [`Pictures do not say how fast they follow each other; ${SEQUENCE_RATE} a second is assumed.`]
          : [],
    },
    run,
  );
}

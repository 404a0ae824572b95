/** The camera: asked for when the person clicks, off as soon as it is not needed. */
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { CameraSession, Clip } from '../../contract/video.ts';
import { clipOfBitmaps } from './clip-of.ts';

/** Frames taken a second: what a person can follow and a memory can hold. */
const RATE = 12;

const REASONS: Readonly<Record<string, string>> = {
  NotAllowedError: 'The camera was not allowed. Allow it in the browser’s address bar, or open a film file instead.',
  NotFoundError: 'No camera was found. Plug one in, or open a film file instead.',
  NotReadableError: 'Another program is using the camera. Close it there, or open a film file instead.',
};

/** @throws SegError `bad-file` with words when there is no camera or no leave */
export async function openCamera(): Promise<CameraSession> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { width: { ideal: 640 } } });
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : '';
    throw new SegError('bad-file', REASONS[name] ?? 'The browser did not hand over the camera.', { cause });
  }
  const stop = (): void => {
    for (const track of stream.getTracks()) track.stop();
  };
  return { stream, stop, record: (seconds, signal, report) => record(stream, seconds, signal, report) };
}

async function record(
  stream: MediaStream,
  seconds: number,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
): Promise<Clip> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  const frames: ImageBitmap[] = [];
  const times: number[] = [];
  try {
    await video.play();
    const size = { width: video.videoWidth, height: video.videoHeight };
    const total = Math.round(seconds * RATE);
    const start = performance.now();
    for (let i = 0; i < total; i++) {
      const wait = start + (i * 1000) / RATE - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      throwIfAborted(signal);
      frames.push(await createImageBitmap(video));
      times.push((performance.now() - start) / 1000);
      report(i + 1, total);
    }
    const took = (performance.now() - start) / 1000;
    const first = times[0] ?? 0;
    return clipOfBitmaps(
      { name: 'Camera', size, times: times.map((t) => t - first), framesPerSecond: total / took },
      frames,
    );
  } catch (thrown) {
    for (const frame of frames) frame.close();
    throw thrown;
  } finally {
    video.srcObject = null;
  }
}

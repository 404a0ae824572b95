/** The camera: asked for when the person clicks, off as soon as it is not needed. */
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { NamedBlob } from '../../contract/export.ts';
import type { CameraSession, Clip } from '../../contract/video.ts';
import { canvasOf } from './cut-frames.ts';
import { sequenceFrames } from './picture-frames.ts';

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
  try {
    await video.play();
    const total = Math.round(seconds * RATE);
    const start = performance.now();
    for (let i = 0; i < total; i++) {
      const wait = start + (i * 1000) / RATE - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      throwIfAborted(signal);
      frames.push(await createImageBitmap(video));
      report(i + 1, total);
    }
    const took = (performance.now() - start) / 1000;
    const clip = await sequenceFrames(await filesOf(frames), total / took, signal, () => undefined);
    return { ...clip, name: 'Camera' };
  } finally {
    for (const frame of frames) frame.close();
    video.srcObject = null;
  }
}

/** Of the files that the frames are kept as, 0..1. */
const QUALITY = 0.95;

/** Frames as files, so that they can be kept with the work. @throws SegError `out-of-memory` */
async function filesOf(frames: readonly ImageBitmap[]): Promise<readonly NamedBlob[]> {
  const files: NamedBlob[] = [];
  for (const [i, frame] of frames.entries()) {
    const { canvas, context } = canvasOf(frame);
    context.drawImage(frame, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: QUALITY });
    files.push({ name: `camera-${String(i).padStart(5, '0')}.webp`, blob });
  }
  return files;
}

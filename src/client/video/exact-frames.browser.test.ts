import { BufferTarget, CanvasSource, Mp4OutputFormat, Output, type VideoCodec, WebMOutputFormat } from 'mediabunny';
import { expect, test } from 'vitest';
import { exactFrames } from './exact-frames.ts';
import { MOST_FRAMES } from './limits.ts';

const [WIDTH, HEIGHT] = [160, 96];
/** Bits of the frame number, each a square of black or white. */
const BITS = 10;

/** A video whose frame numbers are drawn into its frames. @param timeOf seconds at which frame `i` is shown */
async function numbered(frames: number, codec: VideoCodec, timeOf: (i: number) => number): Promise<Blob> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const target = new BufferTarget();
  const output = new Output({ format: codec === 'avc' ? new Mp4OutputFormat() : new WebMOutputFormat(), target });
  const source = new CanvasSource(canvas, { codec, bitrate: 2_000_000, keyFrameInterval: 1 });
  output.addVideoTrack(source);
  await output.start();
  for (let i = 0; i < frames; i++) {
    for (let bit = 0; bit < BITS; bit++) {
      context.fillStyle = (i >> bit) & 1 ? '#fff' : '#000';
      context.fillRect(bit * 16, 0, 16, HEIGHT);
    }
    await source.add(timeOf(i), timeOf(i + 1) - timeOf(i));
  }
  await output.finalize();
  return new Blob([target.buffer ?? new ArrayBuffer(0)]);
}

function numberIn(bitmap: ImageBitmap): number {
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 48, bitmap.width, 1);
  let number = 0;
  for (let bit = 0; bit < BITS; bit++) if ((data[4 * (bit * 16 + 8)] ?? 0) > 127) number |= 1 << bit;
  return number;
}

const read = async (file: Blob) => {
  const clip = await exactFrames(file, 'a film', new AbortController().signal, () => undefined);
  if (!clip) throw new Error('not read');
  return clip;
};

for (const codec of ['vp8', 'vp9', 'av1', 'avc'] as const) {
  test(`every frame comes out once, in order: ${codec}`, async ({ skip }) => {
    const { canEncodeVideo } = await import('mediabunny');
    if (!(await canEncodeVideo(codec))) skip('this browser does not encode it');
    const clip = await read(await numbered(40, codec, (i) => i / 25));
    expect(clip.frames.map(numberIn)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(clip.framesPerSecond).toBeCloseTo(25, 1);
    expect(clip.notes).toEqual([]);
  });
}

test('frames at uneven times are all kept, and that is said', async () => {
  const clip = await read(await numbered(30, 'vp8', (i) => (i < 15 ? i / 30 : 0.5 + (i - 15) / 5)));
  expect(clip.frames.map(numberIn)).toEqual(Array.from({ length: 30 }, (_, i) => i));
  expect(clip.notes.join()).toContain('not evenly spaced');
});

test('of a long video every n-th frame is kept, exactly, and that is said', async () => {
  const clip = await read(await numbered(MOST_FRAMES + 5, 'vp8', (i) => i / 30));
  expect(clip.frames.map(numberIn)).toEqual(Array.from({ length: (MOST_FRAMES + 6) / 2 }, (_, i) => 2 * i));
  expect(clip.notes.join()).toContain(`of ${MOST_FRAMES + 5} frames`);
});

test('a file cut short is read as far as it goes or refused in words, and text is left to others', async () => {
  const whole = await numbered(40, 'vp8', (i) => i / 25);
  const clip = await read(whole.slice(0, whole.size * 0.6)).catch((error: unknown) => error);
  if (clip instanceof Error) expect(clip.message).toMatch(/damaged|could be decoded|no frames that can be read/);
  else {
    const { frames } = clip as Awaited<ReturnType<typeof read>>;
    expect(frames.map(numberIn)).toEqual(frames.map((_, i) => i));
    expect(frames.length).toBeLessThan(40);
  }
  expect(await exactFrames(new Blob(['no film']), 'x', new AbortController().signal, () => undefined)).toBeNull();
});

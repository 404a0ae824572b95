import { BufferTarget, CanvasSource, Mp4OutputFormat, Output, type VideoCodec, WebMOutputFormat } from 'mediabunny';
import { expect, test } from 'vitest';
import { drawNumber, HEIGHT, numberedPicture, numberIn, numbersIn, WIDTH } from '../../test-support/numbered-frames.ts';
import { exactFrames } from './exact-frames.ts';
import { animatedFrames, sequenceFrames } from './picture-frames.ts';

/** A video whose frame numbers are drawn into its frames. @param timeOf seconds at which frame `i` is shown */
async function numbered(
  frames: number,
  codec: VideoCodec,
  timeOf: (i: number) => number,
  { rotation = 0, appendOnly = false }: { readonly rotation?: 0 | 90; readonly appendOnly?: boolean } = {},
): Promise<Blob> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const target = new BufferTarget();
  const format = codec === 'avc' || rotation !== 0 ? new Mp4OutputFormat() : new WebMOutputFormat({ appendOnly });
  const output = new Output({ format, target });
  const source = new CanvasSource(canvas, { codec, bitrate: 2_000_000, keyFrameInterval: 1 });
  output.addVideoTrack(source, { rotation });
  await output.start();
  for (let i = 0; i < frames; i++) {
    drawNumber(canvas, i);
    await source.add(timeOf(i), timeOf(i + 1) - timeOf(i));
  }
  await output.finalize();
  return new Blob([target.buffer ?? new ArrayBuffer(0)]);
}

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

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
    expect(await numbersIn(clip)).toEqual(upTo(40));
    // In any order too, several asked for at once.
    const asked = [39, 3, 38, 4, 20, 19, 18, 0];
    const bitmaps = await Promise.all(asked.map((i) => clip.frame(i)));
    expect(bitmaps.map(numberIn)).toEqual(asked);
    expect(clip.framesPerSecond).toBeCloseTo(25, 1);
    expect(clip.notes).toEqual([]);
    clip.close();
    await expect(clip.frame(1)).rejects.toMatchObject({ code: 'aborted' });
  });
}

test('frames at uneven times are all kept, and that is said', async () => {
  const clip = await read(await numbered(30, 'vp8', (i) => (i < 15 ? i / 30 : 0.5 + (i - 15) / 5)));
  expect(await numbersIn(clip)).toEqual(upTo(30));
  expect(clip.times[16]).toBeCloseTo(0.7, 2);
  expect(clip.notes.join()).toContain('not evenly spaced');
});

test('a WebM that does not say how long it is, as recorders write it, loses no frame', async () => {
  const live = await numbered(40, 'vp8', (i) => i / 30, { appendOnly: true });
  const video = Object.assign(document.createElement('video'), { src: URL.createObjectURL(live) });
  await new Promise((resolve) => video.addEventListener('loadedmetadata', resolve));
  expect(Number.isFinite(video.duration)).toBe(false);
  const clip = await read(live);
  expect(await numbersIn(clip)).toEqual(upTo(40));
});

test('of a long video every frame can be had at full size, and few stay in memory', async () => {
  const clip = await read(await numbered(400, 'vp8', (i) => i / 30));
  expect(clip.times).toHaveLength(400);
  expect(clip.size).toEqual({ width: WIDTH, height: HEIGHT });
  const bitmaps = await Promise.all([399, 121, 250, 0].map((i) => clip.frame(i)));
  expect(bitmaps.map(numberIn)).toEqual([399, 121, 250, 0]);
});

test('a turned video is turned as it is meant to be shown', async () => {
  const clip = await read(await numbered(5, 'vp9', (i) => i / 25, { rotation: 90 }));
  expect(clip.size).toEqual({ width: HEIGHT, height: WIDTH });
  const bitmap = await clip.frame(4);
  expect([bitmap.width, bitmap.height]).toEqual([HEIGHT, WIDTH]);
});

test('pictures in a row are frames in the order of their names; another size is refused by name', async () => {
  const pictures = await Promise.all(
    [10, 9, 11].map(async (n) => ({ name: `f${n}.png`, blob: await numberedPicture(n) })),
  );
  const signal = new AbortController().signal;
  const clip = await sequenceFrames(pictures, null, signal, () => undefined);
  expect(await numbersIn(clip)).toEqual([9, 10, 11]);
  const odd = new OffscreenCanvas(8, 8);
  odd.getContext('2d');
  const small = { name: 'small.png', blob: await odd.convertToBlob() };
  await expect(sequenceFrames([...pictures, small], null, signal, () => undefined)).rejects.toThrow(
    /small\.png.*8 × 8/,
  );
  expect(await animatedFrames(await numberedPicture(1), 'still.png', signal, () => undefined)).toBeNull();
});

test('a file cut short is read as far as it goes or refused in words, and text is left to others', async () => {
  const whole = await numbered(40, 'vp8', (i) => i / 25);
  const clip = await read(whole.slice(0, whole.size * 0.6)).catch((error: Error) => error);
  if (!('times' in clip)) expect(clip.message).toMatch(/damaged|could be decoded|no frames that can be read/);
  else {
    const numbers = await numbersIn(clip);
    expect(numbers).toEqual(upTo(numbers.length));
    expect(numbers.length).toBeLessThan(40);
  }
  expect(await exactFrames(new Blob(['no film']), 'x', new AbortController().signal, () => undefined)).toBeNull();
});

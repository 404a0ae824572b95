import { expect, test } from 'vitest';
import { gifFrames } from './encode-gif.ts';
import { writeGifFrame } from './gif-frame.ts';

const cut = (times: readonly number[], framesPerSecond: number) => ({
  clip: { times, framesPerSecond } as Parameters<typeof gifFrames>[0]['clip'],
  frames: times.map((_, i) => i),
});
const even = (frames: number, rate: number): readonly number[] => Array.from({ length: frames }, (_, i) => i / rate);

test('delays add up to the video’s time, at rates that are no hundredths too', () => {
  const at30 = gifFrames(cut(even(31, 30), 30));
  expect(at30.map(({ delay }) => delay).slice(0, 6)).toEqual([3, 4, 3, 3, 4, 3]);
  expect(at30.reduce((sum, { delay }) => sum + delay, 0)).toBe(Math.round(3100 / 30));
});

test('uneven frames keep their own times; the part between in and out begins at nothing', () => {
  expect(gifFrames({ ...cut([0, 0.5, 0.6, 2], 10), frames: [1, 2] })).toEqual([
    { frame: 1, delay: 10 },
    { frame: 2, delay: 140 },
  ]);
});

test('of 120 frames a second those are left out that no player shows in time', () => {
  const frames = gifFrames(cut(even(120, 120), 120));
  expect(frames.every(({ delay }) => delay >= 2)).toBe(true);
  expect(frames.length).toBeLessThanOrEqual(50);
  expect(frames.reduce((sum, { delay }) => sum + delay, 0)).toBe(100);
});

type Encoder = Parameters<typeof writeGifFrame>[0];
type Written = Parameters<Encoder['writeFrame']>;

/** What is handed to the encoder for pixels given as red, green, blue, alpha. */
function written(...pixels: readonly (readonly [number, number, number, number])[]): Written {
  let got: Written | undefined;
  const encoder = { writeFrame: (...call: Written) => (got = call) } as unknown as Encoder;
  writeGifFrame(encoder, { width: pixels.length, height: 1, data: Uint8ClampedArray.from(pixels.flat()) }, 40);
  if (!got) throw new Error('no frame was written');
  return got;
}

test('black that is seen stays black beside what is not seen', () => {
  const [index, , , { palette, transparentIndex = -1, dispose }] = written(
    [0, 0, 0, 255],
    [255, 255, 255, 255],
    [0, 0, 0, 0],
  );
  expect(dispose).toBe(2);
  expect([...index].map((i) => i === transparentIndex)).toEqual([false, false, true]);
  expect(palette[index[0] ?? -1]).toEqual([0, 0, 0]);
  expect((palette[index[1] ?? -1] ?? [])[0]).toBeGreaterThan(240);
});

test('a frame on which nothing is seen is a hole; one on which all is seen has none', () => {
  const [empty, , , { transparentIndex }] = written([0, 0, 0, 0], [9, 9, 9, 20]);
  expect([...empty]).toEqual([transparentIndex, transparentIndex]);
  expect(written([10, 20, 30, 255], [40, 50, 60, 255])[3]).not.toHaveProperty('transparent');
});

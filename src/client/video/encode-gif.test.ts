import { expect, test } from 'vitest';
import { gifFrames } from './encode-gif.ts';

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

import { expect, test } from 'vitest';
import type { LogitsPlane } from '../mask/logits.ts';
import type { Prompt } from '../prompt/prompt.ts';
import type { FramePixels } from './colour.ts';
import { DOUBTFUL, doubtOf } from './doubt.ts';
import { type FeatureField, fieldFrom } from './feature-field.ts';
import { planeOverlap } from './plane-overlap.ts';
import { promptsOfMask } from './plane-prompts.ts';
import { propagate, startTrack, type Track, type TrackedFrame } from './propagate.ts';
import { shiftPlane } from './track-motion.ts';

const SIDE = 32;
const SCALE = 4;
const size = { width: SIDE, height: SIDE };
const box = { x0: 0, y0: 0, x1: SCALE * SIDE, y1: SCALE * SIDE };
const BLOCK = 6;

type Place = readonly [x: number, y: number];

/** A field with one kind of ground and blocks of an object's features, each block with a grain of its own place. */
function fieldOf(blocks: readonly Place[]): FeatureField {
  const data = new Float32Array(4 * SIDE * SIDE);
  const set = (x: number, y: number, values: readonly number[]): void => {
    for (const [c, value] of values.entries()) data[c * SIDE * SIDE + y * SIDE + x] = value;
  };
  for (let y = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++) set(x, y, [1, 0, 0.1 * Math.sin(x), 0.1 * Math.cos(y)]);
  for (const [x0, y0] of blocks)
    for (let y = 0; y < BLOCK; y++)
      for (let x = 0; x < BLOCK; x++)
        if (x0 + x < SIDE && y0 + y < SIDE) set(x0 + x, y0 + y, [0, 1, 0.4 * Math.sin(2 * x), 0.4 * Math.cos(3 * y)]);
  return fieldFrom({ channels: 4, ...size, data, content: size, box });
}

/** Grey ground, blue blocks. */
function pixelsOf(blocks: readonly Place[]): FramePixels {
  const data = new Uint8ClampedArray(4 * SIDE * SIDE).fill(128);
  for (const [x0, y0] of blocks)
    for (let y = y0; y < y0 + BLOCK; y++)
      for (let x = x0; x < x0 + BLOCK; x++) data.set([10, 20, 230, 255], 4 * (y * SIDE + x));
  return { ...size, data };
}

function planeOf(place: Place | null): LogitsPlane {
  const data = new Float32Array(SIDE * SIDE).fill(-5);
  if (place)
    for (let y = place[1]; y < place[1] + BLOCK; y++) data.fill(5, y * SIDE + place[0], y * SIDE + place[0] + BLOCK);
  return { ...size, data, content: size, box };
}

/** The block that a prompt lies on or overlaps. */
function asked(blocks: readonly Place[], prompts: readonly Prompt[]): Place | null {
  const covers = ([x, y]: Place, at: { readonly x: number; readonly y: number }): boolean =>
    at.x >= SCALE * x && at.x < SCALE * (x + BLOCK) && at.y >= SCALE * y && at.y < SCALE * (y + BLOCK);
  for (const prompt of prompts) {
    const at =
      prompt.kind === 'point'
        ? prompt.at
        : prompt.kind === 'box'
          ? { x: (prompt.box.x0 + prompt.box.x1) / 2, y: (prompt.box.y0 + prompt.box.y1) / 2 }
          : null;
    const hit = at && blocks.find((block) => covers(block, at));
    if (hit) return hit;
  }
  return null;
}

/** A frame that answers with the block that is asked for; `seen` collects what it was asked. */
function frameOf(blocks: readonly Place[], seen: (readonly Prompt[])[] = []): TrackedFrame {
  return {
    field: async () => fieldOf(blocks),
    pixels: async () => pixelsOf(blocks),
    predict: async (prompts) => {
      seen.push(prompts);
      return { candidates: [{ logits: planeOf(asked(blocks, prompts)) }], best: 0 };
    },
  };
}

function started(place: Place): Track {
  const track = startTrack(planeOf(place), fieldOf([place]), pixelsOf([place]));
  if (!track) throw new Error('no track');
  return track;
}

test('an object that moves is followed without doubt, over many frames and faster than its own width', async () => {
  let track = started([2, 4]);
  for (const place of [
    [4, 5],
    [7, 6],
    [12, 8],
    [19, 9],
    [25, 11],
  ] satisfies Place[]) {
    const step = await propagate(track, frameOf([place]));
    expect(step.plane && planeOverlap(step.plane, planeOf(place))).toBe(1);
    expect(step.doubt).toBeLessThan(DOUBTFUL);
    expect(step.likeness).toBeGreaterThan(0.95);
    track = step.track;
  }
});

test('each frame is asked twice: with the box of the mask alone, and with its deepest point', async () => {
  const seen: (readonly Prompt[])[] = [];
  await propagate(started([10, 10]), frameOf([[10, 10]], seen));
  expect(seen.map((prompts) => prompts.map((p) => p.kind))).toEqual([['box'], ['point']]);
});

test('what is hidden is not found, and is found again elsewhere on the first frame that shows it', async () => {
  const hidden = await propagate(started([4, 4]), frameOf([]));
  expect(hidden).toMatchObject({ plane: null, doubt: 1, track: { missed: 1 } });
  const still = await propagate(hidden.track, frameOf([]));
  expect(still.track.missed).toBe(2);
  const back = await propagate(still.track, frameOf([[22, 20]]));
  expect(back.plane && planeOverlap(back.plane, planeOf([22, 20]))).toBe(1);
  expect(back.track.missed).toBe(0);
});

test('of two doubles the one in the direction of travel is taken', async () => {
  const second = await propagate(started([8, 12]), frameOf([[12, 12]]));
  const third = await propagate(
    second.track,
    frameOf([
      [16, 12],
      [8, 12],
    ]),
  );
  expect(third.plane && planeOverlap(third.plane, planeOf([16, 12]))).toBe(1);
});

test('a place where something else of the same shape lies is doubted by its colours', async () => {
  const other: TrackedFrame = { ...frameOf([[10, 10]]), pixels: async () => pixelsOf([]) };
  expect((await propagate(started([10, 10]), frameOf([[10, 10]]))).doubt).toBeLessThan(DOUBTFUL);
  expect((await propagate(started([10, 10]), other)).doubt).toBeGreaterThan(DOUBTFUL);
});

test('doubt rises with each sign and is near 0 when all is well', () => {
  const calm = { agreement: 1, areaRatio: 1, anchorRatio: 1, cover: 1, match: 0, colour: 1 };
  const none = doubtOf(calm);
  expect(none).toBeLessThan(0.01);
  for (const sign of ['agreement', 'areaRatio', 'anchorRatio', 'cover', 'colour'] as const)
    expect(doubtOf({ ...calm, [sign]: 0.5 })).toBeGreaterThan(none);
  // Other colours count for little where the features are the object's: light changes, and the side that is seen.
  expect(doubtOf({ ...calm, colour: 0.8 })).toBeGreaterThan(DOUBTFUL);
  expect(doubtOf({ ...calm, colour: 0.8, match: 0.9 })).toBeLessThan(DOUBTFUL);
  const part = { agreement: 0.4, areaRatio: 0.6, anchorRatio: 0.3, cover: -1, match: 0, colour: 1 };
  expect(doubtOf(part)).toBeGreaterThan(DOUBTFUL);
});

test('a mask that covers nothing starts no track', () => {
  expect(startTrack(planeOf(null), fieldOf([]), pixelsOf([]))).toBeNull();
  expect(promptsOfMask(planeOf(null))).toBeNull();
});

test('a box and the deepest point are in picture pixels, and a moved plane loses what leaves it', () => {
  expect(promptsOfMask(planeOf([3, 5]))?.box).toEqual({ x0: 12, y0: 20, x1: 36, y1: 44 });
  const moved = shiftPlane(planeOf([0, 0]), fieldOf([]), { dx: -4, dy: 0 });
  expect(moved.data.filter((v) => v > 0)).toHaveLength(2 * BLOCK);
  expect(moved.data[SIDE - 1]).toBeLessThan(0);
});

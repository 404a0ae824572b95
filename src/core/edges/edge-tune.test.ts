import { expect, test } from 'vitest';
import { boxOfSize, type ImageBox } from '../geometry/box.ts';
import { type CutoutPlan, cutoutPixels, readFor } from './cutout-pixels.ts';
import { PLAIN_EDGE, tuneAlpha, tunedPixels } from './edge-tune.ts';

const size = { width: 60, height: 40 };

/** A rectangle that touches the left end of the plane. */
function plate(): Uint8ClampedArray<ArrayBuffer> {
  const alpha = new Uint8ClampedArray(size.width * size.height);
  for (let y = 10; y < 30; y++) alpha.fill(255, y * size.width, y * size.width + 30);
  return alpha;
}

const boxOf = (alpha: Uint8ClampedArray): ImageBox => {
  const at = [...alpha.keys()].filter((i) => (alpha[i] ?? 0) >= 128);
  const [xs, ys] = [at.map((i) => i % size.width), at.map((i) => Math.floor(i / size.width))];
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs) + 1, y1: Math.max(...ys) + 1 };
};

test('an edge moves by its pixels both ways, and the end of the plane is no edge', () => {
  for (const shift of [-4, 0, 3]) {
    const alpha = plate();
    tuneAlpha(alpha, size.width, size.height, { shift, sigma: 0 });
    expect(boxOf(alpha)).toEqual({ x0: 0, y0: 10 - shift, x1: 30 + shift, y1: 30 + shift });
    expect(new Set(alpha)).toEqual(new Set([0, 255]));
  }
});

test('feather softens the edge about the place where it was', () => {
  const alpha = plate();
  tuneAlpha(alpha, size.width, size.height, { shift: 0, sigma: 2 });
  const row = 20 * size.width;
  expect(alpha[row]).toBe(255);
  const across = [...alpha.slice(row + 24, row + 36)];
  expect(across).toEqual(across.toSorted((a, b) => b - a));
  expect((alpha[row + 29] ?? 0) + (alpha[row + 30] ?? 0)).toBeCloseTo(255, -1);
  expect(across.filter((a) => a > 0 && a < 255).length).toBeGreaterThan(6);
});

test('lengths are parts of the picture: the same look at any size', () => {
  const tune = { ...PLAIN_EDGE, shift: -2, feather: 3 };
  expect(tunedPixels(tune, { width: 1000, height: 700 })).toEqual({ shift: -2, sigma: 3 });
  expect(tunedPixels(tune, { width: 3000, height: 4000 })).toEqual({ shift: -8, sigma: 12 });
});

test('a part of a tuned cut-out is the same as of the whole; unclean edges keep the colours of the picture', () => {
  const full = { width: 240, height: 400 };
  const alpha = new Uint8ClampedArray(full.width * full.height);
  const pixels = new Uint8ClampedArray(4 * alpha.length);
  for (let i = 0; i < alpha.length; i++) {
    const inside = Math.hypot((i % 240) - 120, Math.floor(i / 240) - 200) < 70;
    alpha[i] = inside ? 255 : 0;
    pixels.set(inside ? [200, (i * 31) % 60, 20, 255] : [10, 60, (i * 17) % 90, 255], 4 * i);
  }
  const soft = { box: boxOfSize(full), ...full, alpha };
  const tune = { radius: 1, shift: 4, feather: 5, clean: false };
  const plan: CutoutPlan = { unknown: [], softs: [soft], full, edge: 'hard', tune };
  const whole = cutoutPixels(plan, pixels, boxOfSize(full), boxOfSize(full));
  const part = { x0: 0, y0: 120, x1: 240, y1: 150 };
  const read = readFor(part, plan);
  const cut = new Uint8ClampedArray(4 * 240 * (read.y1 - read.y0));
  expect(read.x1 - read.x0).toBe(240);
  cut.set(pixels.subarray(4 * 240 * read.y0, 4 * 240 * read.y1));
  expect(cutoutPixels(plan, cut, read, part)).toEqual(whole.slice(4 * 240 * part.y0, 4 * 240 * part.y1));
  const partial = [...alpha.keys()].filter((i) => (whole[4 * i + 3] ?? 0) > 0 && (whole[4 * i + 3] ?? 0) < 255);
  expect(partial.length).toBeGreaterThan(300);
  expect(partial.every((i) => [0, 1, 2].every((c) => whole[4 * i + c] === pixels[4 * i + c]))).toBe(true);
});

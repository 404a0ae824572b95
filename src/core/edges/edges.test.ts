import { expect, test } from 'vitest';
import { boxOfSize } from '../geometry/box.ts';
import { packMask } from '../mask/packed.ts';
import type { SoftMask } from '../mask/soft-edge.ts';
import { decontaminate } from './decontaminate.ts';
import { DEFAULT_REFINE, refineAlpha } from './guided-filter.ts';
import { nearOutline } from './near-outline.ts';
import { alphaFromMask } from './rough-alpha.ts';

const size = { width: 160, height: 120 };
const box = boxOfSize(size);
const n = size.width * size.height;
const FRONT = [210, 120, 40] as const;
const BACK = [30, 60, 150] as const;

/** A disc with a fine antialiased rim and thin rays ("hair"), composed over a second colour with known alpha. */
function scene(): { truth: Float32Array; rgba: Uint8ClampedArray<ArrayBuffer> } {
  const truth = new Float32Array(n);
  const rgba = new Uint8ClampedArray(n * 4);
  for (let i = 0; i < n; i++) {
    const x = (i % size.width) + 0.5 - 80;
    const y = Math.floor(i / size.width) + 0.5 - 60;
    const away = Math.hypot(x, y);
    const disc = Math.min(1, Math.max(0, 35.5 - away));
    const ray = away < 43 && Math.abs(Math.sin(Math.atan2(y, x) * 24)) < 0.25 ? 0.7 : 0;
    const a = Math.max(disc, ray);
    truth[i] = a;
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = a * (FRONT[c] ?? 0) + (1 - a) * (BACK[c] ?? 0);
    rgba[4 * i + 3] = 255;
  }
  return { truth, rgba };
}

/** The rough mask a model would give: the disc shifted by three pixels and with blocky corners, no hair. */
function roughMask(): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => {
    const x = Math.floor((i % size.width) / 4) * 4 + 2 - 83;
    const y = Math.floor(i / size.width / 4) * 4 + 2 - 60;
    return Math.hypot(x, y) < 36 ? 1 : 0;
  });
}

function meanError(a: ArrayLike<number>, truth: Float32Array, scale: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.abs((a[i] ?? 0) * scale - (truth[i] ?? 0));
  return sum / n;
}

test('refining moves a blocky, shifted mask onto the true edge and finds the hair', () => {
  const { truth, rgba } = scene();
  const rough = roughMask();
  const soft = refineAlpha({ box, rgba }, rough, size);
  expect(meanError(soft.alpha, truth, 1 / 255)).toBeLessThan(meanError(rough, truth, 1) / 2);
  let hair = 0;
  let rays = 0;
  for (let i = 0; i < n; i++) {
    if (truth[i] === Math.fround(0.7)) {
      rays++;
      if ((soft.alpha[i] ?? 0) > 100) hair++;
    }
  }
  expect(hair / rays).toBeGreaterThan(0.6);
});

test('far from any edge nothing changes', () => {
  const { rgba } = scene();
  const soft = refineAlpha({ box, rgba }, roughMask(), size);
  expect(soft.alpha[0]).toBe(0);
  expect(soft.alpha[60 * size.width + 80]).toBe(255);
  for (const value of [0, 1]) {
    const flat = refineAlpha({ box, rgba }, new Float32Array(n).fill(value), size);
    expect(flat.alpha.every((a) => a === value * 255)).toBe(true);
  }
});

test('without any edge in the guide the result is the smoothed mask: half at the outline', () => {
  const rgba = new Uint8ClampedArray(n * 4).fill(128);
  const rough = Float32Array.from({ length: n }, (_, i) => (i % size.width < 80 ? 1 : 0));
  const row = refineAlpha({ box, rgba }, rough, size).alpha.subarray(60 * size.width, 61 * size.width);
  expect(Math.abs((row[79] ?? 0) + (row[80] ?? 0) - 255)).toBeLessThan(6);
  for (let x = 1; x < size.width; x++) expect(row[x]).toBeLessThanOrEqual(row[x - 1] ?? 0);
});

test('cut-out colours lose the background', () => {
  const { truth, rgba } = scene();
  const soft: SoftMask = { box, ...size, alpha: Uint8ClampedArray.from(truth, (a) => a * 255) };
  const clean = decontaminate(rgba, soft);
  let before = 0;
  let after = 0;
  for (let i = 0; i < n; i++) {
    const a = truth[i] ?? 0;
    if (a < 0.2 || a > 0.95) continue;
    for (let c = 0; c < 3; c++) {
      before += Math.abs((rgba[4 * i + c] ?? 0) - (FRONT[c] ?? 0));
      after += Math.abs((clean[4 * i + c] ?? 0) - (FRONT[c] ?? 0));
    }
    expect(clean[4 * i + 3]).toBe(soft.alpha[i]);
  }
  expect(after).toBeLessThan(before / 4);
  const middle = 60 * size.width + 80;
  expect([...clean.subarray(4 * middle, 4 * middle + 4)]).toEqual([...FRONT, 255]);
});

test('rough alpha from a mask is 0 and 1', () => {
  const mask = packMask({ width: 2, height: 1, data: Uint8Array.of(0, 1) });
  expect([...alphaFromMask(mask, { x0: 0, y0: 0, x1: 2, y1: 1 })]).toEqual([0, 1]);
});

test('near the outline the refined alpha counts, far from it the mask', () => {
  const mask = packMask({ ...size, data: Uint8Array.from(roughMask()) });
  const hazy: SoftMask = { box, ...size, alpha: new Uint8ClampedArray(n).fill(128) };
  const { alpha } = nearOutline(hazy, mask, 10);
  const row = 60 * size.width;
  expect(alpha[row + 83]).toBe(255);
  expect(alpha[row + 2]).toBe(0);
  expect(alpha[row + 83 + 34]).toBe(128);
  expect(alpha[row + 83 + 40]).toBe(128);
});

test('two megapixels are refined in a few seconds at most', () => {
  const w = 1600;
  const h = 1250;
  const rgba = Uint8ClampedArray.from({ length: w * h * 4 }, (_, i) => (i * 7) & 255);
  const rough = Float32Array.from({ length: w * h }, (_, i) => (i % w < 800 ? 1 : 0));
  const start = performance.now();
  refineAlpha({ box: boxOfSize({ width: w, height: h }), rgba }, rough, { width: w, height: h }, DEFAULT_REFINE);
  const ms = performance.now() - start;
  console.info(`guided filter, 2 MP: ${Math.round(ms)} ms`);
  expect(ms).toBeLessThan(5000);
});

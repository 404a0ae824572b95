import { expect, test } from 'vitest';
import { boxOfSize } from '../geometry/box.ts';
import { matteCutout } from './colour-matte.ts';
import { matteMargin, matteStep } from './side-colours.ts';

const size = { width: 200, height: 240 };
const n = size.width * size.height;
const FRONT = [210, 120, 40] as const;
const BACK = [30, 60, 150] as const;

/** A post from the lower border upwards with rays of hair, composed with known alpha; the rough mask is blocky and has no hair. */
function scene(): {
  readonly alpha: Float32Array;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly rough: Uint8ClampedArray<ArrayBuffer>;
} {
  const alpha = new Float32Array(n);
  const rough = new Uint8ClampedArray(n);
  const rgba = new Uint8ClampedArray(4 * n);
  for (let i = 0; i < n; i++) {
    const [x, y] = [(i % size.width) + 0.5 - 100, Math.floor(i / size.width) + 0.5 - 90];
    const away = y > 0 ? Math.abs(x) : Math.hypot(x, y);
    const body = Math.min(1, Math.max(0, 45.5 - away));
    const hair = y < 0 && away < 58 && Math.sin(Math.atan2(y, x) * 40) > 0.6 ? 0.6 : 0;
    const a = Math.max(body, hair);
    alpha[i] = a;
    const [bx, by] = [Math.floor((x + 2) / 6) * 6, Math.floor(y / 6) * 6];
    rough[i] = (by > 0 ? Math.abs(bx) : Math.hypot(bx, by)) < 46 ? 255 : 0;
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = a * (FRONT[c] ?? 0) + (1 - a) * (BACK[c] ?? 0) + ((i * 37) % 9) - 4;
    rgba[4 * i + 3] = 255;
  }
  return { alpha, rgba, rough };
}

test('alpha comes within a quarter of the hard mask and the ground leaves the colours', () => {
  const { alpha, rgba, rough } = scene();
  const out = matteCutout({ box: boxOfSize(size), rgba }, rough, 16);
  let [hard, soft, tint, partial] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const a = (out[4 * i + 3] ?? 0) / 255;
    hard += Math.abs((rough[i] ?? 0) / 255 - (alpha[i] ?? 0));
    soft += Math.abs(a - (alpha[i] ?? 0));
    if ((alpha[i] ?? 0) < 0.3 || (alpha[i] ?? 0) > 0.95 || a < 0.2) continue;
    tint += Math.abs((out[4 * i + 2] ?? 0) - FRONT[2]);
    partial++;
  }
  expect(soft).toBeLessThan(hard / 4);
  expect(partial).toBeGreaterThan(300);
  // The ground's blue is 110 away from the object's.
  expect(tint / partial).toBeLessThan(15);
});

test('the border of the picture is no edge', () => {
  const { rgba, rough } = scene();
  const out = matteCutout({ box: boxOfSize(size), rgba }, rough, 16);
  const row = (y: number): number[] => [70, 100, 130].map((x) => out[4 * (y * size.width + x) + 3] ?? 0);
  expect(row(size.height - 1)).toEqual([255, 255, 255]);
});

test('a strip with its margin agrees with the whole', () => {
  const { rgba, rough } = scene();
  const reach = 8;
  const whole = matteCutout({ box: boxOfSize(size), rgba }, rough, reach);
  const [from, to] = [104, 136];
  const step = matteStep(reach);
  const margin = Math.ceil(matteMargin(reach) / step) * step;
  const box = { x0: 0, y0: from - margin, x1: size.width, y1: to + margin };
  const cut = (a: number, b: number, data: Uint8ClampedArray, of: number): Uint8ClampedArray =>
    data.slice(a * size.width * of, b * size.width * of);
  const strip = matteCutout({ box, rgba: cut(box.y0, box.y1, rgba, 4) }, cut(box.y0, box.y1, rough, 1), reach);
  const own = cut(margin, margin + to - from, strip, 4);
  const wanted = cut(from, to, whole, 4);
  let most = 0;
  for (let i = 0; i < own.length; i++) most = Math.max(most, Math.abs((own[i] ?? 0) - (wanted[i] ?? 0)));
  expect(most).toBeLessThanOrEqual(1);
});

test('what was painted over finds hair that lies farther out than the band, and leaves the rest as the mask has it', () => {
  const { alpha, rgba, rough } = scene();
  // A ring of 24 pixels around the head, as a person paints it; none of the hair is in the mask.
  const unknown = Uint8Array.from({ length: n }, (_, i) => {
    const [x, y] = [(i % size.width) - 99.5, Math.floor(i / size.width) - 89.5];
    const away = Math.hypot(x, y);
    return y < 4 && away > 40 && away < 64 ? 1 : 0;
  });
  const painted = matteCutout({ box: boxOfSize(size), rgba }, rough, 14, unknown);
  const narrow = matteCutout({ box: boxOfSize(size), rgba }, rough, 3);
  let [error, hard, band] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    if (unknown[i] !== 1) {
      expect(painted[4 * i + 3]).toBe(rough[i]);
      continue;
    }
    error += Math.abs((painted[4 * i + 3] ?? 0) / 255 - (alpha[i] ?? 0));
    hard += Math.abs((rough[i] ?? 0) / 255 - (alpha[i] ?? 0));
    band += Math.abs((narrow[4 * i + 3] ?? 0) / 255 - (alpha[i] ?? 0));
  }
  expect(error).toBeLessThan(hard / 4);
  expect(error).toBeLessThan(band / 2);
});

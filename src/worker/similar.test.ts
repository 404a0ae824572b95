import { afterEach, expect, test } from 'vitest';
import { boxOfSize } from '../core/geometry/box.ts';
import { resizePixels } from '../core/image/resample.ts';
import { logitsToMask } from '../core/mask/logits.ts';
import { maskIou } from '../core/mask/mask.ts';
import { packMask } from '../core/mask/packed.ts';
import { fakeBitmap, NODE, playgroundFiles, playgroundManifest } from '../test-support/engine/node-worker.ts';
import { Segmenter } from './segmenter.ts';

const SIZE = { width: 240, height: 180 };
const DISKS = [
  [40, 40],
  [120, 40],
  [200, 40],
  [40, 130],
  [120, 130],
] as const;
/** Neither round nor yellow. */
const BAR = { x0: 165, y0: 115, x1: 230, y1: 145 };

function inDisk([cx, cy]: readonly [number, number], i: number): boolean {
  return Math.hypot((i % SIZE.width) + 0.5 - cx, Math.floor(i / SIZE.width) + 0.5 - cy) < 22;
}

const maskOf = (holds: (i: number) => boolean) => ({
  ...SIZE,
  data: Uint8Array.from({ length: SIZE.width * SIZE.height }, (_, i) => (holds(i) ? 1 : 0)),
});

/** Yellow disks and a blue bar on dark green. */
function picture(): Uint8ClampedArray<ArrayBuffer> {
  const data = new Uint8ClampedArray(SIZE.width * SIZE.height * 4).fill(255);
  for (let i = 0; i < SIZE.width * SIZE.height; i++) {
    const [x, y] = [i % SIZE.width, Math.floor(i / SIZE.width)];
    const disk = DISKS.some((d) => inDisk(d, i));
    const bar = x >= BAR.x0 && x < BAR.x1 && y >= BAR.y0 && y < BAR.y1;
    const shade = 8 * Math.sin(x / 7) * Math.cos(y / 9);
    const rgb = disk ? [225, 180, 60] : bar ? [60, 90, 220] : [40, 70, 50];
    for (const [c, v] of rgb.entries()) data[4 * i + c] = v + shade;
  }
  return data;
}

let engine: Segmenter | undefined;
afterEach(() => engine?.dispose());

test('one disk as the example finds the other four, not the bar, and keeps no tensor', async () => {
  engine = new Segmenter({
    ...NODE,
    prepare: (bitmap, _shows, placement) => {
      bitmap.close();
      const pixels = resizePixels({ ...SIZE, data: picture() }, boxOfSize(SIZE), placement.content);
      return { pixels, replay: fakeBitmap() };
    },
  });
  await engine.load(
    playgroundManifest(),
    { backend: 'wasm', size: 512, baseUrl: 'http://localhost/', files: playgroundFiles() },
    () => undefined,
  );
  const whole = boxOfSize(SIZE);
  const { ref } = await engine.embed(1, fakeBitmap(), whole, whole);
  const before = engine.count().tensors;
  const [first, ...others] = DISKS.map((d) => maskOf((i) => inDisk(d, i)));
  if (!first) throw new Error('no disk');
  const found = await engine.similar(2, ref.id, {
    include: [packMask(first)],
    exclude: [],
    minSimilarity: 0.4,
    maxObjects: 20,
  });
  const masks = found.map((f) => logitsToMask(f.candidate.logits, SIZE));
  for (const disk of others) expect(Math.max(...masks.map((m) => maskIou(m, disk)))).toBeGreaterThan(0.75);
  expect(found).toHaveLength(4);
  expect(found.every((f, i) => f.similarity <= (found[i - 1]?.similarity ?? 1))).toBe(true);
  expect(engine.count().tensors).toBe(before);
  const given = engine.similar(3, ref.id, { include: [packMask(first)], exclude: [], minSimilarity: 0, maxObjects: 5 });
  engine.cancel(3);
  await expect(given).rejects.toMatchObject({ code: 'aborted' });
}, 120_000);

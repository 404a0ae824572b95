/** What the teaching views show, against the engine's own tensors and the decoder asked directly. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Engine, ImagePredictor } from '../../contract/predictor.ts';
import { comparisonGrid, planeOnGrid } from '../../core/compare/agreement.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import { resizePixels } from '../../core/image/resample.ts';
import { logitsToMask } from '../../core/mask/logits.ts';
import { maskIou } from '../../core/mask/mask.ts';
import { principalColours } from '../../core/teach/pca.ts';
import { cosineTo, directionAt } from '../../core/teach/similarity.ts';
import { canaryPicture } from '../../runtime/canary-pictures.ts';
import { contentCells, readEmbedding } from '../../state/learn/embedding.ts';
import { comparedMask, tryPrompts } from '../../state/learn/sensitivity.ts';
import { fakeBitmap, nodeSpawner, playgroundFiles, playgroundManifest } from '../../test-support/engine/node-worker.ts';
import { createEngineFactory } from './factory.ts';

const SIZE = { width: 96, height: 96 };
const never = new AbortController().signal;
const options = { backend: 'wasm', size: 256, baseUrl: 'http://localhost/', files: playgroundFiles() } as const;
const spawner = nodeSpawner();
let engine: Engine;
let predictor: ImagePredictor;

beforeAll(async () => {
  vi.stubGlobal('createImageBitmap', async () => fakeBitmap());
  engine = await createEngineFactory({ spawn: spawner.spawn, hasWebGpu: false }).open(
    playgroundManifest(),
    options,
    never,
    () => undefined,
  );
  predictor = await engine.predictor({ size: SIZE, bitmap: async () => fakeBitmap() }, { signal: never });
}, 120_000);
afterAll(() => engine.dispose());

test('the embedding read for a view is the one that the worker compares places by', async () => {
  const view = await readEmbedding(predictor);
  expect(view).toMatchObject({ name: 'embedding', channels: 32, width: 64, height: 64 });
  if (!view) return;
  for (const [x, y] of [
    [48, 48],
    [3, 90],
  ] as const) {
    const asked = await predictor.similarity(x, y);
    const own = cosineTo(view, directionAt(view, (x / 96) * view.content.width, (y / 96) * view.content.height));
    const gap = own.reduce((most, v, i) => Math.max(most, Math.abs(v - (asked?.data[i] ?? 9))), 0);
    expect(gap).toBeLessThan(1e-4);
  }
  expect(contentCells(view)).toEqual({ width: 64, height: 64 });
  const { explained, rgb } = principalColours(view, contentCells(view));
  expect(explained[0]).toBeGreaterThan(explained[2]);
  expect(explained[0] + explained[1] + explained[2]).toBeLessThanOrEqual(1.0001);
  expect(rgb).toHaveLength(3 * 64 * 64);
});

test('the input shown is the picture resized as the encoder gets it', async () => {
  const input = await predictor.input();
  const picture = canaryPicture('disk', 96);
  const expected = resizePixels(picture, { x0: 0, y0: 0, x1: 96, y1: 96 }, predictor.placement.content);
  expect(input).toMatchObject({ channels: 3, width: 256, height: 256 });
  const plane = 256 * 256;
  for (const i of [0, 777, plane >> 1, plane - 1]) {
    for (let c = 0; c < 3; c++)
      expect(input?.data[c * plane + i]).toBeCloseTo((expected.data[i * 4 + c] ?? 0) / 255, 6);
  }
});

test('every cell of the sensitivity map is the IoU of a decoder run of its own', async () => {
  const prompts = [
    [48, 48],
    [20, 30],
  ].map(([x = 0, y = 0]) => [{ kind: 'point', at: imagePoint(x, y), label: 'include' } as const]);
  const first = await predictor.predict(prompts[0] ?? [], { signal: never });
  const shown = first.candidates[first.best];
  if (!shown) throw new Error('no candidate');
  const whole = logitsToMask(shown.logits, SIZE);
  const reference = comparedMask(whole);
  expect(reference.width).toBe(comparisonGrid(SIZE, 320).width);
  const told: number[] = [];
  // Only the size is read of the picture.
  const picture = { size: SIZE } as never;
  await tryPrompts({ predictor: predictor, picture }, prompts, reference, never, (index, result) => {
    told.push(index);
    if (index === 0) expect(result.own).toBeCloseTo(1, 6);
    expect(result.best).toBeGreaterThanOrEqual(result.own);
  });
  expect(told).toEqual([0, 1]);
  const second = await predictor.predict(prompts[1] ?? [], { signal: never });
  const direct = second.candidates.map((c) => maskIou(planeOnGrid(c.logits, SIZE, reference), reference));
  await tryPrompts({ predictor: predictor, picture }, prompts.slice(1), reference, never, (_, result) => {
    expect(result.own).toBeCloseTo(direct[second.best] ?? -1, 6);
    expect(result.best).toBeCloseTo(Math.max(...direct), 6);
  });
});

test('a map that is given up stops asking', async () => {
  const controller = new AbortController();
  const sets = Array.from({ length: 20 }, () => [{ kind: 'point', at: imagePoint(48, 48), label: 'include' } as const]);
  const reference = { ...SIZE, data: new Uint8Array(SIZE.width * SIZE.height).fill(1) };
  let told = 0;
  const running = tryPrompts(
    { predictor: predictor, picture: { size: SIZE } as never }, // only the size is read
    sets,
    reference,
    controller.signal,
    () => {
      told++;
      controller.abort();
    },
  );
  await expect(running).rejects.toMatchObject({ code: 'aborted' });
  expect(told).toBe(1);
});

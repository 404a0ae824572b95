import { parse } from 'valibot';
import { afterEach, expect, test } from 'vitest';
import { ModelManifest } from '../../contract/manifest.ts';
import type { Engine } from '../../contract/predictor.ts';
import type { Progress } from '../../contract/segmenter.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import { logitsToMask } from '../../core/mask/logits.ts';
import { createEngineFactory } from './factory.ts';

const BASE = new URL('/models/playground/', globalThis.location.href).href;
const SIZE = { width: 320, height: 240 };
const never = new AbortController().signal;

async function playground(): Promise<ModelManifest> {
  const response = await fetch(new URL('manifest.json', BASE));
  return parse(ModelManifest, await response.json());
}

/** An orange disk of radius 60 at (160, 110) on a dark ground. */
async function diskPicture(): Promise<ImageBitmap> {
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = '#203040';
  context.fillRect(0, 0, SIZE.width, SIZE.height);
  context.fillStyle = '#e0a020';
  context.beginPath();
  context.arc(160, 110, 60, 0, 2 * Math.PI);
  context.fill();
  return createImageBitmap(canvas);
}

function diskIou(mask: { readonly data: Uint8Array }): number {
  let [both, either] = [0, 0];
  mask.data.forEach((v, i) => {
    const x = (i % SIZE.width) + 0.5 - 160;
    const y = Math.floor(i / SIZE.width) + 0.5 - 110;
    const disk = x * x + y * y < 3600 ? 1 : 0;
    both += v & disk;
    either += v | disk;
  });
  return both / either;
}

let engine: Engine | undefined;
afterEach(() => engine?.dispose());

test('the default model loads in a worker on WASM and a click finds the disk', async () => {
  const manifest = await playground();
  const stages = new Map<string, Progress>();
  engine = await createEngineFactory().open(manifest, { backend: 'wasm', size: 256, baseUrl: BASE }, never, (p) =>
    stages.set(p.stage, p),
  );
  expect(engine.model.backend).toBe('wasm');
  const bytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
  expect(stages.get('download')).toEqual({ stage: 'download', done: bytes, total: bytes });
  expect(stages.get('canary')?.done).toBe(1);
  expect(engine.model.threads > 1).toBe(globalThis.crossOriginIsolated);

  // The heap of WebAssembly grows with the first picture and never shrinks: it is no count of what is held.
  const { wasmBytes: _, ...before } = await engine.count();
  const predictor = await engine.predictor({ size: SIZE, bitmap: async () => diskPicture() }, { signal: never });
  expect(predictor.placement.canvas).toEqual({ width: 256, height: 192 });
  const answer = await predictor.predict([{ kind: 'point', at: imagePoint(160, 110), label: 'include' }], {
    signal: never,
  });
  expect(answer.candidates).toHaveLength(3);
  const ious = answer.candidates.map((c) => diskIou(logitsToMask(c.logits, SIZE)));
  expect(Math.max(...ious)).toBeGreaterThan(0.6);
  predictor.close();
  expect(await engine.count()).toMatchObject(before);
});

test('on WebGPU the default model gives the logits of WASM, within 0.05 at 96 pixels of content', async () => {
  const manifest = await playground();
  const small = { ...manifest, transform: { ...manifest.transform, size: 96 } };
  const planes: Float32Array[] = [];
  for (const backend of ['wasm', 'webgpu'] as const) {
    engine = await createEngineFactory().open(small, { backend, baseUrl: BASE }, never, () => undefined);
    expect(engine.model.backend).toBe(backend);
    const predictor = await engine.predictor({ size: SIZE, bitmap: async () => diskPicture() }, { signal: never });
    const { candidates } = await predictor.predict([{ kind: 'point', at: imagePoint(160, 110), label: 'include' }], {
      signal: never,
    });
    planes.push(candidates[0]?.logits.data ?? new Float32Array());
    engine.dispose();
  }
  const [wasm, webgpu] = planes;
  expect(wasm?.length).toBe(48 * 48);
  const worst = Math.max(...(wasm ?? []).map((v, i) => Math.abs(v - (webgpu?.[i] ?? Number.NaN))));
  expect(worst).toBeLessThan(0.05);
});

test('an encode that is given up ends within the grace time, and the engine goes on', async () => {
  const manifest = await playground();
  engine = await createEngineFactory().open(
    manifest,
    { backend: 'wasm', size: 1024, baseUrl: BASE },
    never,
    () => undefined,
  );
  const controller = new AbortController();
  const given = engine.predictor({ size: SIZE, bitmap: async () => diskPicture() }, { signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  const start = performance.now();
  await expect(given).rejects.toMatchObject({ code: 'aborted' });
  expect(performance.now() - start).toBeLessThan(1000);
  const predictor = await engine.predictor({ size: SIZE, bitmap: async () => diskPicture() }, { signal: never });
  expect(predictor.placement.canvas).toEqual({ width: 1024, height: 768 });
  expect((await engine.count()).embeddings).toBe(1);
});

import { afterEach, describe, expect, test } from 'vitest';
import type { Backend } from '../../contract/manifest.ts';
import type { Engine } from '../../contract/predictor.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import { logitsToMask } from '../../core/mask/logits.ts';
import { DENSE_SIDE, denseGraph } from '../../test-support/onnx/dense-graph.ts';
import { box, exclude, expectExact, include, offeredOffsets, SIZE } from '../../test-support/onnx/exact-check.ts';
import type { Fixture } from '../../test-support/onnx/fixture-kit.ts';
import { FIXTURES } from '../../test-support/onnx/fixtures.ts';
import { createEngineFactory } from './factory.ts';
import { filesByRole, identifyModel } from './identify.ts';

const never = new AbortController().signal;
let engine: Engine | undefined;
afterEach(() => engine?.dispose());

/** As a person does it: drop two files, have them recognised, load what was recognised. */
async function drop(f: Fixture, backend: Backend): Promise<Engine> {
  const files = [new File([f.decoder()], 'decoder.onnx'), new File([f.encoder()], 'encoder.onnx')];
  const identified = await identifyModel(files);
  expect(identified.family).toBe(f.family);
  if (!identified.manifest) throw new Error(identified.reasons.join(' '));
  const baseUrl = globalThis.location.href;
  return createEngineFactory().open(
    identified.manifest,
    { backend, baseUrl, files: filesByRole(identified, files) },
    never,
    () => undefined,
  );
}

async function picture(): Promise<ImageBitmap> {
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = '#e0a020';
  context.fillRect(80, 40, 120, 90);
  return createImageBitmap(canvas);
}

async function expectFixture(f: Fixture, backend: Backend): Promise<void> {
  engine = await drop(f, backend);
  expect(engine.model.backend).toBe(backend);
  const predictor = await engine.predictor({ size: SIZE, bitmap: async () => picture() }, { signal: never });
  const one = await predictor.predict([include], { signal: never });
  const offsets = offeredOffsets(f);
  expect(one.candidates).toHaveLength(offsets.length);
  one.candidates.forEach((c, i) => {
    expectExact(f, predictor.placement, c.logits, [include], offsets[i] ?? 0);
  });
  for (const prompts of [[include, exclude], ...(f.boxes ? [[box]] : [])]) {
    const { candidates, best } = await predictor.predict(prompts, { signal: never });
    const logits = candidates[best]?.logits;
    if (!logits) throw new Error('no candidate');
    expectExact(f, predictor.placement, logits, prompts, 0);
  }
}

describe('dropped files decode to the exact mask on WASM', () => {
  test.each(FIXTURES.map((f) => [f.name, f] as const))('%s', (_, f) => expectFixture(f, 'wasm'));
});

/** Red, green and blue thirds: where a channel is bright is known. */
async function thirds(): Promise<ImageBitmap> {
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  ['#f00', '#0f0', '#00f'].forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect((i * SIZE.width) / 3, 0, SIZE.width / 3, SIZE.height);
  });
  return createImageBitmap(canvas);
}

/** Each with the columns, in thirds, that a click into the blue third must get. */
const PROMPTLESS = [
  { family: 'semantic', file: 'segformer.onnx', graph: () => denseGraph('classes', 'logits'), from: 2, to: 3 },
  { family: 'saliency', file: 'u2netp.onnx', graph: () => denseGraph('probability', 'd0'), from: 0, to: 1 },
  { family: 'edges', file: 'hed.onnx', graph: () => denseGraph('probability', 'fused'), from: 0, to: 1 },
] as const;

describe('one dropped file without prompts decodes to the exact map on WASM', () => {
  test.each(PROMPTLESS)('$family', async ({ family, file, graph, from, to }) => {
    const files = [new File([graph()], file)];
    const identified = await identifyModel(files);
    expect(identified.family).toBe(family);
    if (!identified.manifest) throw new Error(identified.reasons.join(' '));
    const options = {
      backend: 'wasm',
      baseUrl: globalThis.location.href,
      files: filesByRole(identified, files),
    } as const;
    engine = await createEngineFactory().open(identified.manifest, options, never, () => undefined);
    const predictor = await engine.predictor({ size: SIZE, bitmap: async () => thirds() }, { signal: never });
    const at = imagePoint(SIZE.width - 20, SIZE.height / 2);
    const { candidates, best } = await predictor.predict([{ kind: 'point', at, label: 'include' }], { signal: never });
    const logits = candidates[best]?.logits;
    if (!logits) throw new Error('no candidate');
    const { data } = logitsToMask(logits, SIZE);
    const cell = SIZE.width / (DENSE_SIDE / 4);
    for (let y = 0; y < SIZE.height; y++) {
      const row = data.subarray(y * SIZE.width, (y + 1) * SIZE.width);
      expect(Math.abs(row.indexOf(1) - (from * SIZE.width) / 3)).toBeLessThan(cell);
      expect(Math.abs(row.lastIndexOf(1) + 1 - (to * SIZE.width) / 3)).toBeLessThan(cell);
    }
  });
});

/** One of each way that coordinates go: padded square, stretch, 512 with points in 1024, a told size. */
const RULES = ['sam nchw', 'sam2 (', 'efficientvit-sam', 'efficientsam'];

describe('one of each geometry rule on WebGPU', () => {
  const some = FIXTURES.filter((f) => RULES.some((name) => f.name.startsWith(name)));
  test('all are there', () => expect(some).toHaveLength(RULES.length));
  test.each(some.map((f) => [f.name, f] as const))('%s', (_, f) => expectFixture(f, 'webgpu'));
});

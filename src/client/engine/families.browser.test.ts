import { afterEach, describe, expect, test } from 'vitest';
import type { Backend } from '../../contract/manifest.ts';
import type { Engine } from '../../contract/segmenter.ts';
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
  const ref = await engine.embed(await picture(), SIZE, never);
  const one = await engine.segment(ref, [include], never);
  const offsets = offeredOffsets(f);
  expect(one.candidates).toHaveLength(offsets.length);
  one.candidates.forEach((c, i) => {
    expectExact(f, ref.placement, c.logits, [include], offsets[i] ?? 0);
  });
  for (const prompts of [[include, exclude], ...(f.boxes ? [[box]] : [])]) {
    const { candidates, best } = await engine.segment(ref, prompts, never);
    const logits = candidates[best]?.logits;
    if (!logits) throw new Error('no candidate');
    expectExact(f, ref.placement, logits, prompts, 0);
  }
}

describe('dropped files decode to the exact mask on WASM', () => {
  test.each(FIXTURES.map((f) => [f.name, f] as const))('%s', (_, f) => expectFixture(f, 'wasm'));
});

/** One of each way that coordinates go: padded square, stretch, 512 with points in 1024, a told size. */
const RULES = ['sam nchw', 'sam2 (', 'efficientvit-sam', 'efficientsam'];

describe('one of each geometry rule on WebGPU', () => {
  const some = FIXTURES.filter((f) => RULES.some((name) => f.name.startsWith(name)));
  test('all are there', () => expect(some).toHaveLength(RULES.length));
  test.each(some.map((f) => [f.name, f] as const))('%s', (_, f) => expectFixture(f, 'webgpu'));
});

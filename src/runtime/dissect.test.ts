import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canaryPicture } from './canary-pictures.ts';
import { dissectGraph, type SegmentRun, timeGraph } from './dissect.ts';
import { loadOrtNode } from './ort-node.ts';
import { Runtime } from './runtime.ts';
import { readFloats, type TensorMap } from './tensors.ts';
import type { Weights } from './weights.ts';

const FOLDER = new URL('../../models/playground/', import.meta.url);
const SIDE = 128;

const bytes = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(new URL(name, FOLDER)));
const architecture: Record<'encoder' | 'decoder', { name: string; output: number[] }[]> = JSON.parse(
  readFileSync(new URL('architecture.json', FOLDER), 'utf8'),
);
const namesOf = (role: 'encoder' | 'decoder'): string[] => architecture[role].map((b) => b.name);
const weightsOf = (role: string): Weights => ({
  model: bytes(`${role}.onnx`),
  external: new Map(),
});

function input(runtime: Runtime): TensorMap {
  const { data } = canaryPicture('disk', SIDE);
  const values = new Float32Array(3 * SIDE * SIDE);
  for (let i = 0; i < SIDE * SIDE; i++)
    for (let c = 0; c < 3; c++) values[c * SIDE * SIDE + i] = (data[i * 4 + c] ?? 0) / 255;
  return { image: runtime.tensors.make({ type: 'float32', data: values }, [1, 3, SIDE, SIDE]) };
}

function prompts(runtime: Runtime): TensorMap {
  const { tensors } = runtime;
  const half = SIDE / 2;
  return {
    point_coords: tensors.make({ type: 'float32', data: Float32Array.of(half, half) }, [1, 1, 2]),
    point_labels: tensors.make({ type: 'float32', data: Float32Array.of(1) }, [1, 1]),
    mask_input: tensors.make({ type: 'float32', data: new Float32Array(half * half) }, [1, 1, half, half]),
    has_mask_input: tensors.make({ type: 'float32', data: Float32Array.of(0) }, [1]),
  };
}

async function farthest(a: TensorMap, b: TensorMap): Promise<number> {
  let most = 0;
  for (const [name, tensor] of Object.entries(a)) {
    const other = b[name];
    if (!other) throw new Error(`${name} is missing`);
    const [x, y] = [await readFloats(tensor), await readFloats(other)];
    expect(y.length).toBe(x.length);
    for (let i = 0; i < x.length; i++) most = Math.max(most, Math.abs((x[i] ?? 0) - (y[i] ?? 0)));
  }
  return most;
}

const go = async (): Promise<void> => undefined;

test('the default model run block by block gives what it gives in one piece, and every block is found', async () => {
  const runtime = new Runtime(loadOrtNode());
  const image = input(runtime);
  const encoder = await runtime.create(weightsOf('encoder'));
  const whole = await encoder.run(image);
  const runs: SegmentRun['segment'][] = [];
  const shapes: (readonly number[])[] = [];
  const parts = await dissectGraph(runtime, weightsOf('encoder'), namesOf('encoder'), image, 1, go, async (run) => {
    runs.push(run.segment);
    shapes.push([...(run.output?.dims ?? [])]);
    if (run.segment.block) expect(run.ms).toHaveLength(1);
  });
  expect(await farthest(whole, parts)).toBeLessThan(1e-4);
  expect(runs.map((s) => s.block)).toEqual([...namesOf('encoder'), '']);
  for (const [i, block] of architecture.encoder.entries()) {
    // The file states shapes at 512 pixels; here the picture is a quarter of it on each side.
    const scaled = block.output.map((n, axis) => (axis < 2 || n === 1 ? n : n / 4));
    expect(shapes[i], block.name).toEqual(scaled);
  }

  const { edges: _, subject: __, ...features } = whole;
  const own = prompts(runtime);
  const decoder = await runtime.create(weightsOf('decoder'));
  const answer = await decoder.run({ ...features, ...own });
  const found: string[] = [];
  const feeds = { ...features, ...own };
  const inParts = await dissectGraph(runtime, weightsOf('decoder'), namesOf('decoder'), feeds, 0, go, async (run) => {
    if (run.output) found.push(run.segment.block);
    expect(run.ms).toEqual([]);
  });
  expect(found).toEqual(namesOf('decoder'));
  expect(await farthest(answer, inParts)).toBeLessThan(1e-3);

  const again = await timeGraph(runtime, weightsOf('decoder'), feeds, 2, go);
  expect(again).toHaveLength(2);
  for (const map of [image, whole, parts, own, answer, inParts]) runtime.tensors.release(Object.values(map));
  expect(runtime.tensors.count).toBe(0);
  await encoder.dispose();
  await decoder.dispose();
  expect(runtime.sessions).toBe(0);
});

test('giving up releases everything', async () => {
  const runtime = new Runtime(loadOrtNode());
  const image = input(runtime);
  let calls = 0;
  const stop = async (): Promise<void> => {
    if (++calls > 3) throw new Error('enough');
  };
  await expect(dissectGraph(runtime, weightsOf('encoder'), namesOf('encoder'), image, 0, stop, go)).rejects.toThrow(
    'enough',
  );
  runtime.tensors.release(Object.values(image));
  expect(runtime.tensors.count).toBe(0);
  expect(runtime.sessions).toBe(0);
});

import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Engine } from '../../contract/predictor.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { fakeBitmap, nodeSpawner, playgroundFiles, playgroundManifest } from '../../test-support/engine/node-worker.ts';
import { createEngineFactory } from './factory.ts';
import type { SpawnWorker } from './worker-host.ts';

const SIZE = { width: 96, height: 96 };
const never = new AbortController().signal;
const click: Prompt = { kind: 'point', at: imagePoint(48, 48), label: 'include' };
const options = { backend: 'wasm', size: 256, baseUrl: 'http://localhost/', files: playgroundFiles() } as const;

beforeAll(() => {
  // Replays copy the small bitmap that the engine keeps; Node has no bitmaps.
  vi.stubGlobal('createImageBitmap', async () => fakeBitmap());
});

let engine: Engine | undefined;
afterEach(() => engine?.dispose());

async function open(spawn: SpawnWorker): Promise<Engine> {
  engine = await createEngineFactory({ spawn, hasWebGpu: false }).open(
    playgroundManifest(),
    options,
    never,
    () => undefined,
  );
  return engine;
}

test('a click travels to the worker and back; what failed keeps its code', async () => {
  const e = await open(nodeSpawner().spawn);
  const predictor = await e.predictor({ size: SIZE, bitmap: async () => fakeBitmap() }, { signal: never });
  const answer = await predictor.predict([click], { signal: never });
  expect(answer.candidates).toHaveLength(3);
  const best = answer.candidates[answer.best];
  expect(best?.score).toBe(Math.max(...answer.candidates.map((c) => c.score)));
  await expect(predictor.tensor('nothing')).rejects.toMatchObject({
    code: 'internal',
    message: 'the embedding holds no "nothing"',
  });
});

test('clicks made one after another without waiting are all answered', async () => {
  const e = await open(nodeSpawner().spawn);
  const predictor = await e.predictor({ size: SIZE, bitmap: async () => fakeBitmap() }, { signal: never });
  const answers = await Promise.all(Array.from({ length: 5 }, () => predictor.predict([click], { signal: never })));
  expect(answers.every((a) => a.candidates.length === 3)).toBe(true);
});

test('a click where the pointer hovers takes the hover’s answer, running or there; any other question is asked', async () => {
  const spawner = nodeSpawner();
  const e = await open(spawner.spawn);
  const predictor = await e.predictor({ size: SIZE, bitmap: async () => fakeBitmap() }, { signal: never });
  const [segmenter] = spawner.segmenters;
  if (!segmenter) throw new Error('no worker');
  const decodes = vi.spyOn(segmenter, 'segment');
  const hovering = new AbortController();
  const hover = predictor.hover([click], { signal: hovering.signal });
  // As the app does it: the hover is given up by the very click that asks the same.
  hovering.abort();
  const answer = predictor.predict([{ ...click }], { signal: never });
  await expect(hover).rejects.toMatchObject({ code: 'aborted' });
  expect((await answer).candidates).toHaveLength(3);
  expect(decodes).toHaveBeenCalledTimes(1);
  const resting = await predictor.hover([click], { signal: never });
  expect(await predictor.predict([click], { signal: never })).toBe(resting);
  expect(decodes).toHaveBeenCalledTimes(2);
  const elsewhere: Prompt = { kind: 'point', at: imagePoint(20, 20), label: 'include' };
  await predictor.predict([elsewhere], { signal: never });
  await predictor.predict([click], { signal: never, previous: resting.candidates[0]?.logits });
  expect(decodes).toHaveBeenCalledTimes(4);
  const left = new AbortController();
  const gone = predictor.hover([elsewhere], { signal: left.signal });
  left.abort();
  await expect(gone).rejects.toMatchObject({ code: 'aborted' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await predictor.predict([elsewhere], { signal: never })).candidates).toHaveLength(3);
});

test('an aborted request rejects at once as aborted, and later ones work', async () => {
  const e = await open(nodeSpawner().spawn);
  const predictor = await e.predictor({ size: SIZE, bitmap: async () => fakeBitmap() }, { signal: never });
  const controller = new AbortController();
  const given = predictor.predict([click], { signal: controller.signal });
  controller.abort();
  await expect(given).rejects.toMatchObject({ code: 'aborted' });
  expect((await predictor.predict([click], { signal: never })).candidates).toHaveLength(3);
});

test('when the worker dies another takes its place and old tickets still work', async () => {
  const spawner = nodeSpawner();
  const e = await open(spawner.spawn);
  const seen: string[] = [];
  e.watch((model) => seen.push(model.reports.map((r) => r.reason).join('; ')));
  const predictor = await e.predictor({ size: SIZE, bitmap: async () => fakeBitmap() }, { signal: never });
  const before = await predictor.predict([click], { signal: never });
  spawner.fail('killed by the test');
  const after = await predictor.predict([click], { signal: never });
  expect(spawner.segmenters).toHaveLength(2);
  expect(after.candidates.map((c) => c.score)).toEqual(before.candidates.map((c) => c.score));
  expect(seen.join()).toContain('restarted: killed by the test');
});

test('a worker that keeps dying is given up, and lost says why', async () => {
  const spawner = nodeSpawner();
  const e = await open(spawner.spawn);
  const predictor = await e.predictor({ size: SIZE, bitmap: async () => fakeBitmap() }, { signal: never });
  for (let i = 0; i < 4; i++) {
    spawner.fail(`death ${i}`);
    await predictor.predict([click], { signal: never }).catch(() => undefined);
  }
  expect((await e.lost).message).toContain('death 3');
  await expect(predictor.predict([click], { signal: never })).rejects.toMatchObject({ code: 'worker-lost' });
});

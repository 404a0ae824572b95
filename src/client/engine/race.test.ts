import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Engine } from '../../contract/predictor.ts';
import type { LoadedModel } from '../../contract/segmenter.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { AdapterReport } from '../../runtime/device.ts';
import { loadOrtNode } from '../../runtime/ort-node.ts';
import {
  fakeBitmap,
  NODE,
  nodeSpawner,
  playgroundFiles,
  playgroundManifest,
} from '../../test-support/engine/node-worker.ts';
import type { Surroundings } from '../../worker/segmenter.ts';
import type { BackendHint, BackendMemory } from './backend-memory.ts';
import { createEngineFactory } from './factory.ts';

const SIZE = { width: 96, height: 96 };
const never = new AbortController().signal;
const click: Prompt = { kind: 'point', at: imagePoint(48, 48), label: 'include' };
const options = { backend: 'auto', size: 256, baseUrl: 'http://localhost/', files: playgroundFiles() } as const;
const ADAPTER: AdapterReport = {
  vendor: 'test',
  architecture: 'fast',
  description: '',
  fallback: false,
  features: [],
  bufferBytes: 2 ** 30,
};

beforeAll(() => {
  vi.stubGlobal('createImageBitmap', async () => fakeBitmap());
});
let engine: Engine | undefined;
afterEach(() => engine?.dispose());

/** Node's runtime for both names; the named backend's graphs take this much longer, or cannot be made. */
function surroundings(delay: Readonly<Record<string, number | 'broken'>>, adapter = ADAPTER): Surroundings {
  return {
    ...NODE,
    probeAdapter: async () => adapter,
    loadOrt: async ({ backend }) => {
      const ort = loadOrtNode();
      const wait = delay[backend] ?? 0;
      return {
        ...ort,
        backend,
        create: async (model, sessionOptions) => {
          if (wait === 'broken') throw new Error('no kernel for this');
          // What a GPU session is asked for beyond WASM does not exist in Node.
          const { preferredOutputLocation: _, ...rest } = sessionOptions;
          const session = await ort.create(model, { ...rest, executionProviders: ['wasm'] });
          return new Proxy(session, {
            get: (target, key) => {
              if (key !== 'run') return Reflect.get(target, key);
              return async (...args: Parameters<typeof target.run>) => {
                await new Promise((resolve) => setTimeout(resolve, wait));
                return target.run(...args);
              };
            },
          });
        },
      };
    },
  };
}

function memory(): BackendMemory & { hint: BackendHint | undefined } {
  const kept = {
    hint: undefined as BackendHint | undefined,
    recall: () => kept.hint,
    remember: (_model: string, _size: number, hint: BackendHint) => {
      kept.hint = hint;
    },
  };
  return kept;
}

/** Works a little, pauses, and returns the first change of the model. */
async function workAndPause(
  s: Surroundings,
  kept: BackendMemory,
): Promise<{ readonly changed: LoadedModel; readonly after: number[] }> {
  engine = await createEngineFactory({ spawn: nodeSpawner(s).spawn, memory: kept, hasWebGpu: true }).open(
    playgroundManifest(),
    options,
    never,
    () => undefined,
  );
  const changed = new Promise<LoadedModel>((resolve) => engine?.watch(resolve));
  const predictor = await engine.predictor({ size: SIZE, bitmap: async () => fakeBitmap() }, { signal: never });
  await predictor.predict([click], { signal: never });
  const model = await changed;
  const answer = await predictor.predict([click], { signal: never });
  return { changed: model, after: answer.candidates.map((c) => c.score) };
}

test('a faster WebGPU takes over while the ticket stays good, and is remembered', async () => {
  const kept = memory();
  const { changed, after } = await workAndPause(surroundings({ wasm: 400, webgpu: 0 }), kept);
  expect(changed.backend).toBe('webgpu');
  expect(changed.reports.map((r) => [r.backend, r.verdict])).toEqual([
    ['webgpu', 'chosen'],
    ['wasm', 'slower'],
  ]);
  expect(after).toHaveLength(3);
  expect(kept.hint?.backend).toBe('webgpu');
  expect(kept.hint?.reason).toMatch(/WebGPU \d+ \+ \d+ ms, WASM \d+ \+ \d+ ms/);
});

test('a slower WebGPU stays out, with its figures', async () => {
  const kept = memory();
  const { changed } = await workAndPause(surroundings({ wasm: 0, webgpu: 300 }), kept);
  expect(changed.backend).toBe('wasm');
  expect(changed.reports.find((r) => r.backend === 'webgpu')).toMatchObject({ verdict: 'slower' });
  expect(kept.hint?.backend).toBe('wasm');
});

test('a WebGPU that cannot make the graphs is reported as failed, and work goes on', async () => {
  const kept = memory();
  const { changed, after } = await workAndPause(surroundings({ wasm: 0, webgpu: 'broken' }), kept);
  expect(changed.reports.find((r) => r.backend === 'webgpu')).toMatchObject({ verdict: 'failed' });
  expect(after).toHaveLength(3);
  expect(kept.hint).toBeUndefined();
});

test('a software adapter is not raced', async () => {
  const { changed } = await workAndPause(surroundings({}, { ...ADAPTER, fallback: true }), memory());
  expect(changed.reports.find((r) => r.backend === 'webgpu')).toMatchObject({
    verdict: 'unavailable',
    reason: expect.stringContaining('software'),
  });
});

test('a remembered WebGPU that fails today falls back to WASM and says so', async () => {
  const kept = memory();
  kept.hint = { backend: 'webgpu', reason: 'faster yesterday' };
  const spawn = nodeSpawner(surroundings({ webgpu: 'broken' })).spawn;
  engine = await createEngineFactory({ spawn, memory: kept, hasWebGpu: true }).open(
    playgroundManifest(),
    options,
    never,
    () => undefined,
  );
  expect(engine.model.backend).toBe('wasm');
  expect(engine.model.reports.find((r) => r.backend === 'webgpu')).toMatchObject({ verdict: 'failed' });
});

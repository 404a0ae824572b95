import { expect, it } from 'vitest';
import { SegError } from '../../contract/errors.ts';
import type { ModelManifest } from '../../contract/manifest.ts';
import type { EngineFactory } from '../../contract/predictor.ts';
import type { LoadOptions } from '../../contract/segmenter.ts';
import { FakeEngine } from '../../test-support/engine/fake-engine.ts';
import { FIXTURES, manifestOf } from '../../test-support/onnx/fixtures.ts';
import { type Measured, measureHere, rankMeasured } from './measure-here.ts';

function manifest(): ModelManifest {
  const [any] = FIXTURES;
  if (!any) throw new Error('no fixtures');
  return manifestOf(any);
}

it('measures the very files, size and precision that the model was opened with, and one failure leaves the other', async () => {
  const files = { encoder: new Blob(['e']), decoder: new Blob(['d']) };
  const asked: LoadOptions[] = [];
  let disposed = 0;
  const engines: EngineFactory = {
    open: async (m, options) => {
      asked.push(options);
      if (options.backend === 'webgpu') throw new SegError('out-of-memory', 'too large');
      return new FakeEngine({
        manifest: m,
        model: { precision: 'fp16' },
        measure: async () => ({ encodeMs: [9, 8], decodeMs: [2, 1], first: { encodeMs: 90, decodeMs: 20 } }),
        dispose: () => {
          disposed++;
        },
      });
    },
  };
  const noted: (readonly Measured[])[] = [];
  const library = { noteMeasured: (_: string, measured: readonly Measured[]) => void noted.push(measured) };
  const opened = { manifest: manifest(), baseUrl: 'here/', choice: { backend: 'auto', size: 768, files } } as const;
  await measureHere(engines, library, opened, ['webgpu', 'wasm'], new AbortController().signal, () => undefined);
  expect(asked).toEqual([
    { backend: 'webgpu', size: 768, files, baseUrl: 'here/' },
    { backend: 'wasm', size: 768, files, baseUrl: 'here/' },
  ]);
  const last = noted.at(-1) ?? [];
  expect(last[0]?.failure?.code).toBe('out-of-memory');
  expect(last[1]).toMatchObject({ backend: 'wasm', precision: 'fp16', first: { encodeMs: 90, decodeMs: 20 } });
  expect(rankMeasured(last).map((m) => m.backend)).toEqual(['wasm']);
  expect(disposed).toBe(1);
});

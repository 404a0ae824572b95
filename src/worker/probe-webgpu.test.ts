import { expect, test } from 'vitest';
import type { ModelManifest, Precision } from '../contract/manifest.ts';
import { NODE, playgroundManifest } from '../test-support/engine/node-worker.ts';
import { Segmenter } from './segmenter.ts';

const MIB = 2 ** 20;
const BINDING = 512 * MIB;

/** A worker on a card that binds 512 MiB at once. */
const segmenter = (features: readonly string[]): Segmenter =>
  new Segmenter({
    ...NODE,
    probeAdapter: async () => ({
      vendor: 'v',
      architecture: 'a',
      description: '',
      fallback: false,
      features,
      bufferBytes: BINDING,
    }),
  });

/** Global attention of twelve heads: 768 MiB at once in 32 bit. */
function heavy(precision: Precision): ModelManifest {
  const manifest = playgroundManifest();
  const files = Object.entries(manifest.files).map(([role, file]) => [role, { ...file, precision }] as const);
  return { ...manifest, needs: { features: [], bufferBytes: 768 * MIB }, files: Object.fromEntries(files) };
}

test('the worker demands of the card what the model card said before the download', async () => {
  const able = segmenter(['shader-f16']);
  expect(await able.probeWebGpu(heavy('fp32'))).toMatchObject({
    usable: false,
    reason: expect.stringMatching(/768 MiB.*512 MiB/),
  });
  expect(await able.probeWebGpu(heavy('fp16'))).toMatchObject({ usable: true });
  expect(await able.probeWebGpu(heavy('int8'))).toMatchObject({
    usable: false,
    reason: expect.stringMatching(/whole-number/),
  });
  expect(await segmenter([]).probeWebGpu(heavy('fp16'))).toMatchObject({
    usable: false,
    reason: expect.stringMatching(/shader-f16/),
  });
});

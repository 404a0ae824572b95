import { describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../contract/manifest.ts';
import type { Candidate } from '../../contract/segmenter.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import type { Mask } from '../../core/mask/mask.ts';
import { maskOf } from '../../test-support/masks.ts';
import { keepFiles } from './keep-own.ts';
import { judgeClicks } from './probe.ts';

const left = maskOf('##..', '##..', '##..', '##..');
const right = maskOf('..##', '..##', '..##', '..##');
const all = maskOf('####', '####', '####', '####');
const at = imagePoint(0.5, 0.5);

function candidate(values: readonly number[]): Candidate {
  const size = { width: 2, height: 1 };
  const logits = { ...size, data: Float32Array.from(values), content: size, box: { x0: 0, y0: 0, x1: 4, y1: 4 } };
  return { logits, score: 1, stability: 1 };
}

const judge = (mask: Mask, second: Mask, values: readonly number[] = [1, -1]): readonly boolean[] =>
  judgeClicks({ mask, candidates: [candidate(values)] }, second, left, at).map((f) => f.good);

describe('what a test picture tells of a model', () => {
  it('finds nothing wrong with one that answers the click', () => {
    expect(judge(left, right)).toEqual([true, true, true, true]);
  });
  it('sees a mask beside the click', () => {
    expect(judge(right, left)).toEqual([false, true, true, false]);
  });
  it('sees a mask of everything, and one that does not change with the click', () => {
    expect(judge(all, all)).toEqual([true, false, false, true]);
  });
  it('sees values that are no numbers, and one value everywhere', () => {
    expect(judge(left, right, [Number.NaN, 1])).toEqual([false]);
    expect(judge(left, right, [1, 1])).toEqual([false]);
  });
});

describe('keeping a model that a person brought', () => {
  it('names every file by its hash, external data too', async () => {
    const manifest: ModelManifest = {
      schema: 1,
      id: 'own-a',
      name: 'a',
      family: 'sam',
      summary: '',
      licence: { spdx: 'NOASSERTION', words: '', commercial: 'unclear' },
      source: 'this test',
      files: {
        encoder: {
          url: 'e.onnx',
          bytes: 1,
          precision: 'fp32',
          externalData: [{ location: 'e.data', url: 'e.data', bytes: 0 }],
        },
        decoder: { url: 'd.onnx', bytes: 1, precision: 'fp32' },
      },
      transform: {
        size: 64,
        rule: 'stretch',
        range: 1,
        mean: [0, 0, 0],
        std: [1, 1, 1],
        layout: 'nchw',
        pad: 'mean-colour',
      },
      prompts: ['point'],
      options: {},
      card: { scores: [] },
    };
    const named: string[] = [];
    const kept = await keepFiles(
      manifest,
      { encoder: new Blob(['enc']), 'encoder/e.data': new Blob(['data']), decoder: new Blob(['dec']) },
      {
        put: async (blob, name) => {
          named.push(name);
          const sha256 = [...(await blob.text())]
            .map((c) => c.charCodeAt(0).toString(16))
            .join('')
            .padEnd(64, '0');
          return { sha256, bytes: blob.size, name, origin: 'imported', storedAt: 0, kind: 'memory' };
        },
      },
    );
    expect(named).toEqual(['e.onnx', 'e.data', 'd.onnx']);
    expect(kept.files.encoder).toMatchObject({ bytes: 3, sha256: '656e63'.padEnd(64, '0') });
    expect(kept.files.encoder?.externalData?.[0]).toMatchObject({ bytes: 4, sha256: '64617461'.padEnd(64, '0') });
    expect(kept.files.decoder).toMatchObject({ bytes: 3, sha256: '646563'.padEnd(64, '0') });
  });
});

import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Catalogue, downloadBytes, fileOfRole, hostsOf, neededFiles, precisionsOf } from './catalogue.ts';
import type { ModelManifest } from './manifest.ts';

const catalogue = v.parse(
  Catalogue,
  JSON.parse(readFileSync(new URL('../../models/catalogue.json', import.meta.url), 'utf8')),
);

function byId(id: string): ModelManifest {
  const found = catalogue.models.find((m) => m.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

describe('models/catalogue.json', () => {
  it('offers at least twelve models with ids of their own', () => {
    expect(catalogue.models.length).toBeGreaterThanOrEqual(12);
    expect(new Set(catalogue.models.map((m) => m.id)).size).toBe(catalogue.models.length);
  });

  it.each(catalogue.models.map((m) => [m.id, m] as const))(
    '%s: says where each fact was seen and what it allows',
    (_, m) => {
      expect(m.source).toMatch(/Sizes?|Size and hash|Addresses/);
      expect(m.source).toContain('Not fetched by us');
      expect(m.licence.words.length).toBeGreaterThan(20);
      expect(m.files.encoder).toBeDefined();
      expect(m.files.decoder).toBeDefined();
      for (const score of m.card.scores) expect(score.source.length).toBeGreaterThan(10);
    },
  );

  it.each(catalogue.models.map((m) => [m.id, m] as const))(
    '%s: every address is https, pinned or said to be a branch',
    (_, m) => {
      for (const precision of precisionsOf(m)) {
        for (const file of neededFiles(m, precision)) {
          expect(file.url).toMatch(/^https:\/\//);
          expect(file.bytes).toBeGreaterThan(100_000);
          if (!file.sha256) expect(m.source).toMatch(/no source states the hashes/);
          if (file.url.includes('/resolve/main/')) expect(m.source).toMatch(/branch main/);
        }
      }
    },
  );

  it('never offers a release host that answers without the header browsers need', () => {
    const hosts = catalogue.models.flatMap((m) => hostsOf(neededFiles(m)));
    expect(new Set(hosts)).toEqual(new Set(['huggingface.co']));
  });

  it('names the same bytes wherever two entries share a file', () => {
    const seen = new Map<string, number>();
    for (const m of catalogue.models) {
      for (const p of precisionsOf(m)) {
        for (const f of neededFiles(m, p)) {
          if (!f.sha256) continue;
          expect(seen.get(f.sha256) ?? f.bytes).toBe(f.bytes);
          seen.set(f.sha256, f.bytes);
        }
      }
    }
  });
});

describe('files of a model', () => {
  it('takes the variant where there is one, and the plain part elsewhere', () => {
    const tiny = byId('sam2.1-tiny');
    expect(precisionsOf(tiny)).toEqual(['fp32', 'fp16', 'int8']);
    expect(fileOfRole(tiny, 'encoder', 'fp16')?.key).toBe('encoder.fp16');
    expect(fileOfRole(tiny, 'decoder', 'fp16')?.key).toBe('decoder');
    expect(neededFiles(tiny, 'fp16').map((f) => f.key)).toEqual([
      'encoder.fp16',
      'encoder.fp16/vision_encoder_fp16.onnx_data',
      'decoder',
      'decoder/prompt_encoder_mask_decoder.onnx_data',
    ]);
    expect(downloadBytes(tiny, 'fp16')).toBe(314_925 + 67_005_504 + 213_114 + 20_958_208);
  });

  it('knows a model whose only precision is 8 bit', () => {
    expect(precisionsOf(byId('sam-vit-b-int8'))).toEqual(['int8']);
  });

  it('sums SlimSAM at 8 bit to the known 13.8 MB', () => {
    expect(downloadBytes(byId('slimsam-77'), 'int8')).toBe(8_882_165 + 4_903_810);
  });
});

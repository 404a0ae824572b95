import { existsSync, readFileSync, statSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { SampleIndex, SampleTruth } from '../../contract/samples.ts';
import { decodeRle } from '../../core/coco/rle.ts';
import { rleFromString } from '../../core/coco/rle-string.ts';
import { maskArea } from '../../core/mask/mask.ts';

const folder = new URL('../../../public/samples/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const { samples } = v.parse(SampleIndex, read('index.json'));

describe('bundled samples', () => {
  it('are five photographs and at least three scenes, each below 250 kB', () => {
    expect(samples.filter((s) => s.source.startsWith('scikit-image'))).toHaveLength(5);
    expect(samples.filter((s) => s.source.startsWith('rendered')).length).toBeGreaterThanOrEqual(3);
    for (const s of samples) {
      expect(existsSync(new URL(s.thumbnail, folder))).toBe(true);
      expect(statSync(new URL(s.file, folder)).size).toBeLessThan(250_000);
    }
  });

  for (const sample of samples) {
    it(`${sample.id}: every truth mask is decodable, not empty, and holds its click`, () => {
      const truth = v.parse(SampleTruth, read(sample.truth));
      expect([truth.width, truth.height]).toEqual([sample.width, sample.height]);
      const names = truth.masks.map((m) => m.name);
      expect(new Set(names).size).toBe(names.length);
      for (const m of truth.masks) {
        const mask = decodeRle(rleFromString(m.rle, truth));
        expect(maskArea(mask)).toBeGreaterThanOrEqual(40);
        expect(mask.data[Math.floor(m.point[1]) * truth.width + Math.floor(m.point[0])]).toBe(1);
        if (m.partOf !== undefined) expect(names).toContain(m.partOf);
      }
      if (sample.counts) expect(truth.masks.filter((m) => m.group === sample.counts).length).toBeGreaterThanOrEqual(5);
    });
  }

  it('have all 24 coins', () => {
    const coins = v.parse(SampleTruth, read('coins.truth.json'));
    expect(coins.masks).toHaveLength(24);
  });
});

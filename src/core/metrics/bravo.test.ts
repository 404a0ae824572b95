import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLabels } from '../../test-support/png-file.ts';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import { Bravo, type BravoSample, bravoSubsetOf } from './bravo.ts';
import { curveFigures, LevelCounts } from './ranked-curves.ts';

describeWithShared('bravo_toolkit goldens', 'goldens/bravo', () => {
  it('curve metrics', () => {
    interface Case {
      scores: number[];
      correct: number[];
      auroc: number;
      fpr95: number;
      aupr_success: number;
      aupr_error: number;
      ece15: number;
    }
    const { cases } = JSON.parse(readFileSync(sharedPath('goldens/bravo/curve_metrics.json'), 'utf8')) as {
      cases: Case[];
    };
    for (const c of cases) {
      const counts = new LevelCounts();
      for (const [i, score] of c.scores.entries()) counts.add(score, c.correct[i] === 1);
      const figures = curveFigures(LevelCounts.fromJSON(JSON.parse(JSON.stringify(counts))));
      for (const [mine, theirs] of [
        [figures.auroc, c.auroc],
        [figures.fpr95, c.fpr95],
        [figures.auprSuccess, c.aupr_success],
        [figures.auprError, c.aupr_error],
        [figures.ece, c.ece15],
      ]) {
        expect(Math.abs((mine ?? 0) - (theirs ?? 0))).toBeLessThan(1e-9);
      }
    }
  });
  it('twelve pictures over nine subsets, in shards', () => {
    const { images, results } = JSON.parse(readFileSync(sharedPath('goldens/bravo/expected.json'), 'utf8')) as {
      images: { path: string; subset: string }[];
      results: Record<string, number | (number | null)[]>;
    };
    const shards = [new Bravo(), new Bravo()];
    for (const [i, image] of images.entries()) {
      const read = (kind: string): LabelMap => readLabels(sharedPath(`goldens/bravo/${image.path}_${kind}.png`));
      const subset = bravoSubsetOf(image.path);
      expect(subset).toBe(image.subset);
      if (!subset) continue;
      const sample: BravoSample = {
        subset,
        truth: read('gt'),
        invalid: read('invalid'),
        prediction: read('pred'),
        confidence: read('conf'),
      };
      shards[i % 2]?.add(sample);
    }
    const [first, second] = shards.map((shard) => Bravo.fromJSON(JSON.parse(JSON.stringify(shard))));
    if (!first || !second) return;
    second.merge(first);
    const figures = second.result();
    for (const [name, value] of Object.entries(results)) {
      if (typeof value === 'number') expect(Math.abs((figures[name] ?? Number.NaN) - value), name).toBeLessThan(1e-9);
    }
    expect(Object.keys(figures).sort()).toEqual(
      Object.keys(results)
        .filter((name) => !name.endsWith('_iou_valid'))
        .sort(),
    );
    const iou = results.ACDCfog_iou_valid;
    if (!Array.isArray(iou)) throw new Error('the golden has class IoUs');
    for (const [c, value] of second.classIou('ACDCfog').entries()) {
      if (value === null) expect(iou[c]).toBeNull();
      else expect(value).toBeCloseTo(iou[c] ?? Number.NaN, 12);
    }
  });
});

describe('Bravo', () => {
  const map = (...data: number[]): LabelMap => ({ width: data.length, height: 1, data: Uint16Array.from(data) });
  it('ranks sure and right above unsure and wrong', () => {
    const counts = new LevelCounts();
    for (const level of [50000, 60000]) counts.add(level, true);
    for (const level of [1000, 2000]) counts.add(level, false);
    expect(curveFigures(counts)).toMatchObject({ auroc: 1, fpr95: 0, auprSuccess: 1, auprError: 1 });
  });
  it('rounds the limits of the calibration bins: 4369 is the first level of the second', () => {
    const error = (wrong: number, right: number): number => {
      const counts = new LevelCounts();
      counts.add(wrong, false);
      counts.add(right, true);
      return curveFigures(counts).ece;
    };
    const at = (level: number): number => (level + 0.5) / 65_536;
    // in bins of their own each level errs by itself; in one bin their mean is compared with one right of two
    expect(error(4368, 4369)).toBeCloseTo((at(4368) + 1 - at(4369)) / 2, 12);
    expect(error(4369, 4370)).toBeCloseTo(0.5 - (at(4369) + at(4370)) / 2, 12);
    expect(error(61_166, 61_167)).toBeCloseTo((at(61_166) + 1 - at(61_167)) / 2, 12);
    expect(error(61_167, 65_535)).toBeCloseTo((at(61_167) + at(65_535)) / 2 - 0.5, 12);
  });
  it('refuses values that are no train ids', () => {
    const sample: BravoSample = {
      subset: 'synrain',
      truth: map(0, 1),
      invalid: map(0, 0),
      prediction: map(0, 33),
      confidence: map(9, 9),
    };
    expect(() => new Bravo().add(sample)).toThrow('the prediction has the value 33');
    expect(() => new Bravo().add({ ...sample, confidence: map(1) })).toThrow('1 x 1 pixels, the truth 2 x 1');
  });
});

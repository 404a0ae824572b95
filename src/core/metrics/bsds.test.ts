import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../test-support/long.ts';
import { readLabels } from '../../test-support/png-file.ts';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import { labelBoundary } from '../boundary/label-boundary.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import type { Mask } from '../mask/mask.ts';
import { BsdsBoundary, countBoundaries } from './bsds-boundary.ts';
import { boundaryFigures } from './bsds-curve.ts';
import { BsdsRegions } from './bsds-regions.ts';

const at = (path: string): string => sharedPath(`goldens/bsds/${path}`);
const golden = (name: string): unknown => JSON.parse(readFileSync(at(name), 'utf8'));
const maskOf = (map: LabelMap): Mask => ({ width: map.width, height: map.height, data: Uint8Array.from(map.data) });
const labels = (rows: readonly (readonly number[])[]): LabelMap => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Uint16Array.from(rows.flat()),
});

describeWithShared('BSDS500 goldens', 'goldens/bsds', () => {
  it('sums official counts of 200 pictures to the official figures', () => {
    const counts = golden('aggregate/counts.json') as {
      thresholds: number[];
      images: string[];
      sumR: number[];
      cntR: number[][];
      cntP: number[][];
      sumP: number[][];
    };
    const { computed, R50_computed } = golden('aggregate/expected.json') as {
      computed: {
        ODS: { T: number; R: number; P: number; F: number };
        OIS: { R: number; P: number; F: number };
        AP: number;
      };
      R50_computed: number;
    };
    const pictures = counts.images.map((_, i) => ({
      cntR: counts.cntR[i] ?? [],
      sumR: counts.thresholds.map(() => counts.sumR[i] ?? 0),
      cntP: counts.cntP[i] ?? [],
      sumP: counts.sumP[i] ?? [],
    }));
    const figures = boundaryFigures(pictures, counts.thresholds);
    expect(figures.ods.f).toBeCloseTo(computed.ODS.F, 9);
    expect(figures.ods.threshold).toBeCloseTo(computed.ODS.T, 9);
    expect(figures.ods.precision).toBeCloseTo(computed.ODS.P, 9);
    expect(figures.ois.f).toBeCloseTo(computed.OIS.F, 9);
    expect(figures.ois.recall).toBeCloseTo(computed.OIS.R, 9);
    expect(Math.abs(figures.ap - computed.AP)).toBeLessThan(1e-9);
    expect(figures.r50).toBeCloseTo(R50_computed, 9);
  });
  it("scores the toolbox's own five pictures as the official run did", () => {
    const { images, official_outputs, exact_min_cost_counts } = golden('bench5/expected.json') as {
      images: { id: string; annotators: number }[];
      official_outputs: Record<string, { bdry: number[][] }>;
      exact_min_cost_counts: number[][][];
    };
    const metric = new BsdsBoundary({ thresholds: 5 });
    for (const { id, annotators } of images) {
      const png = readLabels(at(`bench5/pred/${id}.png`));
      const strength = { width: png.width, height: png.height, data: Float64Array.from(png.data, (v) => v / 255) };
      const truths = Array.from({ length: annotators }, (_, k) =>
        maskOf(readLabels(at(`bench5/gt_boundaries/${id}_${k}.png`))),
      );
      metric.add({ name: id, strength, truths });
    }
    const { ods, ois, ap } = metric.result();
    const [, r = 0, p = 0, f = 0, oisR = 0, oisP = 0, oisF = 0, area = 0] = official_outputs.test_2?.bdry[0] ?? [];
    for (const [mine, theirs] of [
      [ods.recall, r],
      [ods.precision, p],
      [ods.f, f],
      [ois.recall, oisR],
      [ois.precision, oisP],
      [ois.f, oisF],
      [ap, area],
    ]) {
      expect(Math.abs((mine ?? 0) - (theirs ?? 0))).toBeLessThan(0.0007);
    }
    const state = JSON.parse(JSON.stringify(metric)) as { pictures: [string, { cntR: number[] }][] };
    // the number of pairs is exact, whichever pixels are paired
    for (const [i, [, counts]] of state.pictures.entries()) {
      expect(counts.cntR).toEqual(exact_min_cost_counts[i]?.map((row) => row[0]));
    }
  });
  it('scores segmentations by their boundaries as the official run did', () => {
    const { images, official_outputs } = golden('bench5/expected.json') as {
      images: { id: string; annotators: number }[];
      official_outputs: Record<string, { bdry: number[][]; cover: number[][]; RI_VOI: number[][] }>;
    };
    const metric = new BsdsBoundary({ thresholds: 5 });
    const regions = new BsdsRegions();
    for (const { id, annotators } of images) {
      const segmentations = Array.from({ length: 5 }, (_, k) => readLabels(at(`bench5/segs/${id}_${k}.png`)));
      const [size] = segmentations;
      if (!size) continue;
      const truths = Array.from({ length: annotators }, (_, k) =>
        maskOf(readLabels(at(`bench5/gt_boundaries/${id}_${k}.png`))),
      );
      const mapAt = (k: number): Mask => labelBoundary(segmentations[k] ?? size);
      metric.addCounts(id, countBoundaries(mapAt, truths, size, 5));
      const trueRegions = Array.from({ length: annotators }, (_, k) =>
        readLabels(at(`bench5/gt_segmentation/${id}_${k}.png`)),
      );
      regions.add({ name: id, segmentations, truths: trueRegions });
    }
    const official = official_outputs.test_4;
    expect(Math.abs(metric.result().ods.f - (official?.bdry[0]?.[3] ?? 0))).toBeLessThan(0.0007);
    const { covering, randIndex, variation } = regions.result();
    const [, ods = 0, ois = 0, best = 0] = official?.cover[0] ?? [];
    const [, ri = 0, riOis = 0, , voi = 0, voiOis = 0] = official?.RI_VOI[0] ?? [];
    for (const [mine, theirs] of [
      [covering.ods, ods],
      [covering.ois, ois],
      [covering.best, best],
      [randIndex.ods, ri],
      [randIndex.ois, riOis],
      [variation.ods, voi],
      [variation.ois, voiOis],
    ]) {
      // printed to six digits
      expect(Math.abs((mine ?? 0) - (theirs ?? 0))).toBeLessThan(1.5e-6 * Math.max(1, theirs ?? 0) * 3);
    }
  });
  it('measures regions and boundaries of label maps', () => {
    const { images, dataset } = golden('regions.json') as {
      images: {
        gt_segmentations: number[][][];
        segs: number[][][];
        seg_boundaries_imageSize: string[][];
        expected: { cntR: number[]; cntR_best: number; RI: number[]; VOI: number[] };
      }[];
      dataset: {
        cover: { ODS: number; OIS: number; best: number };
        PRI: { ODS: number; OIS: number };
        VOI: { ODS: number; OIS: number };
      };
    };
    const metrics = [new BsdsRegions(), new BsdsRegions()];
    for (const [i, image] of images.entries()) {
      const segmentations = image.segs.map(labels);
      for (const [k, rows] of image.seg_boundaries_imageSize.entries()) {
        const segmentation = segmentations[k];
        if (segmentation) expect([...labelBoundary(segmentation).data].join('')).toBe(rows.join(''));
      }
      metrics[i % 2]?.add({ name: `${i}`, segmentations, truths: image.gt_segmentations.map(labels) });
    }
    const [first, second] = metrics.map((metric) => BsdsRegions.fromJSON(JSON.parse(JSON.stringify(metric))));
    if (!first || !second) return;
    first.merge(second);
    const { covering, randIndex, variation } = first.result();
    expect(covering.ods).toBeCloseTo(dataset.cover.ODS, 12);
    expect(covering.ois).toBeCloseTo(dataset.cover.OIS, 12);
    expect(covering.best).toBeCloseTo(dataset.cover.best, 12);
    expect(randIndex.ods).toBeCloseTo(dataset.PRI.ODS, 12);
    expect(variation.ods).toBeCloseTo(dataset.VOI.ODS, 12);
    expect(variation.ois).toBeCloseTo(dataset.VOI.OIS, 12);
  });
});

describe('BsdsBoundary', () => {
  const size = { width: 14, height: 14 };
  const line = (x: number): Mask => ({
    ...size,
    data: Uint8Array.from({ length: 196 }, (_, i) => (i % 14 === x ? 1 : 0)),
  });
  it('gives 1 for the truth itself and less for a line two pixels off', () => {
    const metric = new BsdsBoundary({ thresholds: 3, tolerance: 0.06 });
    metric.add({ name: 'a', strength: { ...size, data: line(5).data }, truths: [line(5), line(6)] });
    expect(metric.result().ods.f).toBe(1);
    metric.add({ name: 'b', strength: { ...size, data: line(5).data }, truths: [line(8)] });
    expect(metric.result().ods).toMatchObject({ recall: 2 / 3, precision: 0.5 });
    expect(metric.pictures().get('b')?.f).toBe(0);
  });
  it('is the same in shards, in any order and after saving', () => {
    const strength = fc.array(fc.constantFrom(0, 0, 0.3, 0.6, 1), { minLength: 196, maxLength: 196 });
    fc.assert(
      fc.property(fc.array(fc.tuple(strength, fc.nat(13)), { minLength: 1, maxLength: 5 }), (pictures) => {
        const make = (): BsdsBoundary => new BsdsBoundary({ thresholds: 4, tolerance: 0.08 });
        const [whole, first, second] = [make(), make(), make()];
        const samples = pictures.map(([data, x], i) => ({
          name: `${i}`,
          strength: { ...size, data },
          truths: [line(x)],
        }));
        for (const sample of samples) whole.add(sample);
        for (const [i, sample] of samples.toReversed().entries()) (i % 2 === 0 ? first : second).add(sample);
        first.merge(BsdsBoundary.fromJSON(JSON.parse(JSON.stringify(second))));
        expect(first.result()).toEqual(whole.result());
      }),
      { numRuns: runs(30) },
    );
  });
  it('refuses what does not fit', () => {
    const metric = new BsdsBoundary();
    expect(() => metric.add({ name: 'a', strength: { ...size, data: [] }, truths: [] })).toThrow('no true boundaries');
    const small: Mask = { width: 1, height: 1, data: new Uint8Array(1) };
    expect(() => metric.add({ name: 'a', strength: { ...size, data: [] }, truths: [small] })).toThrow(
      'the truth 1 x 1',
    );
  });
});

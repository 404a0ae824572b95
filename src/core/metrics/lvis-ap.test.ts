import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import { parseCocoDataset } from '../coco/dataset.ts';
import { parseCocoResults } from '../coco/results.ts';
import { detectionSamples } from './coco-ap.ts';
import { LvisAp } from './lvis-ap.ts';

interface ExpectedRun {
  max_dets: number;
  results: Record<string, number>;
  per_category?: { category_id: number; AP: number; AP50: number; AR: number }[];
  AP_by_iou?: number[];
}

describeWithShared('lvis-api goldens', 'goldens/lvis', () => {
  for (const name of ['federated', 'no_rare', 'max_dets_300', 'dt_bbox_and_segm', 'real_v05_22img']) {
    const read = (file: string): unknown =>
      JSON.parse(readFileSync(sharedPath(`goldens/lvis/${name}/${file}`), 'utf8'));
    for (const type of ['segm', 'bbox'] as const) {
      it(`${name} ${type}`, () => {
        const run = (read('expected.json') as Partial<Record<string, ExpectedRun>>)[type];
        if (!run) return;
        const dataset = parseCocoDataset(read('gt.json'), 'gt.json', 'masks');
        const results = parseCocoResults(read('dt.json'), 'dt.json', dataset, type === 'bbox' ? 'boxes' : 'masks');
        const metrics = [0, 1].map(
          () => new LvisAp({ type, categories: dataset.categories, maxDetections: run.max_dets }),
        );
        for (const [i, sample] of [...detectionSamples(dataset, results)].reverse().entries())
          metrics[i % 2]?.add(sample);
        const [whole, rest] = metrics.map((metric) => LvisAp.fromJSON(JSON.parse(JSON.stringify(metric))));
        if (!whole || !rest) return;
        whole.merge(rest);
        const figures = whole.result();
        for (const [key, value] of Object.entries(run.results)) {
          expect(Math.abs((figures.stats[key] ?? Number.NaN) - value), key).toBeLessThanOrEqual(1e-12);
        }
        for (const [t, value] of (run.AP_by_iou ?? []).entries())
          expect(figures.apByThreshold[t]).toBeCloseTo(value, 12);
        for (const c of run.per_category ?? []) {
          const mine = figures.perCategory.find((m) => m.categoryId === c.category_id);
          expect(mine?.ap).toBeCloseTo(c.AP, 12);
          expect(mine?.ap50).toBeCloseTo(c.AP50, 12);
          expect(mine?.ar).toBeCloseTo(c.AR, 12);
        }
      });
    }
  }
});

describe('LvisAp', () => {
  const box = (x: number): { bbox: number[]; area: number; segmentation: number[][] } => ({
    bbox: [x, 0, 10, 10],
    area: 100,
    segmentation: [[x, 0, x, 10, x + 10, 10, x + 10, 0]],
  });
  const dataset = parseCocoDataset(
    {
      images: [{ id: 1, width: 60, height: 12, neg_category_ids: [2], not_exhaustive_category_ids: [1] }],
      categories: [
        { id: 1, name: 'a', frequency: 'f' },
        { id: 2, name: 'b', frequency: 'r' },
        { id: 3, name: 'c', frequency: 'c' },
      ],
      annotations: [{ id: 1, image_id: 1, category_id: 1, ...box(0) }],
    },
    'gt.json',
  );
  const figures = (found: object[]): Readonly<Record<string, number>> => {
    const metric = new LvisAp({ type: 'segm', categories: dataset.categories });
    const results = parseCocoResults(found, 'dt.json', dataset, 'masks');
    for (const sample of detectionSamples(dataset, results)) metric.add(sample);
    return metric.result().stats;
  };
  it('does not punish what nobody annotated', () => {
    const hit = { image_id: 1, category_id: 1, score: 0.5, segmentation: box(0).segmentation };
    const extra = { image_id: 1, category_id: 1, score: 0.9, segmentation: box(30).segmentation };
    const foreign = { image_id: 1, category_id: 3, score: 0.9, segmentation: box(30).segmentation };
    const stats = figures([extra, foreign, hit]);
    expect(stats.APf).toBeCloseTo(1, 12);
    expect(stats).toMatchObject({ APr: -1, APc: -1, 'AR@300': 1 });
  });
  it('keeps only the strongest detections of a picture', () => {
    const metric = new LvisAp({ type: 'segm', categories: dataset.categories, maxDetections: 1 });
    const found = [
      { image_id: 1, category_id: 2, score: 0.9, segmentation: box(30).segmentation },
      { image_id: 1, category_id: 1, score: 0.5, segmentation: box(0).segmentation },
    ];
    for (const sample of detectionSamples(dataset, parseCocoResults(found, 'dt.json', dataset, 'masks')))
      metric.add(sample);
    expect(metric.result().stats).toMatchObject({ AP: 0, 'AR@1': 0 });
  });
  const judged = (truths: readonly object[], found: readonly object[]): Readonly<Record<string, number>> => {
    const file = {
      images: [{ id: 1, width: 60, height: 12 }],
      categories: [{ id: 1, name: 'a', frequency: 'f' }],
      annotations: truths.map((truth, i) => ({ id: i + 1, image_id: 1, category_id: 1, ...truth })),
    };
    const mine = parseCocoDataset(file, 'gt.json');
    const metric = new LvisAp({ type: 'segm', categories: mine.categories });
    const list = found.map((entry, i) => ({ image_id: 1, category_id: 1, score: 1 - i / 10, ...entry }));
    for (const sample of detectionSamples(mine, parseCocoResults(list, 'dt.json', mine, 'masks'))) metric.add(sample);
    return metric.result().stats;
  };
  it('passes over truths and detections without area, as lvis-api does', () => {
    const hit = { segmentation: box(0).segmentation };
    const nothing = { segmentation: { size: [12, 60], counts: [720] } };
    expect(judged([box(0), { ...box(20), area: 0 }], [hit]).AP).toBeCloseTo(1, 9);
    expect(judged([box(0)], [nothing, hit]).AP).toBeCloseTo(1, 9);
    expect(judged([{ ...box(20), area: 0 }], [hit]).AP).toBe(-1);
  });
  it('honours the ignore field', () => {
    const hit = { segmentation: box(0).segmentation };
    const onIgnored = { segmentation: box(20).segmentation };
    for (const ignore of [1, true])
      expect(judged([box(0), { ...box(20), ignore }], [onIgnored, hit]).AP).toBeCloseTo(1, 9);
    for (const ignore of [0, false]) expect(judged([box(0), { ...box(20), ignore }], [hit]).AP).toBeLessThan(0.6);
  });
});

it('fixed AP keeps what the limit of a picture would cut', () => {
  const truth = {
    images: [{ id: 1, width: 40, height: 40, neg_category_ids: [], not_exhaustive_category_ids: [] }],
    categories: [{ id: 1, name: 'cup', frequency: 'f' }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [0, 0, 9, 9], area: 81 }],
  };
  const found = Array.from({ length: 302 }, (_, i) => ({
    image_id: 1,
    category_id: 1,
    bbox: i < 301 ? [20, 20, 9, 9] : [0, 0, 9, 9],
    score: 1 - i / 400,
  }));
  const dataset = parseCocoDataset(truth, 'gt.json', 'boxes');
  const results = parseCocoResults(found, 'dt.json', dataset, 'boxes');
  const run = (fixed: boolean): Readonly<Record<string, number>> => {
    const metric = new LvisAp({ type: 'bbox', categories: dataset.categories, fixed });
    for (const sample of detectionSamples(dataset, results)) metric.add(sample);
    return LvisAp.fromJSON(JSON.parse(JSON.stringify(metric))).result().stats;
  };
  expect(run(false)).toMatchObject({ AP: 0, 'AR@300': 0 });
  // one right detection after 301 wrong ones: precision 1/302 at every recall
  expect(run(true).AP).toBeCloseTo(1 / 302, 9);
  expect(run(true)['AR@fixed']).toBe(1);
});

it('fixed AP counts the 10,000 strongest of a category wherever they lie, annotated or not', () => {
  const image = { width: 40, height: 40, neg_category_ids: [], not_exhaustive_category_ids: [] };
  const truth = {
    images: [1, 2].map((id) => ({ ...image, id })),
    categories: [{ id: 1, name: 'cup', frequency: 'f' }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [0, 0, 9, 9], area: 81 }],
  };
  const dataset = parseCocoDataset(truth, 'gt.json', 'boxes');
  const stats = (others: number): Readonly<Record<string, number>> => {
    const found = [
      { image_id: 1, category_id: 1, bbox: [0, 0, 9, 9], score: 0.5 },
      ...Array.from({ length: others }, () => ({ image_id: 2, category_id: 1, bbox: [20, 20, 9, 9], score: 0.9 })),
    ];
    const metric = new LvisAp({ type: 'bbox', categories: dataset.categories, fixed: true });
    for (const sample of detectionSamples(dataset, parseCocoResults(found, 'dt.json', dataset, 'boxes')))
      metric.add(sample);
    return metric.result().stats;
  };
  expect(stats(9_999).AP).toBeCloseTo(1, 9);
  expect(stats(10_000).AP).toBe(0);
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../test-support/long.ts';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import { type CocoDataset, parseCocoDataset } from '../coco/dataset.ts';
import { type CocoResults, parseCocoResults } from '../coco/results.ts';
import { CocoAp, detectionSamples } from './coco-ap.ts';
import type { CocoFigures } from './coco-figures.ts';
import type { MatchReport } from './detection-cell-maker.ts';
import type { IouType } from './instance-comparison.ts';

interface ExpectedRun {
  params?: { maxDets: number[]; useCats: number };
  stats?: Record<string, number>;
  seconds_pycocotools: number;
  per_category: { category_id: number; AP: number; AP50: number; AP75: number; AR: number }[];
  AP_by_iou: number[];
  AR_by_maxDets: Record<string, number>;
  recall_TKAM: number[][][][];
  precision_iou50_RK_all_maxlast: number[][];
  precision_iou75_RK_all_maxlast: number[][];
  matches_area_all?: {
    image_id: number;
    category_id: number;
    dt_ids: number[];
    gt_ids: number[];
    dtMatches_iou50: number[];
    dtIgnore_iou50: number[];
    dtMatches_iou75: number[];
  }[];
}

const read = (name: string, file: string): unknown =>
  JSON.parse(readFileSync(sharedPath(`goldens/coco/${name}/${file}`), 'utf8'));

function load(name: string, type: IouType): { dataset: CocoDataset; results: CocoResults } {
  const need = type === 'bbox' ? 'boxes' : 'masks';
  const dataset = parseCocoDataset(read(name, 'gt.json'), 'gt.json', need);
  return { dataset, results: parseCocoResults(read(name, 'dt.json'), 'dt.json', dataset, need) };
}

function metricFor(dataset: CocoDataset, type: IouType, run?: ExpectedRun): CocoAp {
  return new CocoAp({
    type,
    categories: dataset.categories.map((c) => c.id),
    useCategories: run?.params?.useCats !== 0,
    ...(run?.params ? { maxDetections: run.params.maxDets } : {}),
  });
}

function expectClose(actual: number | undefined, expected: number, what: string): void {
  expect(Math.abs((actual ?? Number.NaN) - expected), `${what}: ${actual} for ${expected}`).toBeLessThanOrEqual(1e-12);
}

const cases = [
  'basic',
  'crowd',
  'ties',
  'empty_and_absent',
  'no_detections',
  'areas',
  'maxdets',
  'dt_bbox_and_segm',
  'quirk_annotation_id_0',
  'class_agnostic_AR',
  'same_iou_hand',
  'boundary_ap',
  'speed_200x10',
];

describeWithShared('COCOeval goldens', 'goldens/coco', () => {
  for (const name of cases) {
    const expected = read(name, 'expected.json') as Partial<Record<IouType, ExpectedRun>>;
    for (const type of ['segm', 'bbox', 'boundary'] as const) {
      const run = expected[type];
      if (!run) continue;
      it(`${name} ${type}`, () => {
        const { dataset, results } = load(name, type);
        const metric = metricFor(dataset, type, run);
        const reports: MatchReport[] = [];
        metric.report = (report) => report.bin === 'all' && reports.push(report);
        for (const sample of detectionSamples(dataset, results)) metric.add(sample);
        compareFigures(metric.result(), run);
        for (const m of run.matches_area_all ?? []) {
          const mine = reports.find((r) => r.imageId === m.image_id && r.categoryId === m.category_id);
          expect(mine?.detections).toEqual(m.dt_ids);
          expect(mine?.matched[0]?.map((id) => id ?? 0)).toEqual(m.dtMatches_iou50);
          expect(mine?.matched[5]?.map((id) => id ?? 0)).toEqual(m.dtMatches_iou75);
          expect(mine?.ignored[0]?.map(Number)).toEqual(m.dtIgnore_iou50);
        }
      });
    }
  }
});

function compareFigures(figures: CocoFigures, run: ExpectedRun): void {
  for (const [key, value] of Object.entries(run.stats ?? {})) expectClose(figures.stats[key], value, key);
  for (const [limit, value] of Object.entries(run.AR_by_maxDets ?? {}))
    expectClose(figures.stats[`AR${limit}`], value, limit);
  for (const [k, value] of (run.AP_by_iou ?? []).entries())
    expectClose(figures.apByThreshold[k], value, `AP at threshold ${k}`);
  for (const [k, category] of (run.per_category ?? []).entries()) {
    const mine = figures.perCategory[k];
    expect(mine?.categoryId).toBe(category.category_id);
    expectClose(mine?.ap, category.AP, 'category AP');
    expectClose(mine?.ap50, category.AP50, 'category AP50');
    expectClose(mine?.ap75, category.AP75, 'category AP75');
    expectClose(mine?.ar, category.AR, 'category AR');
  }
  const { precision, recall, settings } = figures.curves;
  if (run.recall_TKAM) {
    const flat = run.recall_TKAM.flat(3);
    expect(recall.length).toBe(flat.length);
    for (const [i, value] of flat.entries()) expectClose(recall[i], value, `recall ${i}`);
  }
  const nk = settings.categories.length;
  const na = settings.bins.length;
  for (const [t, table] of [
    [0, run.precision_iou50_RK_all_maxlast],
    [5, run.precision_iou75_RK_all_maxlast],
  ] as const) {
    for (const [r, row] of (table ?? []).entries()) {
      // the golden's precision is printed to twelve places
      for (const [k, value] of row.entries()) expect(precision[((t * 101 + r) * nk + k) * na]).toBeCloseTo(value, 11);
    }
  }
}

const small = {
  images: [1, 2, 3, 4].map((id) => ({ id, width: 40, height: 40, file_name: `${id}.jpg` })),
  categories: [
    { id: 7, name: 'cup' },
    { id: 9, name: 'cat' },
  ],
  annotations: Array.from({ length: 12 }, (_, i) => {
    const bbox = [i % 3, 2 * i, 8 + i, 8];
    return {
      id: i + 1,
      image_id: (i % 4) + 1,
      category_id: i % 2 === 0 ? 7 : 9,
      bbox,
      area: 8 * (8 + i),
      iscrowd: i === 5 ? 1 : 0,
      segmentation: [[i % 3, 2 * i, i % 3, 2 * i + 8, (i % 3) + 8 + i, 2 * i + 8, (i % 3) + 8 + i, 2 * i]],
    };
  }),
};

describe('CocoAp', () => {
  const dataset = parseCocoDataset(small, 'gt.json');
  const detection = fc.record({
    image_id: fc.integer({ min: 1, max: 4 }),
    category_id: fc.constantFrom(7, 9),
    bbox: fc.tuple(
      fc.integer({ min: 0, max: 10 }),
      fc.integer({ min: 0, max: 25 }),
      fc.integer({ min: 4, max: 20 }),
      fc.integer({ min: 4, max: 12 }),
    ),
    score: fc.constantFrom(0.1, 0.3, 0.5, 0.5, 0.9),
  });
  it('gives 1 for the truth itself', () => {
    const perfect = small.annotations.map(({ image_id, category_id, segmentation }) => ({
      image_id,
      category_id,
      segmentation,
      score: 0.5,
    }));
    const metric = metricFor(dataset, 'segm');
    for (const sample of detectionSamples(dataset, parseCocoResults(perfect, 'dt.json', dataset, 'masks')))
      metric.add(sample);
    const { stats } = metric.result();
    expect(stats.AP).toBeCloseTo(1, 12);
    expect(stats.AR100).toBe(1);
    expect(stats.APl).toBe(-1);
  });
  it('honours the ignore field for boundaries only, as boundary-iou-api and pycocotools do', () => {
    const [first, ...rest] = small.annotations;
    const ignoring = parseCocoDataset({ ...small, annotations: [{ ...first, ignore: 1 }, ...rest] }, 'gt.json');
    const found = rest.map(({ image_id, category_id, segmentation }) => ({
      image_id,
      category_id,
      segmentation,
      score: 1,
    }));
    const ap = (type: 'segm' | 'boundary'): number => {
      const metric = metricFor(ignoring, type);
      for (const sample of detectionSamples(ignoring, parseCocoResults(found, 'dt.json', ignoring, 'masks')))
        metric.add(sample);
      return metric.result().stats.AP ?? -1;
    };
    expect(ap('boundary')).toBeCloseTo(1, 12);
    expect(ap('segm')).toBeLessThan(1);
  });
  it('gives the same figures when ids are text', () => {
    const text = (id: number): string => `img ${id}`;
    const file = {
      images: small.images.map((image) => ({ ...image, id: text(image.id) })),
      categories: small.categories.map((c) => ({ ...c, id: `${c.id}` })),
      annotations: small.annotations.map((a) => ({
        ...a,
        id: `${a.id}`,
        image_id: text(a.image_id),
        category_id: `${a.category_id}`,
      })),
    };
    const figures = (
      truth: unknown,
      name: (id: number) => number | string,
      kind: (id: number) => number | string,
    ): unknown => {
      const parsed = parseCocoDataset(truth, 'gt.json');
      expect(parsed.problems).toEqual([]);
      const found = small.annotations.map(({ image_id, category_id, segmentation }, i) => ({
        image_id: name(image_id),
        category_id: kind(category_id),
        segmentation,
        score: (i % 3) / 3,
      }));
      const results = parseCocoResults([...found, { ...found[0], image_id: 'nowhere' }], 'dt.json', parsed, 'masks');
      expect(results.problems.map((p) => p.message)).toEqual(['gt.json has no picture with the id "nowhere"']);
      const metric = metricFor(parsed, 'segm');
      for (const sample of detectionSamples(parsed, results)) metric.add(sample);
      return metric.result().stats;
    };
    const asNumbers = figures(
      small,
      (id) => id,
      (id) => id,
    );
    expect(figures(file, text, (id) => `${id}`)).toEqual(asNumbers);
    expect(
      figures(
        small,
        (id) => `${id}`,
        (id) => `${id}`,
      ),
    ).toEqual(asNumbers);
  });
  it('gives the same figures for shards, in any order, and after saving', () => {
    fc.assert(
      fc.property(
        fc.array(detection, { maxLength: 30 }),
        fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
        fc.constantFrom<IouType>('segm', 'bbox', 'boundary'),
        (found, order, type) => {
          const samples = [...detectionSamples(dataset, parseCocoResults(found, 'dt.json', dataset, 'masks'))];
          const whole = metricFor(dataset, type);
          for (const sample of samples) whole.add(sample);
          const shards = [metricFor(dataset, type), metricFor(dataset, type)];
          for (const [place, i] of order.entries()) {
            const sample = samples[i];
            if (sample) shards[place % 2]?.add(sample);
          }
          const [first, second] = shards.map((shard) => CocoAp.fromJSON(JSON.parse(JSON.stringify(shard))));
          if (first && second) first.merge(second);
          expect(first?.result()).toEqual(whole.result());
        },
      ),
      { numRuns: runs(50) },
    );
  });
  it('refuses to count a picture twice and to join unlike runs', () => {
    const [sample] = detectionSamples(dataset, parseCocoResults([], 'dt.json', dataset, 'masks'));
    if (!sample) throw new Error('the fixture has pictures');
    const metric = metricFor(dataset, 'segm');
    metric.add(sample);
    expect(() => metric.add(sample)).toThrow('picture 1 was added twice');
    expect(() => metric.merge(metricFor(dataset, 'bbox'))).toThrow('cannot be joined');
  });
});

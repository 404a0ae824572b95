import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PanopticMap, PanopticQuality, type PanopticSample, type PanopticSegment } from './panoptic-quality.ts';

const segment = (id: number, categoryId: number, crowd = false): PanopticSegment => ({ id, categoryId, crowd });
const row = (ids: readonly number[], segments: readonly PanopticSegment[]): PanopticMap => ({
  width: ids.length,
  height: 1,
  ids,
  segments,
});
const classes = [
  { id: 7, thing: true },
  { id: 9, thing: false },
];

describe('PanopticQuality', () => {
  it('is 1 for the truth itself', () => {
    const map = row([1, 1, 2, 2, 0], [segment(1, 7), segment(2, 9)]);
    const metric = new PanopticQuality(classes);
    metric.add({ truth: map, prediction: map });
    expect(metric.result()).toMatchObject({ all: { pq: 1, sq: 1, rq: 1 }, things: { pq: 1 }, stuff: { pq: 1 } });
  });
  it('follows the definition on a worked example', () => {
    // truth: segment 1 = pixels 0..3, segment 2 = 4..7, crowd 3 = 8..9, void = 10..11
    const truth = row([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 0, 0], [segment(1, 7), segment(2, 7), segment(3, 7, true)]);
    // 11 meets 3 of 4 (void left out): IoU 3/4; 12 meets half of 2: no match; 13 lies on the crowd, 14 on void: both excused
    const prediction = row(
      [11, 11, 11, 0, 12, 12, 0, 0, 13, 13, 11, 14],
      [segment(11, 7), segment(12, 7), segment(13, 7), segment(14, 7)],
    );
    const metric = new PanopticQuality(classes);
    metric.add({ truth, prediction });
    const [first] = metric.result().perCategory;
    expect(first).toMatchObject({ matched: 1, wrong: 1, missed: 1, sq: 0.75, rq: 0.5, pq: 0.375 });
  });
  it('is the same in shards, in any order and after saving', () => {
    const ids = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(fc.array(fc.tuple(ids, ids), { maxLength: 6 }), (pictures) => {
        const segments = [segment(1, 7), segment(2, 9), segment(3, 7)];
        const samples: PanopticSample[] = pictures.map(([a, b]) => ({
          truth: row(a, segments),
          prediction: row(
            b,
            segments.filter(({ id }) => b.includes(id)),
          ),
        }));
        const [whole, first, second] = [
          new PanopticQuality(classes),
          new PanopticQuality(classes),
          new PanopticQuality(classes),
        ];
        for (const sample of samples) whole.add(sample);
        for (const [i, sample] of samples.toReversed().entries()) (i % 2 === 0 ? first : second).add(sample);
        first.merge(PanopticQuality.fromJSON(JSON.parse(JSON.stringify(second))));
        expect(first.result()).toEqual(whole.result());
      }),
    );
  });
  it('refuses what panopticapi refuses, and names it', () => {
    const truth = row([1, 1, 1, 1], [segment(1, 7)]);
    const add = (prediction: PanopticMap) => () => new PanopticQuality(classes).add({ truth, prediction });
    expect(add(row([5, 5, 5, 5], []))).toThrow('names segment 5, which is not listed');
    expect(add(row([5, 5, 5, 5], [segment(5, 7), segment(6, 7)]))).toThrow('lists segment 6');
    expect(add(row([5, 5, 5, 5], [segment(5, 99)]))).toThrow('the category 99');
    expect(add({ width: 2, height: 2, ids: [5, 5, 5, 5], segments: [segment(5, 7)] })).toThrow(
      '2 x 2 pixels, the truth 4 x 1',
    );
  });
  it('counts as panopticapi counts: pixels that the truth does not list, segments without pixels, the area of the file, the last crowd', () => {
    const figures = (truth: PanopticMap, prediction: PanopticMap) => {
      const metric = new PanopticQuality(classes);
      metric.add({ truth, prediction });
      return metric.result().perCategory.map(({ matched, wrong, missed, sq }) => [matched, wrong, missed, sq]);
    };
    // 5 is in the map of the truth and in no list: a prediction on it is wrong, not excused
    expect(figures(row([5, 5, 1], [segment(1, 7)]), row([2, 2, 3], [segment(2, 7), segment(3, 7)]))).toEqual([
      [1, 1, 0, 1],
    ]);
    expect(figures(row([1], [segment(1, 7), segment(4, 9)]), row([3], [segment(3, 7)]))).toEqual([
      [1, 0, 0, 1],
      [0, 0, 1, 0],
    ]);
    expect(figures(row([1, 1, 1], [{ ...segment(1, 7), area: 4 }]), row([3, 3, 3], [segment(3, 7)]))).toEqual([
      [1, 0, 0, 0.75],
    ]);
    const crowds = [segment(1, 7, true), segment(2, 7, true)];
    expect(figures(row([1, 1, 2, 2, 2], crowds), row([3, 3, 4, 4, 4], [segment(3, 7), segment(4, 7)]))).toEqual([
      [0, 1, 0, 0],
    ]);
    // a category of the truth that its own list lacks enters no mean
    expect(figures(row([1], [segment(1, 50)]), row([3], [segment(3, 7)]))).toEqual([[0, 1, 0, 0]]);
  });
});

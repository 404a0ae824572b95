import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PanopticQuality, type PanopticSample } from './panoptic-quality.ts';

const segment = (
  id: number,
  categoryId: number,
  crowd = false,
): { id: number; categoryId: number; crowd: boolean } => ({ id, categoryId, crowd });

describe('PanopticQuality', () => {
  it('is 1 for the truth itself', () => {
    const map = { ids: [1, 1, 2, 2, 0], segments: [segment(1, 7), segment(2, 9)] };
    const metric = new PanopticQuality([7]);
    metric.add({ truth: map, prediction: map });
    expect(metric.result()).toMatchObject({ all: { pq: 1, sq: 1, rq: 1 }, things: { pq: 1 }, stuff: { pq: 1 } });
  });
  it('follows the definition on a worked example', () => {
    // truth: segment 1 = pixels 0..3, segment 2 = 4..7, crowd 3 = 8..9, void = 10..11
    const truth = {
      ids: [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 0, 0],
      segments: [segment(1, 7), segment(2, 7), segment(3, 7, true)],
    };
    // 11 meets 3 of 4 (void left out): IoU 3/4; 12 meets half of 2: no match; 13 lies on the crowd, 14 on void: both excused
    const prediction = {
      ids: [11, 11, 11, 0, 12, 12, 0, 0, 13, 13, 11, 14],
      segments: [segment(11, 7), segment(12, 7), segment(13, 7), segment(14, 7)],
    };
    const metric = new PanopticQuality([7]);
    metric.add({ truth, prediction });
    const [row] = metric.result().perCategory;
    expect(row).toMatchObject({ matched: 1, wrong: 1, missed: 1, sq: 0.75, rq: 0.5, pq: 0.375 });
  });
  it('is the same in shards, in any order and after saving', () => {
    const ids = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(fc.array(fc.tuple(ids, ids), { maxLength: 6 }), (pictures) => {
        const segments = [segment(1, 7), segment(2, 9), segment(3, 7)];
        const samples: PanopticSample[] = pictures.map(([a, b]) => ({
          truth: { ids: a, segments },
          prediction: { ids: b, segments },
        }));
        const [whole, first, second] = [new PanopticQuality([7]), new PanopticQuality([7]), new PanopticQuality([7])];
        for (const sample of samples) whole.add(sample);
        for (const [i, sample] of samples.toReversed().entries()) (i % 2 === 0 ? first : second).add(sample);
        first.merge(PanopticQuality.fromJSON(JSON.parse(JSON.stringify(second))));
        expect(first.result()).toEqual(whole.result());
      }),
    );
  });
  it('refuses unlisted segments', () => {
    const metric = new PanopticQuality([]);
    const map = { ids: [5], segments: [] };
    expect(() => metric.add({ truth: map, prediction: map })).toThrow('names segment 5');
  });
});

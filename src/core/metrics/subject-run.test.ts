import { describe, expect, it } from 'vitest';
import { SubjectRun, type SubjectSample } from './subject-run.ts';

const sample = (name: string, probability: number[], truth: number[]): SubjectSample => ({
  name,
  probability: Float32Array.from(probability),
  truth: { width: truth.length, height: 1, data: Uint8Array.from(truth) },
});

describe('SubjectRun', () => {
  it('counts by hand', () => {
    const metric = new SubjectRun();
    metric.add(sample('a', [0.9, 0.8, 0.1, 0.6], [1, 1, 1, 0]));
    const { iou, mae, maxF } = metric.result();
    expect(iou).toBe(0.5);
    expect(mae).toBeCloseTo((0.1 + 0.2 + 0.9 + 0.6) / 4, 6);
    // Above 0.6: precision 1, recall 2/3.
    expect(maxF).toBeCloseTo((1.3 * (2 / 3)) / (0.3 + 2 / 3), 9);
  });
  it('is 1, 1 and 0 for the truth itself, and 1 where nothing is there and nothing is found', () => {
    const metric = new SubjectRun();
    metric.add(sample('a', [1, 0, 1], [1, 0, 1]));
    metric.add(sample('b', [0, 0, 0], [0, 0, 0]));
    expect(metric.result()).toMatchObject({ iou: 1, mae: 0, pictures: 2 });
  });
  it('is the same in shards and after saving', () => {
    const samples = ['a', 'b', 'c'].map((name, i) => sample(name, [0.2 * i, 0.9, 0.4], [0, 1, i % 2]));
    const [whole, first, second] = [new SubjectRun(), new SubjectRun(), new SubjectRun()];
    for (const [i, s] of samples.entries()) {
      whole.add(s);
      (i === 1 ? second : first).add(s);
    }
    first.merge(SubjectRun.fromJSON(JSON.parse(JSON.stringify(second))));
    expect(first.result()).toEqual(whole.result());
    expect(() => first.add(samples[0] ?? sample('', [], []))).toThrow(RangeError);
  });
});

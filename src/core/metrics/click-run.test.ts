import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClickRun } from './click-run.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('ClickRun', () => {
  it('is the same in shards, in any order and after saving', () => {
    const record = fc.record({
      set: fc.constantFrom('a', 'b'),
      ious: fc.array(share, { minLength: 2, maxLength: 2 }),
      oracle: share,
      box: fc.option(share),
      boundary: share,
      predictionError: fc.option(share),
      predicted: fc.option(share),
      part: share,
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 6 }), (records) => {
        const [whole, first, second] = [new ClickRun(2), new ClickRun(2), new ClickRun(2)];
        const samples = records.map((r, i) => ({ ...r, name: `${i}` }));
        for (const sample of samples) whole.add(sample);
        for (const [i, sample] of samples.toReversed().entries()) (i % 2 === 0 ? first : second).add(sample);
        first.merge(ClickRun.fromJSON(JSON.parse(JSON.stringify(second))));
        expect(first.result()).toEqual(whole.result());
      }),
    );
  });
  it('leaves undefined measures out of the means', () => {
    const metric = new ClickRun(1);
    metric.add({ name: '1', set: 'a', ious: [0.5], oracle: 0.7, box: null, boundary: 0.2, predictionError: null });
    metric.add({ name: '2', set: 'b', ious: [1], oracle: 1, box: 0.9, boundary: 0.4, predictionError: 0.1 });
    const { all, sets } = metric.result();
    expect(all).toMatchObject({ box: 0.9, predictionError: 0.1, objects: 2, noc90: 1 });
    expect(all.boundary).toBeCloseTo(0.3, 12);
    expect(sets.get('a')).toMatchObject({ box: null, oracle: 0.7, objects: 1 });
  });
  it('tells own choice, best and calibration apart, and small from large objects', () => {
    const metric = new ClickRun(1);
    const base = { set: 'a', box: null, boundary: 0, predictionError: null };
    metric.add({ ...base, name: '1', ious: [0.5], oracle: 0.9, predicted: 0.72, part: 0.01 });
    metric.add({ ...base, name: '2', ious: [0.9], oracle: 0.9, predicted: 0.78, part: 0.02 });
    metric.add({ ...base, name: '3', ious: [0.4], oracle: 0.6, predicted: 1, part: 0.5 });
    const { all, sizes } = metric.result();
    // Bin 7: said 1.5 and found 1.4; bin 9: said 1 and found 0.4.
    expect(all.calibrationError).toBeCloseTo((0.1 + 0.6) / 3, 12);
    expect(all.choiceGap).toBeCloseTo(0.2, 12);
    expect([...sizes].map(([name, f]) => [name, f.objects])).toEqual([
      ['small', 1],
      ['medium', 1],
      ['large', 1],
    ]);
  });
});

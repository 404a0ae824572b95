import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelMap } from '../image/png-pixels.ts';
import { DavisJf, type DavisSample } from './davis.ts';

/** A map of 20 x 10 with a block of 8 x 8 for each label, moved right by `shift`. */
function map(labels: readonly number[], shift = 0): LabelMap {
  const data = new Uint8Array(200);
  for (const [i, label] of labels.entries())
    for (let y = 1; y < 9; y++) for (let x = 0; x < 8; x++) data[y * 20 + 1 + i * 10 + x + shift] = label;
  return { width: 20, height: 10, data };
}

const sample = (frame: number, prediction: LabelMap, objects = 2): DavisSample => ({
  sequence: 'bear',
  frame: String(frame).padStart(5, '0'),
  objects,
  truth: map([1, 2]),
  prediction,
});

describe('DAVIS J&F', () => {
  it('is a mean over objects of means over frames, by hand', () => {
    const metric = new DavisJf();
    // object 1 is right in the first two frames and gone in the last two, object 2 is right everywhere
    for (const frame of [1, 2]) metric.add(sample(frame, map([1, 2])));
    for (const frame of [3, 4]) metric.add(sample(frame, map([0, 2])));
    const { jf, j, f, objects, frames } = metric.result();
    expect(frames).toBe(4);
    expect(objects.get('bear_1')).toEqual({ j: 0.5, f: 0.5 });
    expect(objects.get('bear_2')).toEqual({ j: 1, f: 1 });
    // quarters of four frames: 1..2 and 3..4, so object 1 loses everything and object 2 nothing
    expect(j).toEqual({ mean: 0.75, recall: 0.75, decay: 0.5 });
    expect(f).toEqual({ mean: 0.75, recall: 0.75, decay: 0.5 });
    expect(jf).toBe(0.75);
  });

  it('refuses a label beyond the objects of the first frame, another size and a frame twice', () => {
    const metric = new DavisJf();
    expect(() => metric.add(sample(1, map([1, 3])))).toThrow('has the label 3, but the sequence has 2 objects');
    expect(() => metric.add(sample(1, { width: 2, height: 1, data: new Uint8Array(2) }))).toThrow('2 x 1 pixels');
    metric.add(sample(1, map([1, 2])));
    expect(() => metric.add(sample(1, map([1, 2])))).toThrow('added twice');
  });

  it('is nothing of nothing', () => {
    expect(new DavisJf().result()).toMatchObject({ jf: null, j: { mean: null }, frames: 0 });
  });

  it('gives the same for shards in any order, through JSON', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 9 }),
        fc.nat(),
        (shifts, seed) => {
          const samples = shifts.map((shift, i) => sample(i, map([1, 2], shift % 2 === 0 ? 0 : 1)));
          const whole = new DavisJf();
          for (const one of samples) whole.add(one);
          const shards = [new DavisJf(), new DavisJf()] as const;
          for (const [i, one] of samples.toReversed().entries()) shards[(i + seed) % 2 === 0 ? 0 : 1].add(one);
          const joined = DavisJf.fromJSON(JSON.parse(JSON.stringify(shards[1])));
          joined.merge(DavisJf.fromJSON(JSON.parse(JSON.stringify(shards[0]))));
          expect(joined.result()).toEqual(whole.result());
        },
      ),
    );
  });
});

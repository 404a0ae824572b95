import { expect, test } from 'vitest';
import type { LogitsPlane } from './logits.ts';
import { planeMask } from './plane-overlap.ts';
import { Sieve, type SieveMask } from './sieve.ts';

const SIZE = { width: 10, height: 10 };

/** A mask that covers columns from..to of a 10 x 10 plane. */
function bar(from: number, to: number, score: number, stability = 1): SieveMask {
  const data = Float32Array.from({ length: 100 }, (_, i) => (i % 10 >= from && i % 10 < to ? 1 : -1));
  const plane: LogitsPlane = { ...SIZE, data, content: SIZE, box: { x0: 0, y0: 0, x1: 10, y1: 10 } };
  return { score, stability, mask: planeMask(plane) };
}

const limits = { predIouThresh: 0.5, stabilityScoreThresh: 0.6, boxNmsThresh: 0.7, minMaskRegionArea: 15 };

test('every reason to drop a mask is told, and a duplicate names the better one', () => {
  const sieve = new Sieve(limits);
  const verdicts = sieve.take([
    bar(0, 8, 0.7),
    bar(0, 10, 0.4),
    bar(0, 9, 0.9),
    bar(0, 5, 0.8, 0.5),
    bar(9, 10, 0.8),
    bar(3, 3, 0.8),
    bar(5, 10, 0.6),
  ]);
  expect(verdicts).toEqual([
    { kind: 'duplicate', of: 2 },
    { kind: 'low-score' },
    { kind: 'kept' },
    { kind: 'unstable' },
    { kind: 'small' },
    { kind: 'small' },
    { kind: 'kept' },
  ]);
});

test('an earlier batch wins over a better later one; a model without scores is ranked by stability', () => {
  const sieve = new Sieve(limits);
  expect(sieve.take([bar(0, 8, 0.6)])).toEqual([{ kind: 'kept' }]);
  expect(sieve.take([bar(0, 9, 0.95)])).toEqual([{ kind: 'duplicate', of: 0 }]);
  const unscored = new Sieve(limits);
  expect(unscored.take([bar(0, 8, Number.NaN, 0.7), bar(0, 9, Number.NaN, 0.9)])).toEqual([
    { kind: 'duplicate', of: 1 },
    { kind: 'kept' },
  ]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryMask, arbitraryPair } from '../../test-support/masks.ts';
import { emptyPacked, packedEquals, packMask, packRegion } from '../mask/packed.ts';
import { packedToRuns, runsToPacked } from '../mask/packed-runs.ts';
import { applyDelta, deltaBytes, maskDelta } from './delta.ts';

test('runs give the packed mask back, bit for bit', () => {
  fc.assert(
    fc.property(arbitraryMask(70), (mask) => {
      const packed = packMask(mask);
      expect(packedEquals(runsToPacked(packedToRuns(packed)), packed)).toBe(true);
    }),
  );
});

test('damaged runs are refused', () => {
  const stored = packedToRuns(packMask({ width: 9, height: 9, data: new Uint8Array(81).fill(1) }));
  expect(() => runsToPacked({ ...stored, runs: stored.runs.slice(0, 1) })).toThrow(RangeError);
  expect(() => runsToPacked({ ...stored, runs: Uint8Array.of(0, 200, 1) })).toThrow(RangeError);
  expect(() => runsToPacked({ ...stored, runs: Uint8Array.of(0, 0xd1) })).toThrow(RangeError);
  expect(() => runsToPacked({ ...stored, width: 5 })).toThrow(RangeError);
});

test('a delta leads exactly there and exactly back', () => {
  fc.assert(
    fc.property(arbitraryPair(50), ([a, b]) => {
      const before = packMask(a);
      const after = packMask(b);
      const delta = maskDelta(before, after);
      expect(packedEquals(applyDelta(before, delta), after)).toBe(true);
      expect(packedEquals(applyDelta(after, delta), before)).toBe(true);
    }),
  );
});

test('a delta costs bytes by the outline of the change, not by the picture', () => {
  const size = { width: 4000, height: 3000 };
  const side = 400;
  const blob = { width: side, height: side, data: new Uint8Array(side * side).fill(1) };
  const after = packRegion(blob, { x0: 900, y0: 700, x1: 900 + side, y1: 700 + side }, size);
  expect(deltaBytes(maskDelta(emptyPacked(size), after))).toBeLessThan(2000);
});

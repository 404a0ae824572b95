import { describe, expect, test } from 'vitest';
import type { LogitsPlane } from '../mask/logits.ts';
import type { Mask } from '../mask/mask.ts';
import { type PackedMask, packedIou, packMask } from '../mask/packed.ts';
import { lostBetween, lostQuestion, meanAp, overlapsOf, paintPacked } from './ap-scene.ts';
import { buildAveragePrecision } from './ap-steps.ts';
import { logitHistogram, thresholdEffect } from './histogram.ts';
import { errorMap, measureOverlap } from './overlap.ts';
import { principalColours } from './pca.ts';

const mask = (rows: readonly string[]): Mask => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Uint8Array.from(rows.join('').split('').map(Number)),
});

describe('buildAveragePrecision', () => {
  test('a perfect list has AP 1, an empty one 0', () => {
    expect(buildAveragePrecision([0.9, 0.8], Float64Array.of(1, 0, 0, 1), 2, 0.5).ap).toBe(1);
    expect(buildAveragePrecision([], new Float64Array(0), 2, 0.5).ap).toBe(0);
  });

  test('a second detection on one truth is a false alarm, and the score order decides which', () => {
    const built = buildAveragePrecision([0.3, 0.9], Float64Array.of(0.9, 0.6), 1, 0.5);
    expect(built.steps.map((s) => s.detection)).toEqual([1, 0]);
    expect(built.steps.map((s) => s.truth)).toEqual([0, -1]);
    expect(built.ap).toBe(1);
  });

  test('hand-computed: hit, false alarm, hit over three truths', () => {
    const ious = Float64Array.of(0.8, 0, 0, 0, 0.2, 0, 0, 0, 0.7);
    const built = buildAveragePrecision([0.9, 0.8, 0.7], ious, 3, 0.5);
    // Recall 1/3 at precision 1 covers 34 of 101 levels; recall 2/3 at precision 2/3 the next 33; the rest is 0.
    expect(built.ap).toBeCloseTo((34 * 1 + 33 * (2 / 3)) / 101, 12);
    expect(buildAveragePrecision([0.9, 0.8, 0.7], ious, 3, 0.75).ap).toBeCloseTo(34 / 101, 12);
  });
});

describe('measureOverlap', () => {
  test('counts, ratios and the error map of a small case', () => {
    const truth = mask(['1100', '1100']);
    const guess = mask(['0110', '0110']);
    const overlap = measureOverlap(guess, truth);
    expect(overlap).toMatchObject({ truePositive: 2, falsePositive: 2, falseNegative: 2, trueNegative: 2 });
    expect(overlap.iou).toBeCloseTo(1 / 3, 12);
    expect(overlap.dice).toBeCloseTo((2 * overlap.iou) / (1 + overlap.iou), 12);
    expect([...errorMap(guess, truth)]).toEqual([3, 1, 2, 0, 3, 1, 2, 0]);
  });

  test('refuses masks of different size', () => {
    expect(() => measureOverlap(mask(['1']), mask(['11']))).toThrow(RangeError);
  });
});

describe('logits', () => {
  const plane: LogitsPlane = {
    width: 4,
    height: 1,
    data: Float32Array.of(-3, -0.5, 0.5, 3),
    content: { width: 4, height: 1 },
    box: { x0: 0, y0: 0, x1: 4, y1: 1 },
  };

  test('threshold, undecided band and stability', () => {
    expect(thresholdEffect(plane, 0)).toEqual({ area: 0.5, undecided: 0.5, stability: 1 / 3 });
    expect(thresholdEffect(plane, 1).area).toBe(0.25);
  });

  test('the histogram counts every picture pixel once and leaves padding out', () => {
    const padded = { ...plane, content: { width: 3, height: 1 } };
    expect(logitHistogram(padded, -4, 4, 8).counts).toEqual([0, 1, 0, 1, 1, 0, 0, 0]);
  });
});

describe('principalColours', () => {
  test('finds the one direction that varies, and explains it', () => {
    const data = new Float32Array(2 * 16);
    for (let i = 0; i < 16; i++) {
      data[i] = i;
      data[16 + i] = 2 * i;
    }
    const { rgb, explained } = principalColours({ channels: 2, width: 4, height: 4, data }, { width: 4, height: 4 });
    expect(explained[0]).toBeCloseTo(1, 9);
    expect(explained[1]).toBeCloseTo(0, 6);
    const ramp = [...rgb.subarray(0, 16)];
    expect(Math.abs((ramp[15] ?? 0) - (ramp[0] ?? 0))).toBe(1);
    for (let i = 2; i < 14; i++)
      expect(Math.sign((ramp[i] ?? 0) - (ramp[i - 1] ?? 0))).toBe(Math.sign((ramp[15] ?? 0) - (ramp[0] ?? 0)));
  });
});

describe('an AP scene', () => {
  const bar = (from: number, to: number): PackedMask =>
    packMask({
      width: 20,
      height: 2,
      data: Uint8Array.from({ length: 40 }, (_, i) => (i % 20 >= from && i % 20 < to ? 1 : 0)),
    });
  const truths = [bar(0, 4), bar(10, 14)];
  const predictions = [bar(0, 4), bar(10, 16), bar(0, 3), bar(16, 20)];
  const scene = { scores: [0.9, 0.8, 0.7, 0.6], ious: overlapsOf(predictions, truths), truths: 2 };

  test('overlaps are those of the packed masks', () => {
    expect([...scene.ious]).toEqual(predictions.flatMap((p) => truths.map((t) => packedIou(p, t))));
  });

  test('one prediction is lost between 0.50 and 0.75, and it is the answer of the question', () => {
    expect(lostBetween(scene, 0.5, 0.75)).toEqual([1]);
    const question = lostQuestion(scene, 0.5, 0.75, 2);
    expect(question?.answer).toBe(1);
    expect(question?.choices).toEqual([0, 1, 2]);
    expect(lostQuestion(scene, 0.5, 0.55, 2)).toBeNull();
  });

  test('the mean over the ten thresholds is the mean of the ten', () => {
    // The second truth is reached up to 4/6 only: at 0.50 to 0.65 AP is 1, above it 51 of 101 recalls.
    expect(meanAp(scene)).toBeCloseTo((4 * 1 + 6 * (51 / 101)) / 10, 12);
  });

  test('painted pixels are the mask', () => {
    const map = { width: 20, height: 2, data: new Uint8Array(40) };
    paintPacked(map, bar(3, 5), 2);
    expect([...map.data.subarray(0, 6)]).toEqual([0, 0, 0, 2, 2, 0]);
  });
});

import { describe, expect, test } from 'vitest';
import type { LogitsPlane } from '../mask/logits.ts';
import { emptyMask, type Mask, maskIou } from '../mask/mask.ts';
import { planeMask } from '../mask/plane-overlap.ts';
import { BsdsBoundary } from '../metrics/bsds-boundary.ts';
import { boundaryF } from '../metrics/jf.ts';
import { boundaryIou } from '../metrics/mask-pair.ts';
import { Miou } from '../metrics/miou.ts';
import { strongestChannels } from './channels.ts';
import { paintClasses } from './class-plane.ts';
import { EDGE_CLASS, EdgeJudge, edgeProbability, edgeRidges, resizeLabels, truthOutlines } from './edge-steps.ts';
import { afterStep, coverMap, type GridMask, judgeAll } from './everything-steps.ts';
import { ClaimedMap, kindByOverlap, kindOf, kindsOf, sceneLabels, truthMap, wholes } from './label-map.ts';
import { maskFigures } from './mask-figures.ts';

/** A filled disc, so that nothing is axis-aligned. */
function disc(width: number, height: number, cx: number, cy: number, radius: number): Mask {
  const mask = emptyMask({ width, height });
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) mask.data[y * width + x] = Math.hypot(x - cx, y - cy) <= radius ? 1 : 0;
  return mask;
}

describe('maskFigures', () => {
  test('in the part where the masks are it says what the whole-picture functions say', () => {
    for (const [a, b] of [
      [disc(200, 160, 90, 80, 30), disc(200, 160, 96, 78, 33)],
      [disc(200, 160, 5, 150, 30), disc(200, 160, 12, 158, 25)],
      [disc(200, 160, 100, 80, 300), disc(200, 160, 60, 80, 90)],
    ] as const) {
      const figures = maskFigures(a, b);
      expect(figures.iou).toBeCloseTo(maskIou(a, b), 12);
      expect(figures.boundaryIou).toBeCloseTo(boundaryIou(a, b), 12);
      expect(figures.boundaryF).toBeCloseTo(boundaryF(a, b), 12);
      expect(maskFigures(a, b, 4).boundaryF).toBeCloseTo(boundaryF(a, b, 4), 12);
    }
  });

  test('empty masks', () => {
    const none = emptyMask({ width: 40, height: 30 });
    expect(maskFigures(none, none)).toMatchObject({ iou: 1, boundaryF: 1, boundaryIou: 1 });
    const some = disc(40, 30, 20, 15, 6);
    expect(maskFigures(none, some)).toMatchObject({ iou: 0, boundaryF: 0, boundaryIou: 0, recall: 0 });
    expect(maskFigures(none, some).pixelAccuracy).toBeGreaterThan(0.85);
  });
});

describe('label maps', () => {
  const size = { width: 8, height: 4 };
  const columns = (from: number, to: number): Mask => ({
    ...size,
    data: Uint8Array.from({ length: 32 }, (_, i) => (i % 8 >= from && i % 8 < to ? 1 : 0)),
  });
  const named = new Map([
    ['pebble 1', columns(0, 2)],
    ['pebble 12', columns(4, 8)],
    ['flower 1', columns(2, 4)],
    ['flower 1 stalk', columns(3, 4)],
  ]);

  test('kinds drop the number; parts go with their whole', () => {
    expect(kindOf('pebble 12')).toBe('pebble');
    expect(kindOf('flower 2 stalk')).toBe('flower stalk');
    expect(kindOf('cup, saucer and spoon')).toBe('cup, saucer and spoon');
    expect([...wholes(named).keys()]).toEqual(['pebble 1', 'pebble 12', 'flower 1']);
    expect(kindsOf(wholes(named).keys())).toEqual(['pebble', 'flower']);
  });

  test('a scene against itself has mIoU 1; claims compete by strength; the matrix is the one of core/metrics', () => {
    const kinds = kindsOf(wholes(named).keys());
    const truth = truthMap(wholes(named), kinds, size);
    expect([...truth.data.subarray(0, 8)]).toEqual([1, 1, 2, 2, 1, 1, 1, 1]);
    const claimed = new ClaimedMap(size);
    const strength = (mask: Mask, v: number): Float32Array => Float32Array.from(mask.data, (m) => (m ? v : -1));
    claimed.add({ kind: 0, strength: strength(columns(0, 3), 1) });
    claimed.add({ kind: 1, strength: strength(columns(2, 4), 2) });
    claimed.add({ kind: 0, strength: strength(columns(3, 7), 1) });
    expect([...claimed.labels.data.subarray(0, 8)]).toEqual([1, 1, 2, 2, 1, 1, 1, 0]);
    const metric = new Miou(sceneLabels(kinds, 'background'));
    metric.add({ name: 'scene', truth, prediction: claimed.labels });
    const { confusion, perClass, miou } = metric.result();
    expect(confusion.at(1, 0)).toBe(4);
    expect(confusion.at(1, 1)).toBe(20);
    expect(perClass[1]?.iou).toBeCloseTo(20 / 24, 12);
    // Background occurs only in the prediction: its IoU is 0 and it counts.
    expect(miou).toBeCloseTo((0 + 20 / 24 + 1) / 3, 12);
    const same = new Miou(sceneLabels(kinds, 'background'));
    same.add({ name: 'scene', truth, prediction: truth });
    expect(same.result().miou).toBe(1);
  });

  test('a mask is of the kind that it overlaps most', () => {
    const kinds = kindsOf(wholes(named).keys());
    expect(kindByOverlap(columns(1, 4), named, kinds)).toBe(1);
    expect(kindByOverlap(columns(3, 8), wholes(named), kinds)).toBe(0);
    expect(kindByOverlap(emptyMask(size), named, kinds)).toBe(-1);
  });
});

describe('edges', () => {
  const size = { width: 96, height: 72 };
  const truth = truthOutlines({ ...size, data: disc(96, 72, 40, 36, 20).data });
  /** Logits that are high on a ring a pixel off the true one. */
  const data = Float32Array.from({ length: 96 * 72 }, (_, i) => {
    const r = Math.hypot((i % 96) - 40, Math.floor(i / 96) - 36);
    return 4 - 3 * Math.abs(r - 20.5);
  });
  const plane: LogitsPlane = { ...size, data, content: size, box: { x0: 0, y0: 0, x1: 96, y1: 72 } };
  const ridges = edgeRidges(edgeProbability(plane, size, size));

  test('precision, recall and F are those of the official metric at the same threshold', () => {
    const metric = new BsdsBoundary({ thresholds: 9, tolerance: 0.02 });
    metric.add({ name: 'ring', strength: ridges, truths: [truth] });
    const judge = new EdgeJudge(ridges, truth, 0.02);
    for (const point of metric.result().curve) {
      const match = judge.at(point.threshold);
      expect(match.precision).toBeCloseTo(point.precision, 12);
      expect(match.recall).toBeCloseTo(point.recall, 12);
      expect(match.f).toBeCloseTo(point.f, 12);
    }
  });

  test('every pixel of both maps has its class, and thinning matters', () => {
    const judge = new EdgeJudge(ridges, truth, 0.02);
    const match = judge.at(0.3);
    const count = (c: number): number => match.classes.reduce((n, v) => n + (v === c ? 1 : 0), 0);
    expect(count(EDGE_CLASS.matched)).toBe(match.pairs);
    expect(count(EDGE_CLASS.wrong)).toBe(match.found - match.pairs);
    expect(match.f).toBeGreaterThan(0.8);
    expect(judge.at(0.3, false).found).toBeGreaterThanOrEqual(match.found);
  });

  test('labels keep their values at another size', () => {
    const small = resizeLabels(
      { width: 4, height: 2, data: Uint8Array.of(1, 1, 2, 2, 3, 3, 4, 4) },
      { width: 2, height: 2 },
    );
    expect([...small.data]).toEqual([1, 2, 3, 4]);
  });
});

describe('everything, step by step', () => {
  const plane = (from: number, to: number): LogitsPlane => ({
    width: 10,
    height: 4,
    data: Float32Array.from({ length: 40 }, (_, i) => (i % 10 >= from && i % 10 < to ? 1 : -1)),
    content: { width: 10, height: 4 },
    box: { x0: 0, y0: 0, x1: 10, y1: 4 },
  });
  const at = (point: number, from: number, to: number, score: number, stability = 1): GridMask => ({
    point,
    score,
    stability,
    mask: planeMask(plane(from, to)),
  });
  const masks = [at(0, 0, 4, 0.9), at(0, 0, 10, 0.3), at(1, 0, 5, 0.95), at(2, 6, 9, 0.8), at(3, 6, 9, 0.9, 0.2)];
  const limits = { predIouThresh: 0.5, stabilityScoreThresh: 0.5, boxNmsThresh: 0.7, minMaskRegionArea: 0 };

  test('batches decide: across them the first come stays', () => {
    const apart = judgeAll(masks, 1, limits).map((v) => v.kind);
    expect(apart).toEqual(['kept', 'low-score', 'duplicate', 'kept', 'unstable']);
    expect(judgeAll(masks, 4, limits).map((v) => v.kind)).toEqual([
      'duplicate',
      'low-score',
      'kept',
      'kept',
      'unstable',
    ]);
  });

  test('what is left plus what every step dropped is everything', () => {
    const verdicts = judgeAll(masks, 4, limits);
    expect(afterStep(verdicts, 'points')).toEqual({ left: [], dropped: [] });
    expect(afterStep(verdicts, 'masks').left).toHaveLength(5);
    expect(afterStep(verdicts, 'score')).toEqual({ left: [0, 2, 3, 4], dropped: [1] });
    expect(afterStep(verdicts, 'stability')).toEqual({ left: [0, 2, 3], dropped: [4] });
    expect(afterStep(verdicts, 'duplicates')).toEqual({ left: [2, 3], dropped: [0] });
    expect([...coverMap(masks, [2, 3], 40).subarray(0, 10)]).toEqual([3, 3, 3, 3, 3, 0, 4, 4, 4, 0]);
  });
});

test('a painted class has its colour, a clear one nothing', () => {
  const plane = paintClasses({ width: 2, height: 1, data: [0, 1] }, [
    null,
    { color: [0.2, 0.4, 0.6], pattern: 'solid' },
  ]);
  expect(plane.data[0]).toBe(Number.NEGATIVE_INFINITY);
  expect([plane.data[1], plane.data[3], plane.data[5]].map((v) => Number(v?.toFixed(3)))).toEqual([0.2, 0.4, 0.6]);
  const large = paintClasses({ width: 2048, height: 1024, data: new Uint8Array(2048 * 1024).fill(1) }, [
    null,
    { color: [1, 1, 1], pattern: 'stripes' },
  ]);
  expect([large.width, large.height]).toEqual([1024, 512]);
  expect(new Set(large.data)).toEqual(new Set([1, Math.fround(0.35)]));
});

test('the strongest channels vary most over the picture; what happens in the padding does not count', () => {
  const data = new Float32Array(3 * 4 * 2);
  data.set([1, 1, 9, 9, 1, 1, 9, 9], 0); // varies in the padding only
  data.set([0, 1, 0, 0, 1, 0, 0, 0], 8);
  data.set([0, 4, 0, 0, 4, 0, 0, 0], 16);
  expect(strongestChannels({ channels: 3, width: 4, height: 2, data }, { width: 2, height: 2 }, 2)).toEqual([2, 1]);
});

/** Average precision built one detection at a time, with the official matching, so that every number of it can be pointed at. */
import { matchDetections } from '../metrics/detection-matching.ts';

export interface ApStep {
  /** Index of the detection in the given order. */
  readonly detection: number;
  readonly score: number;
  /** Index of the truth it took, -1 for a false alarm. */
  readonly truth: number;
  readonly iou: number;
  /** After this detection. */
  readonly hits: number;
  readonly falseAlarms: number;
  readonly precision: number;
  readonly recall: number;
}

export interface ApConstruction {
  readonly threshold: number;
  readonly steps: readonly ApStep[];
  /** Precision at the 101 recalls 0, 0.01 .. 1 after it was made to fall steadily. */
  readonly envelope: readonly number[];
  /** Mean of the envelope, 0..1. */
  readonly ap: number;
}

/**
 * One picture, one class, one overlap threshold.
 *
 * @param ious `ious[d * truths + t]`, 0..1
 * @param scores one a detection, any order
 * Source: cocoapi `cocoeval.py` (`evaluateImg`, `accumulate`).
 */
export function buildAveragePrecision(
  scores: readonly number[],
  ious: Float64Array,
  truths: number,
  threshold: number,
): ApConstruction {
  const order = scores.map((_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const ranked = new Float64Array(ious.length);
  for (const [row, d] of order.entries()) {
    ranked.set(ious.subarray(d * truths, (d + 1) * truths), row * truths);
  }
  const { matched } = matchDetections(
    {
      detections: order.length,
      truths,
      ious: ranked,
      truthIgnored: new Uint8Array(truths),
      truthCrowd: new Uint8Array(truths),
      detectionExcused: new Uint8Array(order.length),
    },
    [threshold],
  );
  let hits = 0;
  const steps = order.map((detection, row): ApStep => {
    const truth = matched[row] ?? -1;
    if (truth >= 0) hits++;
    return {
      detection,
      score: scores[detection] ?? 0,
      truth,
      iou:
        truth >= 0
          ? (ranked[row * truths + truth] ?? 0)
          : Math.max(0, ...ranked.subarray(row * truths, (row + 1) * truths)),
      hits,
      falseAlarms: row + 1 - hits,
      precision: hits / (row + 1),
      recall: truths > 0 ? hits / truths : 0,
    };
  });
  const envelope = precisionEnvelope(steps);
  return { threshold, steps, envelope, ap: envelope.reduce((sum, p) => sum + p, 0) / envelope.length };
}

function precisionEnvelope(steps: readonly ApStep[]): number[] {
  const falling = steps.map((s) => s.precision);
  for (let i = falling.length - 1; i > 0; i--) falling[i - 1] = Math.max(falling[i - 1] ?? 0, falling[i] ?? 0);
  return Array.from({ length: 101 }, (_, r) => {
    const at = steps.findIndex((s) => s.recall >= r / 100);
    return at < 0 ? 0 : (falling[at] ?? 0);
  });
}

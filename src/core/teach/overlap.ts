/** Every figure of one predicted mask against one truth mask, from a single pass, for metrics that a learner can touch. */
import type { Mask } from '../mask/mask.ts';

export interface Overlap {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly trueNegative: number;
  /** 0..1; 1 when both masks are empty. */
  readonly iou: number;
  readonly dice: number;
  readonly precision: number;
  readonly recall: number;
  readonly pixelAccuracy: number;
}

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 1);

/** @throws RangeError when sizes differ */
export function measureOverlap(prediction: Mask, truth: Mask): Overlap {
  if (prediction.width !== truth.width || prediction.height !== truth.height) {
    throw new RangeError(
      `masks differ in size: ${prediction.width}x${prediction.height} and ${truth.width}x${truth.height}`,
    );
  }
  let tp = 0;
  let fp = 0;
  let fn = 0;
  for (let i = 0; i < truth.data.length; i++) {
    const p = prediction.data[i] ?? 0;
    const t = truth.data[i] ?? 0;
    tp += p & t;
    fp += p & ~t & 1;
    fn += ~p & t & 1;
  }
  const tn = truth.data.length - tp - fp - fn;
  return {
    truePositive: tp,
    falsePositive: fp,
    falseNegative: fn,
    trueNegative: tn,
    iou: ratio(tp, tp + fp + fn),
    dice: ratio(2 * tp, 2 * tp + fp + fn),
    precision: ratio(tp, tp + fp),
    recall: ratio(tp, tp + fn),
    pixelAccuracy: ratio(tp + tn, truth.data.length),
  };
}

/** Per pixel: 0 right background, 1 right mask, 2 wrongly claimed, 3 missed. Row-major. */
export function errorMap(prediction: Mask, truth: Mask): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(truth.data.length);
  for (let i = 0; i < out.length; i++) {
    const p = prediction.data[i] ?? 0;
    const t = truth.data[i] ?? 0;
    out[i] = p ? (t ? 1 : 2) : t ? 3 : 0;
  }
  return out;
}

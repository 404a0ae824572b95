/** A person's own choices for a detection run, read from text as the command line and the lab take it. */
import type { CocoCategory } from '../coco/dataset.ts';
import { CocoAp } from './coco-ap.ts';
import { cocoThresholds, type SizeBin } from './detection-cells.ts';
import type { CocoType } from './instance-comparison.ts';
import { LvisAp } from './lvis-ap.ts';

/** Choices as text; what is left out is the official one. */
export interface DetectionChoices {
  /** IoU or OKS thresholds, as in `0.5,0.75`. */
  readonly thresholds?: string | undefined;
  /** Area ranges, as in `small:0-1024,large:1024-1e10`. */
  readonly areas?: string | undefined;
  /** Detections a picture, as in `1,10,100`; LVIS takes one number. */
  readonly maxDetections?: string | undefined;
  /** Spread of each keypoint, as in `0.026,0.025`. */
  readonly sigmas?: string | undefined;
  /** False pools all categories; COCO only. */
  readonly useCategories?: boolean | undefined;
  /** LVIS only. */
  readonly fixedAp?: boolean | undefined;
}

function numbersOf(text: string, example: string, isRight: (n: number) => boolean): number[] {
  const list = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (!list.every(isRight)) throw new RangeError(`“${text}”: expected ${example}`);
  return list;
}

/** The official thresholds are numpy's, whose .90 is a little less than 0.9; a threshold that means one of them is that one. */
const thresholdsOf = (text: string): number[] =>
  numbersOf(text, 'thresholds above 0 and up to 1, as in 0.5,0.75', (n) => n > 0 && n <= 1).map(
    (value) => cocoThresholds.find((t) => Math.abs(t - value) < 1e-9) ?? value,
  );

function areasOf(text: string): SizeBin[] {
  return text.split(',').map((part) => {
    const [, name = '', from = '', to = ''] = /^\s*([\w-]+):([\d.]+(?:e\d+)?)-([\d.]+(?:e\d+)?)\s*$/i.exec(part) ?? [];
    if (name === '' || Number.isNaN(Number(from)) || Number.isNaN(Number(to)))
      throw new RangeError(`“${part.trim()}”: expected NAME:FROM-TO in square pixels, as in small:0-1024`);
    return { name, from: Number(from), to: Number(to) };
  });
}

const limitsOf = (text: string): number[] =>
  numbersOf(text, 'whole numbers above 0, as in 1,10,100', (n) => Number.isInteger(n) && n > 0);

/** Keypoints of an instance under these choices; the official number when left out. @throws RangeError */
export function sigmasOf({ sigmas }: DetectionChoices): number[] | undefined {
  return sigmas === undefined ? undefined : numbersOf(sigmas, 'numbers above 0, one a keypoint', (n) => n > 0);
}

const defined = <K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> => {
  const out: Partial<Record<K, T>> = {};
  if (value !== undefined) out[key] = value;
  return out;
};

/** The accumulator of a run. @throws RangeError for a choice that cannot be used, or that the metric does not have */
export function detectionMetric(
  kind: 'coco' | 'lvis',
  type: CocoType,
  categories: readonly CocoCategory[],
  choices: DetectionChoices,
): CocoAp | LvisAp {
  const { thresholds, areas, maxDetections, useCategories = true, fixedAp = false } = choices;
  const own = {
    ...defined('thresholds', thresholds === undefined ? undefined : thresholdsOf(thresholds)),
    ...defined('areas', areas === undefined ? undefined : areasOf(areas)),
  };
  const limits = maxDetections === undefined ? undefined : limitsOf(maxDetections);
  if (kind === 'lvis') {
    if (type === 'keypoints') throw new RangeError('LVIS has no keypoints');
    if (!useCategories) throw new RangeError('LVIS is not scored with its categories pooled');
    const [limit, ...more] = limits ?? [];
    if (more.length > 0) throw new RangeError('LVIS has one limit of detections a picture');
    if (fixedAp && limit !== undefined) throw new RangeError('fixed AP has no limit of detections a picture');
    return new LvisAp({ type, categories, fixed: fixedAp, ...own, ...defined('maxDetections', limit) });
  }
  if (fixedAp) throw new RangeError('fixed AP belongs to LVIS');
  if (type !== 'keypoints' && choices.sigmas !== undefined) throw new RangeError('only keypoints have spreads');
  const ids = categories.map(({ id }) => id);
  return new CocoAp({
    type,
    categories: ids,
    useCategories,
    ...own,
    ...defined('maxDetections', limits),
    ...defined('sigmas', sigmasOf(choices)),
  });
}

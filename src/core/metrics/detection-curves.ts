/** From matched detections to precision over recall, average precision and average recall. */
import type { CellsByImage, DetectionCell, DetectionSettings } from './detection-cells.ts';

/** The 101 recall levels 0, 0.01 .. 1. */
export const recallLevels: readonly number[] = Array.from({ length: 101 }, (_, k) => (k === 100 ? 1 : k * 0.01));

/**
 * Tensors as COCOeval's `eval`; -1 where a category has no true instance in a bin.
 * precision [T, R=101, K, A] at the largest number of detections; recall [T, K, A, M].
 */
export interface DetectionCurves {
  readonly settings: DetectionSettings;
  readonly precision: Float64Array;
  readonly recall: Float64Array;
}

/** np.spacing(1): keeps 0/0 away without changing any figure. */
const TINY = 2 ** -52;

/**
 * Joins all pictures, in ascending id so that equal scores keep one order whatever the order of adding.
 * Source: cocoapi `cocoeval.py` (`accumulate`).
 */
export function detectionCurves(cells: CellsByImage, settings: DetectionSettings): DetectionCurves {
  const nt = settings.thresholds.length;
  const nk = settings.categories.length;
  const na = settings.bins.length;
  const nm = settings.maxDetections.length;
  const precision = new Float64Array(nt * recallLevels.length * nk * na).fill(-1);
  const recall = new Float64Array(nt * nk * na * nm).fill(-1);
  const images = [...cells.keys()].sort((a, b) => a - b);
  for (const [k, category] of settings.categories.entries()) {
    const mine: DetectionCell[] = [];
    for (const image of images) {
      const cell = cells.get(image)?.get(category);
      if (cell) mine.push(cell);
    }
    if (mine.length === 0) continue;
    const most = settings.maxDetections[nm - 1] ?? 0;
    const ranked = rank(mine, most, settings.mostPerCategory);
    for (let a = 0; a < na; a++) {
      let positives = 0;
      for (const cell of mine) positives += cell.positives[a] ?? 0;
      if (positives === 0) continue;
      for (let t = 0; t < nt; t++) {
        for (const [m, limit] of settings.maxDetections.entries()) {
          const right =
            settings.mostPerCategory === undefined ? countRight(mine, a, t, limit) : countRanked(mine, ranked, a, t);
          recall[((t * nk + k) * na + a) * nm + m] = right / positives;
        }
        const curve = precisionAtRecalls(mine, ranked, a, t, positives);
        for (let r = 0; r < curve.length; r++) {
          precision[((t * recallLevels.length + r) * nk + k) * na + a] = curve[r] ?? 0;
        }
      }
    }
  }
  return { settings, precision, recall };
}

/** Places (cell, detection) of detections. */
interface Ranked {
  readonly cell: Uint32Array;
  readonly at: Uint32Array;
}

/** The first `limit` detections of each cell, by falling score, ties in picture order; the first `most` of them. */
function rank(cells: readonly DetectionCell[], limit: number, most: number | undefined): Ranked {
  let total = 0;
  for (const cell of cells) total += Math.min(cell.scores.length, limit);
  const scores = new Float64Array(total);
  const cellOf = new Uint32Array(total);
  const atOf = new Uint32Array(total);
  let used = 0;
  for (const [c, cell] of cells.entries()) {
    for (let d = 0; d < Math.min(cell.scores.length, limit); d++) {
      scores[used] = cell.scores[d] ?? 0;
      cellOf[used] = c;
      atOf[used++] = d;
    }
  }
  const order = new Uint32Array(total).map((_, i) => i).sort((i, j) => (scores[j] ?? 0) - (scores[i] ?? 0) || i - j);
  const kept = order.subarray(0, most);
  return { cell: kept.map((i) => cellOf[i] ?? 0), at: kept.map((i) => atOf[i] ?? 0) };
}

function countRanked(cells: readonly DetectionCell[], { cell, at }: Ranked, bin: number, threshold: number): number {
  let count = 0;
  for (let i = 0; i < cell.length; i++) {
    const own = cells[cell[i] ?? 0];
    if (own) count += ((own.right[bin * own.scores.length + (at[i] ?? 0)] ?? 0) >>> threshold) & 1;
  }
  return count;
}

function countRight(cells: readonly DetectionCell[], bin: number, threshold: number, limit: number): number {
  let count = 0;
  for (const { scores, right } of cells) {
    const start = bin * scores.length;
    const end = start + Math.min(limit, scores.length);
    for (let i = start; i < end; i++) count += ((right[i] ?? 0) >>> threshold) & 1;
  }
  return count;
}

function precisionAtRecalls(
  cells: readonly DetectionCell[],
  ranked: Ranked,
  bin: number,
  threshold: number,
  positives: number,
): Float64Array {
  const n = ranked.cell.length;
  const recall = new Float64Array(n);
  const precision = new Float64Array(n);
  let right = 0;
  let wrong = 0;
  for (let i = 0; i < n; i++) {
    const cell = cells[ranked.cell[i] ?? 0];
    if (!cell) continue;
    const at = bin * cell.scores.length + (ranked.at[i] ?? 0);
    if ((((cell.ignored[at] ?? 0) >>> threshold) & 1) === 0) {
      if ((((cell.right[at] ?? 0) >>> threshold) & 1) === 1) right++;
      else wrong++;
    }
    recall[i] = right / positives;
    precision[i] = right / (wrong + right + TINY);
  }
  for (let i = n - 1; i > 0; i--) precision[i - 1] = Math.max(precision[i - 1] ?? 0, precision[i] ?? 0);
  const out = new Float64Array(recallLevels.length);
  let at = 0;
  for (const [r, level] of recallLevels.entries()) {
    while (at < n && (recall[at] ?? 0) < level) at++;
    if (at === n) break;
    out[r] = precision[at] ?? 0;
  }
  return out;
}

/** Which part of the tensors a mean is taken over; what is not given is taken whole. */
export interface CurveSlice {
  readonly threshold?: number;
  readonly bin?: number;
  /** Indices into the categories. */
  readonly categories?: readonly number[];
  /** Index into maxDetections; recall only, the last by default. */
  readonly limit?: number;
}

/** Index of a threshold of the run, null where it is none of them. */
export function thresholdAt({ thresholds }: DetectionSettings, iou: number): number | null {
  const index = thresholds.findIndex((t) => Math.abs(t - iou) < 1e-9);
  return index < 0 ? null : index;
}

function mean(sum: number, count: number): number {
  return count === 0 ? -1 : sum / count;
}

/** Mean precision over thresholds, recall levels and categories that have truths; -1 when none has. Bin 0 by default. */
export function averagePrecision(curves: DetectionCurves, slice: CurveSlice = {}): number {
  const { settings, precision } = curves;
  const nk = settings.categories.length;
  const na = settings.bins.length;
  const categories = slice.categories ?? Array.from(settings.categories.keys());
  let sum = 0;
  let count = 0;
  for (let t = 0; t < settings.thresholds.length; t++) {
    if (slice.threshold !== undefined && slice.threshold !== t) continue;
    for (const k of categories) {
      for (let r = 0; r < recallLevels.length; r++) {
        const value = precision[((t * recallLevels.length + r) * nk + k) * na + (slice.bin ?? 0)] ?? -1;
        if (value > -1) {
          sum += value;
          count++;
        }
      }
    }
  }
  return mean(sum, count);
}

/** Mean of the highest recall over thresholds and categories that have truths; -1 when none has. Bin 0 by default. */
export function averageRecall(curves: DetectionCurves, slice: CurveSlice = {}): number {
  const { settings, recall } = curves;
  const nk = settings.categories.length;
  const na = settings.bins.length;
  const nm = settings.maxDetections.length;
  const categories = slice.categories ?? Array.from(settings.categories.keys());
  let sum = 0;
  let count = 0;
  for (let t = 0; t < settings.thresholds.length; t++) {
    if (slice.threshold !== undefined && slice.threshold !== t) continue;
    for (const k of categories) {
      const value = recall[((t * nk + k) * na + (slice.bin ?? 0)) * nm + (slice.limit ?? nm - 1)] ?? -1;
      if (value > -1) {
        sum += value;
        count++;
      }
    }
  }
  return mean(sum, count);
}

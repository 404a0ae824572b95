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
  const byCategory = cellsByCategory(cells);
  const limits = settings.maxDetections;
  for (const [k, category] of settings.categories.entries()) {
    const mine = byCategory.get(category);
    if (!mine) continue;
    const ranked = rank(mine, limits[nm - 1] ?? 0, settings.mostPerCategory);
    for (let a = 0; a < na; a++) {
      let positives = 0;
      for (const cell of mine) positives += cell.positives[a] ?? 0;
      if (positives === 0) continue;
      const bits = bitsOf(mine, ranked, a);
      for (let t = 0; t < nt; t++) {
        const found = countRight(bits.right, ranked.at, t, limits);
        for (const [m, right] of found.entries()) recall[((t * nk + k) * na + a) * nm + m] = right / positives;
        const curve = precisionAtRecalls(bits, t, positives);
        for (let r = 0; r < curve.length; r++) {
          precision[((t * recallLevels.length + r) * nk + k) * na + a] = curve[r] ?? 0;
        }
      }
    }
  }
  return { settings, precision, recall };
}

/** The cells of each category, in ascending picture id. */
function cellsByCategory(cells: CellsByImage): Map<number, DetectionCell[]> {
  const groups = new Map<number, DetectionCell[]>();
  for (const [, ofImage] of [...cells].sort(([a], [b]) => a - b)) {
    for (const [category, cell] of ofImage) {
      const group = groups.get(category);
      if (group) group.push(cell);
      else groups.set(category, [cell]);
    }
  }
  return groups;
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

/** Matching of ranked detections in one size bin: bit t set for threshold t. */
interface RankedBits {
  readonly right: Uint32Array;
  readonly ignored: Uint32Array;
}

function bitsOf(cells: readonly DetectionCell[], { cell, at }: Ranked, bin: number): RankedBits {
  const right = new Uint32Array(cell.length);
  const ignored = new Uint32Array(cell.length);
  for (let i = 0; i < cell.length; i++) {
    const own = cells[cell[i] ?? 0];
    if (!own) continue;
    const place = bin * own.scores.length + (at[i] ?? 0);
    right[i] = own.right[place] ?? 0;
    ignored[i] = own.ignored[place] ?? 0;
  }
  return { right, ignored };
}

/** True positives among the first detections of each cell, one count a limit. */
function countRight(right: Uint32Array, at: Uint32Array, threshold: number, limits: readonly number[]): number[] {
  const counts = limits.map(() => 0);
  for (let i = 0; i < right.length; i++) {
    if ((((right[i] ?? 0) >>> threshold) & 1) === 0) continue;
    for (let m = 0; m < limits.length; m++) if ((at[i] ?? 0) < (limits[m] ?? 0)) counts[m] = (counts[m] ?? 0) + 1;
  }
  return counts;
}

/**
 * Largest precision from each recall level on. Recall rises at true positives only, and precision falls between them, so that they
 * alone are looked at.
 */
function precisionAtRecalls({ right, ignored }: RankedBits, threshold: number, positives: number): Float64Array {
  const precision: number[] = [];
  let wrong = 0;
  for (let i = 0; i < right.length; i++) {
    if ((((ignored[i] ?? 0) >>> threshold) & 1) === 1) continue;
    if ((((right[i] ?? 0) >>> threshold) & 1) === 0) wrong++;
    else precision.push((precision.length + 1) / (wrong + precision.length + 1 + TINY));
  }
  for (let i = precision.length - 1; i > 0; i--) precision[i - 1] = Math.max(precision[i - 1] ?? 0, precision[i] ?? 0);
  const out = new Float64Array(recallLevels.length);
  let at = 0;
  for (const [r, level] of recallLevels.entries()) {
    while (at < precision.length && (at + 1) / positives < level) at++;
    if (at === precision.length) break;
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

/** Curve metrics over confidence levels: AUROC, FPR at 95 % recall, areas under precision-recall, calibration error. */

/** Number of confidence levels: 16 bits. */
export const confidenceLevels = 65536;

/** How many positives and negatives have each confidence level. */
export class LevelCounts {
  readonly positives: Float64Array = new Float64Array(confidenceLevels);
  readonly negatives: Float64Array = new Float64Array(confidenceLevels);

  add(level: number, positive: boolean): void {
    const counts = positive ? this.positives : this.negatives;
    counts[level] = (counts[level] ?? 0) + 1;
  }

  merge(other: LevelCounts): void {
    for (let i = 0; i < confidenceLevels; i++) {
      this.positives[i] = (this.positives[i] ?? 0) + (other.positives[i] ?? 0);
      this.negatives[i] = (this.negatives[i] ?? 0) + (other.negatives[i] ?? 0);
    }
  }

  /** Levels that occur, as [level, positives, negatives]. */
  toJSON(): number[][] {
    const rows: number[][] = [];
    for (let i = 0; i < confidenceLevels; i++) {
      const [p, n] = [this.positives[i] ?? 0, this.negatives[i] ?? 0];
      if (p > 0 || n > 0) rows.push([i, p, n]);
    }
    return rows;
  }

  /** @throws TypeError when the value is not what `toJSON` gives */
  static fromJSON(value: unknown): LevelCounts {
    const counts = new LevelCounts();
    if (!Array.isArray(value)) throw new TypeError('the saved state is damaged: expected levels');
    for (const row of value) {
      const [level, p, n]: unknown[] = Array.isArray(row) ? row : [];
      if (typeof level !== 'number' || typeof p !== 'number' || typeof n !== 'number')
        throw new TypeError('the saved state is damaged');
      counts.positives[level] = p;
      counts.negatives[level] = n;
    }
    return counts;
  }
}

/** Curve figures, 0..1; NaN where there are no positives or no negatives to judge by. */
export interface CurveFigures {
  readonly auroc: number;
  /** False positive rate at the first threshold that finds 95 % of the positives. */
  readonly fpr95: number;
  /** Area under precision-recall with the positives as positives. */
  readonly auprSuccess: number;
  /** The same with the negatives as positives and the confidence reversed. */
  readonly auprError: number;
  /** Expected calibration error over 15 bins. */
  readonly ece: number;
}

/** Source: bravo_toolkit `eval/metrics.py`. */
export function curveFigures({ positives, negatives }: LevelCounts): CurveFigures {
  let [allPositive, allNegative] = [0, 0];
  for (let i = 0; i < confidenceLevels; i++) {
    allPositive += positives[i] ?? 0;
    allNegative += negatives[i] ?? 0;
  }
  let [tp, fp, auroc] = [0, 0, 0];
  let fpr95 = Number.NaN;
  for (let level = confidenceLevels - 1; level >= 0; level--) {
    const [p, n] = [positives[level] ?? 0, negatives[level] ?? 0];
    auroc += n * (tp + p / 2);
    tp += p;
    fp += n;
    if (Number.isNaN(fpr95) && tp / allPositive >= 0.95) fpr95 = fp / allNegative;
  }
  return {
    auroc: auroc / (allPositive * allNegative),
    fpr95,
    auprSuccess: stepArea(positives, negatives, allPositive, false),
    auprError: stepArea(negatives, positives, allNegative, true),
    ece: calibrationError(positives, negatives, allPositive + allNegative),
  };
}

/** Sum of precision times gain in recall, from the most confident level down (or up when reversed). */
function stepArea(wanted: Float64Array, others: Float64Array, total: number, reversed: boolean): number {
  let [found, wrong, area] = [0, 0, 0];
  for (let i = 0; i < confidenceLevels; i++) {
    const level = reversed ? i : confidenceLevels - 1 - i;
    const gain = wanted[level] ?? 0;
    found += gain;
    wrong += others[level] ?? 0;
    if (gain > 0) area += (found / (found + wrong)) * (gain / total);
  }
  return area;
}

/**
 * 15 bins over the level index, their limits rounded to whole levels; the confidence of level i is (i + 0.5) / 65536.
 * Source: bravo_toolkit `eval/metrics.py` (`_ece_bin_subsample`).
 */
function calibrationError(positives: Float64Array, negatives: Float64Array, total: number): number {
  const bins = 15;
  const limits = Array.from({ length: bins }, (_, b) => Math.round(((b + 1) * confidenceLevels) / bins));
  let at = 0;
  const sums = Array.from({ length: bins }, () => ({ pixels: 0, right: 0, confidence: 0 }));
  for (let i = 0; i < confidenceLevels; i++) {
    const n = (positives[i] ?? 0) + (negatives[i] ?? 0);
    if (i >= (limits[at] ?? Number.POSITIVE_INFINITY)) at++;
    const bin = sums[at];
    if (n === 0 || !bin) continue;
    bin.pixels += n;
    bin.right += positives[i] ?? 0;
    bin.confidence += (n * (i + 0.5)) / confidenceLevels;
  }
  let error = 0;
  for (const { pixels, right, confidence } of sums) {
    if (pixels > 0) error += (pixels / total) * Math.abs(confidence / pixels - right / pixels);
  }
  return error;
}

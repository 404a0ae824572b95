/** From matched boundary pixels to ODS, OIS, AP and R50. */

/** Pixel counts of one picture, one number a threshold. */
export interface BoundaryCounts {
  /** True pixels matched, summed over annotators. */
  readonly cntR: readonly number[];
  /** True pixels, summed over annotators. */
  readonly sumR: readonly number[];
  /** Detected pixels that at least one annotator matches. */
  readonly cntP: readonly number[];
  /** Detected pixels. */
  readonly sumP: readonly number[];
}

/** One point of a precision-recall curve with its F-measure, all 0..1. */
export interface BoundaryPoint {
  readonly threshold: number;
  readonly recall: number;
  readonly precision: number;
  readonly f: number;
}

/** The best point of one picture. */
export type BoundaryPictureFigures = BoundaryPoint;

/** All figures of a run, 0..1. */
export interface BoundaryFigures {
  /** Best F at one threshold for the whole set, between thresholds by interpolation. */
  readonly ods: BoundaryPoint;
  /** F of the sums at each picture's own best threshold. */
  readonly ois: Omit<BoundaryPoint, 'threshold'>;
  /** Area under precision over recall. */
  readonly ap: number;
  /** Recall at precision one half. */
  readonly r50: number;
  readonly curve: readonly BoundaryPoint[];
  readonly pictures: number;
}

function fMeasure(recall: number, precision: number): number {
  return recall + precision > 0 ? (2 * precision * recall) / (precision + recall) : 0;
}

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

function curveOf(counts: BoundaryCounts, thresholds: readonly number[]): BoundaryPoint[] {
  return thresholds.map((threshold, k) => {
    const recall = share(counts.cntR[k] ?? 0, counts.sumR[k] ?? 0);
    const precision = share(counts.cntP[k] ?? 0, counts.sumP[k] ?? 0);
    return { threshold, recall, precision, f: fMeasure(recall, precision) };
  });
}

/** The best F on the curve, recall and precision interpolated linearly at 100 places between neighbours (`maxF` in `collect_eval_bdry.m`). */
function bestPoint(curve: readonly BoundaryPoint[]): BoundaryPoint {
  let best = curve[0] ?? { threshold: 0, recall: 0, precision: 0, f: 0 };
  for (let k = 1; k < curve.length; k++) {
    const a = curve[k - 1];
    const b = curve[k];
    if (!a || !b) continue;
    for (let step = 0; step < 100; step++) {
      const d = step / 99;
      const recall = b.recall * d + a.recall * (1 - d);
      const precision = b.precision * d + a.precision * (1 - d);
      const f = fMeasure(recall, precision);
      if (f > best.f) best = { threshold: b.threshold * d + a.threshold * (1 - d), recall, precision, f };
    }
  }
  return best;
}

/** The best point of one picture. */
export function pictureFigures(counts: BoundaryCounts, thresholds: readonly number[]): BoundaryPictureFigures {
  return bestPoint(curveOf(counts, thresholds));
}

/** Linear interpolation through points of rising x; null outside. */
function interpolate(points: readonly (readonly [x: number, y: number])[], x: number): number | null {
  for (let i = 0; i < points.length; i++) {
    const [x1, y1] = points[i] ?? [0, 0];
    if (x === x1) return y1;
    const [x0, y0] = points[i - 1] ?? [Number.POSITIVE_INFINITY, 0];
    if (x > x0 && x < x1) return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
  }
  return null;
}

/** Points by rising x, of equal x only the first in the list (MATLAB `unique`). */
function firstByX(points: readonly (readonly [x: number, y: number])[]): (readonly [x: number, y: number])[] {
  const byX = new Map<number, number>();
  for (const [x, y] of points) if (!byX.has(x)) byX.set(x, y);
  return [...byX].sort(([a], [b]) => a - b);
}

/** Figures over pictures; the order of pictures changes nothing because only whole numbers are summed. */
export function boundaryFigures(pictures: readonly BoundaryCounts[], thresholds: readonly number[]): BoundaryFigures {
  const sum = (pick: (counts: BoundaryCounts) => readonly number[]): number[] =>
    thresholds.map((_, k) => pictures.reduce((total, counts) => total + (pick(counts)[k] ?? 0), 0));
  const total = {
    cntR: sum((c) => c.cntR),
    sumR: sum((c) => c.sumR),
    cntP: sum((c) => c.cntP),
    sumP: sum((c) => c.sumP),
  };
  const curve = curveOf(total, thresholds);
  const best = { cntR: 0, sumR: 0, cntP: 0, sumP: 0 };
  for (const counts of pictures) {
    const points = curveOf(counts, thresholds);
    const top = Math.max(...points.map((p) => p.f));
    const k = points.findIndex((p) => p.f === top);
    best.cntR += counts.cntR[k] ?? 0;
    best.sumR += counts.sumR[k] ?? 0;
    best.cntP += counts.cntP[k] ?? 0;
    best.sumP += counts.sumP[k] ?? 0;
  }
  const recall = share(best.cntR, best.sumR);
  const precision = share(best.cntP, best.sumP);
  const byRecall = firstByX(curve.map((p) => [p.recall, p.precision] as const));
  let area = 0;
  if (byRecall.length > 1) for (let r = 0; r <= 100; r++) area += interpolate(byRecall, r === 100 ? 1 : r * 0.01) ?? 0;
  const byPrecision = firstByX(curve.map((p) => [p.precision, p.recall] as const));
  const least = byPrecision[0]?.[0] ?? 0;
  return {
    ods: bestPoint(curve),
    ois: { recall, precision, f: fMeasure(recall, precision) },
    ap: area * 0.01,
    r50: byPrecision.length > 1 ? (interpolate(byPrecision, Math.max(least, 0.5)) ?? 0) : 0,
    curve,
    pictures: pictures.length,
  };
}

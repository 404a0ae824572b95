/** The confusion matrix over classes and all figures that follow from it. */

/** Pixel counts `[truth * (classes + 1) + prediction]`; the last column counts predictions that are no class. */
export class ConfusionMatrix {
  readonly classes: number;
  readonly counts: Float64Array;

  constructor(classes: number) {
    this.classes = classes;
    this.counts = new Float64Array(classes * (classes + 1));
  }

  /** @throws RangeError when the other has another number of classes */
  merge(other: ConfusionMatrix): void {
    if (other.classes !== this.classes)
      throw new RangeError('confusion matrices of different classes cannot be joined');
    for (let i = 0; i < this.counts.length; i++) this.counts[i] = (this.counts[i] ?? 0) + (other.counts[i] ?? 0);
  }

  at(truth: number, prediction: number): number {
    return this.counts[truth * (this.classes + 1) + prediction] ?? 0;
  }
}

/** Figures of one class, 0..1; null where undefined (0/0). */
export interface ClassFigures {
  readonly iou: number | null;
  readonly accuracy: number | null;
  readonly precision: number | null;
  readonly dice: number | null;
  readonly truthPixels: number;
  readonly predictedPixels: number;
}

/** Figures over all classes, 0..1; null where undefined. */
export interface ConfusionFigures {
  readonly perClass: readonly ClassFigures[];
  /** Mean over classes that occur in truth or prediction. */
  readonly miouPresent: number | null;
  /** Mean over all classes, those that never occur as 0. */
  readonly miouAbsentAsZero: number;
  readonly pixelAccuracy: number | null;
  readonly meanAccuracy: number | null;
  readonly meanDice: number | null;
  readonly frequencyWeightedIou: number | null;
  /** Cohen's kappa. */
  readonly kappa: number | null;
  readonly pixels: number;
}

const ratio = (a: number, b: number): number | null => (b > 0 ? a / b : null);

/** Mean of those that are defined; null when none is. */
export function meanOfDefined(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return ratio(
    defined.reduce((sum, value) => sum + value, 0),
    defined.length,
  );
}

/** All figures of a matrix. A prediction that is no class is a miss of the true class and an error of none. */
export function confusionFigures(matrix: ConfusionMatrix): ConfusionFigures {
  const n = matrix.classes;
  const rows = Array.from({ length: n }, (_, t) => sum(n + 1, (p) => matrix.at(t, p)));
  const columns = Array.from({ length: n }, (_, p) => sum(n, (t) => matrix.at(t, p)));
  const pixels = sum(n, (t) => rows[t] ?? 0);
  const right = sum(n, (c) => matrix.at(c, c));
  const perClass = rows.map((row, c): ClassFigures => {
    const column = columns[c] ?? 0;
    const hit = matrix.at(c, c);
    return {
      iou: ratio(hit, row + column - hit),
      accuracy: ratio(hit, row),
      precision: ratio(hit, column),
      dice: ratio(2 * hit, row + column),
      truthPixels: row,
      predictedPixels: column,
    };
  });
  const byChance = ratio(
    sum(n, (c) => (rows[c] ?? 0) * (columns[c] ?? 0)),
    pixels * pixels,
  );
  const accuracy = ratio(right, pixels);
  return {
    perClass,
    miouPresent: meanOfDefined(perClass.map((c) => c.iou)),
    miouAbsentAsZero: sum(n, (c) => perClass[c]?.iou ?? 0) / n,
    pixelAccuracy: accuracy,
    meanAccuracy: meanOfDefined(perClass.map((c) => c.accuracy)),
    meanDice: meanOfDefined(perClass.map((c) => c.dice)),
    frequencyWeightedIou: ratio(
      sum(n, (c) => (rows[c] ?? 0) * (perClass[c]?.iou ?? 0)),
      pixels,
    ),
    kappa: accuracy === null || byChance === null ? null : ratio(accuracy - byChance, 1 - byChance),
    pixels,
  };
}

function sum(n: number, value: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += value(i);
  return total;
}

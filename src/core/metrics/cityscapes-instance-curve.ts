/** Average precision of one Cityscapes class at one overlap, from counted overlaps. */

/** A true instance; a group is a region whose instances could not be told apart. */
export interface TrueInstance {
  readonly group: boolean;
  readonly pixels: number;
}

/** What happened between truths and predictions of one class in one picture. */
export interface InstanceLink {
  readonly truths: readonly TrueInstance[];
  readonly predictions: readonly {
    readonly confidence: number;
    readonly pixels: number;
    readonly voidPixels: number;
    /** Truths that it touches, by index, with the number of common pixels. */
    readonly overlaps: readonly { readonly truth: number; readonly pixels: number }[];
  }[];
}

/** Smaller true instances are left out. */
const MIN_PIXELS = 100;

interface Scored {
  readonly score: number;
  readonly right: boolean;
}

/**
 * Area under the stepwise precision-recall curve, with the artificial point precision 1, recall 0; null without true instances.
 * Source: `evaluateMatches` of `evalInstanceLevelSemanticLabeling.py`.
 */
export function instanceAp(links: readonly InstanceLink[], overlap: number): number | null {
  const scored: Scored[] = [];
  let missed = 0;
  let hasTruth = false;
  let hasPrediction = false;
  for (const link of links) {
    if (link.predictions.length > 0) hasPrediction = true;
    for (const [t, truth] of link.truths.entries()) {
      if (truth.group || truth.pixels < MIN_PIXELS) continue;
      hasTruth = true;
      const scores = link.predictions.filter((p) => overlapOf(p, t, truth) > overlap).map((p) => p.confidence);
      if (scores.length === 0) {
        missed++;
        continue;
      }
      // of several predictions of one instance the strongest is right, the others are wrong
      scores.sort((a, b) => b - a);
      for (const [i, score] of scores.entries()) scored.push({ score, right: i === 0 });
    }
    for (const prediction of link.predictions) {
      if (isUnexplained(prediction, link, overlap)) scored.push({ score: prediction.confidence, right: false });
    }
  }
  if (!hasTruth) return null;
  return hasPrediction && scored.length > 0 ? stepArea(scored, missed) : 0;
}

function overlapOf(prediction: InstanceLink['predictions'][number], t: number, truth: TrueInstance): number {
  const common = prediction.overlaps.find((o) => o.truth === t)?.pixels ?? 0;
  return common / (truth.pixels + prediction.pixels - common);
}

/** True for a prediction that matches nothing and does not lie mostly on void, groups and tiny instances. */
function isUnexplained(prediction: InstanceLink['predictions'][number], link: InstanceLink, overlap: number): boolean {
  let ignored = prediction.voidPixels;
  for (const { truth: t, pixels } of prediction.overlaps) {
    const truth = link.truths[t];
    if (!truth) continue;
    if (overlapOf(prediction, t, truth) > overlap) return false;
    // a group that is tiny counts twice in the official code, and so it does here
    if (truth.group) ignored += pixels;
    if (truth.pixels < MIN_PIXELS) ignored += pixels;
  }
  return ignored / prediction.pixels <= overlap;
}

function stepArea(scored: readonly Scored[], missed: number): number {
  const sorted = [...scored].sort((a, b) => a.score - b.score);
  const total = sorted.length;
  const allRight = sorted.filter((s) => s.right).length;
  const precision: number[] = [];
  const recall: number[] = [];
  let rightBelow = 0;
  for (let i = 0; i < total; i++) {
    if (i === 0 || sorted[i]?.score !== sorted[i - 1]?.score) {
      const right = allRight - rightBelow;
      const wrong = total - i - right;
      precision.push(right / (right + wrong));
      recall.push(right / (right + rightBelow + missed));
    }
    if (sorted[i]?.right) rightBelow++;
  }
  precision.push(1);
  recall.push(0);
  // each step is as wide as half the way between its neighbours: the official convolution with [-.5, 0, .5]
  const padded = [recall[0] ?? 0, ...recall, 0];
  let area = 0;
  for (const [i, p] of precision.entries()) area += p * (((padded[i] ?? 0) - (padded[i + 2] ?? 0)) / 2);
  return area;
}

/** Assigns detections of one picture and category to true instances, as COCOeval and LVISEval do. */

/** What is compared: `ious[d * truths + t]`, detections by falling score. */
export interface MatchInput {
  readonly detections: number;
  readonly truths: number;
  readonly ious: Float64Array;
  /** Truth is left out of the count in this size bin. */
  readonly truthIgnored: Uint8Array;
  /** A crowd can be matched any number of times. */
  readonly truthCrowd: Uint8Array;
  /** An unmatched detection of this kind is no error (outside the size bin, or category not annotated exhaustively). */
  readonly detectionExcused: Uint8Array;
}

/** One row of `detections` entries a threshold: `matched[k * detections + d]`. */
export interface MatchOutput {
  /** Index of the matched truth, -1 for none. */
  readonly matched: Int32Array;
  /** 1 where the detection counts neither as right nor as wrong. */
  readonly ignored: Uint8Array;
}

/**
 * Greedy matching by falling score, separately at each IoU threshold.
 * A detection takes the free truth of highest IoU (the later one on equal IoU, as the official code's `<` has it);
 * an ignored truth only when no real one reaches the threshold.
 * Source: cocoapi `cocoeval.py` (`evaluateImg`), lvis-api `eval.py` (`evaluate_img`).
 */
export function matchDetections(input: MatchInput, thresholds: readonly number[]): MatchOutput {
  const { detections: nd, truths: nt, ious, truthIgnored, truthCrowd, detectionExcused } = input;
  const matched = new Int32Array(thresholds.length * nd).fill(-1);
  const ignored = new Uint8Array(thresholds.length * nd);
  const order = realFirst(truthIgnored);
  const best = bestOf(ious, nd, nt);
  const taken = new Uint8Array(nt);
  for (const [k, threshold] of thresholds.entries()) {
    const least = Math.min(threshold, 1 - 1e-10);
    taken.fill(0);
    for (let d = 0; d < nd; d++) {
      const cell = k * nd + d;
      const hit = (best[d] ?? 0) < least ? -1 : choose(input, order, taken, d, least);
      if (hit < 0) {
        ignored[cell] = detectionExcused[d] ?? 0;
        continue;
      }
      matched[cell] = hit;
      ignored[cell] = truthIgnored[hit] ?? 0;
      if (truthCrowd[hit] === 0) taken[hit] = 1;
    }
  }
  return { matched, ignored };
}

function choose(input: MatchInput, order: Uint32Array, taken: Uint8Array, d: number, least: number): number {
  const { ious, truths, truthIgnored } = input;
  const row = d * truths;
  let reached = least;
  let hit = -1;
  for (const t of order) {
    if (taken[t] === 1) continue;
    if (hit >= 0 && truthIgnored[hit] === 0 && truthIgnored[t] === 1) break;
    const iou = ious[row + t] ?? 0;
    if (iou < reached) continue;
    reached = iou;
    hit = t;
  }
  return hit;
}

/** Truth indices with the ignored ones last, otherwise in file order. */
function realFirst(ignored: Uint8Array): Uint32Array {
  const order = new Uint32Array(ignored.length);
  let used = 0;
  for (const wanted of [0, 1]) {
    for (let t = 0; t < ignored.length; t++) if (ignored[t] === wanted) order[used++] = t;
  }
  return order;
}

function bestOf(ious: Float64Array, nd: number, nt: number): Float64Array {
  const best = new Float64Array(nd);
  for (let d = 0; d < nd; d++) {
    let top = 0;
    for (let t = 0; t < nt; t++) top = Math.max(top, ious[d * nt + t] ?? 0);
    best[d] = top;
  }
  return best;
}

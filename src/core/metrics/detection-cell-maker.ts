/** Compares and matches the detections and truths of one picture and category into a cell. */
import type { Truth } from '../coco/dataset.ts';
import type { Detection } from '../coco/results.ts';
import type { DetectionCell, SizeBin } from './detection-cells.ts';
import { matchDetections } from './detection-matching.ts';

/** IoU matrix `[detection * truths + truth]` of one picture and category. */
export type CompareInstances = (detections: readonly Detection[], truths: readonly Truth[]) => Float64Array;

/** Who matched whom in one size bin, by the ids of the file. */
export interface MatchReport {
  readonly imageId: number;
  readonly categoryId: number;
  readonly bin: SizeBin['name'];
  /** Detection ids by falling score. */
  readonly detections: readonly number[];
  readonly truths: readonly number[];
  /** `matched[k][d]`: id of the matched truth at threshold k, or null. */
  readonly matched: readonly (readonly (number | null)[])[];
  readonly ignored: readonly (readonly boolean[])[];
}

/** What to match, and by which rules. */
export interface CellInput {
  readonly truths: readonly Truth[];
  readonly detections: readonly Detection[];
  readonly thresholds: readonly number[];
  readonly bins: readonly SizeBin[];
  readonly limit: number;
  /** Truths that count in no bin. */
  readonly isIgnored: (truth: Truth) => boolean;
  /** Unmatched detections are no errors in this picture and category. */
  readonly excuseAll: boolean;
  readonly compare: CompareInstances;
  readonly report?: ((report: MatchReport) => void) | undefined;
}

/** The detections by falling score, file order on ties, cut at `limit`. */
export function strongest(detections: readonly Detection[], limit: number): Detection[] {
  return [...detections].sort((a, b) => b.score - a.score).slice(0, limit);
}

/** A loop, since `Uint8Array.from` with a callback takes a multiple of its time, and there is one for each of many thousand cells. */
function flags<T>(list: readonly T[], isSet: (item: T) => boolean): Uint8Array {
  const out = new Uint8Array(list.length);
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (item !== undefined && isSet(item)) out[i] = 1;
  }
  return out;
}

/** Matches one picture and category in every size bin. */
export function makeCell(input: CellInput): DetectionCell {
  const { truths, thresholds, bins } = input;
  const detections = strongest(input.detections, input.limit);
  const nd = detections.length;
  const ious = nd > 0 && truths.length > 0 ? input.compare(detections, truths) : new Float64Array(0);
  const truthCrowd = flags(truths, (truth) => truth.crowd);
  const positives = new Uint32Array(bins.length);
  const right = new Uint32Array(bins.length * nd);
  const ignored = new Uint32Array(bins.length * nd);
  const allBits = thresholds.reduce((bits, _, k) => bits | (1 << k), 0);
  for (const [b, bin] of bins.entries()) {
    const outside = (area: number): boolean => area < bin.from || area > bin.to;
    const truthIgnored = flags(truths, (truth) => input.isIgnored(truth) || outside(truth.area));
    for (const flag of truthIgnored) positives[b] = (positives[b] ?? 0) + 1 - flag;
    if (nd === 0) continue;
    if (truths.length === 0 && !input.report) {
      for (const [d, { area }] of detections.entries())
        if (input.excuseAll || outside(area)) ignored[b * nd + d] = allBits;
      continue;
    }
    const detectionExcused = flags(detections, (d) => input.excuseAll || outside(d.area));
    const match = { detections: nd, truths: truths.length, ious, truthIgnored, truthCrowd, detectionExcused };
    const output = matchDetections(match, thresholds);
    for (let k = 0; k < thresholds.length; k++) {
      for (let d = 0; d < nd; d++) {
        const at = b * nd + d;
        const truth = truths[output.matched[k * nd + d] ?? -1];
        let skip = output.ignored[k * nd + d] === 1;
        // the official code keeps the matched id, so a truth with id 0 reads as "no match"
        const hit = truth !== undefined && truth.id !== 0;
        if (truth?.id === 0 && detectionExcused[d] === 1) skip = true;
        if (skip) ignored[at] = (ignored[at] ?? 0) | (1 << k);
        else if (hit) right[at] = (right[at] ?? 0) | (1 << k);
      }
    }
    input.report?.({
      imageId: truths[0]?.imageId ?? detections[0]?.imageId ?? 0,
      categoryId: truths[0]?.categoryId ?? detections[0]?.categoryId ?? 0,
      bin: bin.name,
      detections: detections.map((d) => d.id),
      truths: truths.map((t) => t.id),
      matched: thresholds.map((_, k) =>
        detections.map((_d, d) => truths[output.matched[k * nd + d] ?? -1]?.id ?? null),
      ),
      ignored: thresholds.map((_, k) => detections.map((_d, d) => output.ignored[k * nd + d] === 1)),
    });
  }
  const scores = new Float64Array(nd);
  for (let d = 0; d < nd; d++) scores[d] = detections[d]?.score ?? 0;
  return { scores, positives, right, ignored };
}

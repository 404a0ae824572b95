/** Everything mode: a grid of clicks decoded in batches, good masks kept once each. After SAM's automatic mask generator. */
import type { Candidate, EverythingBatch, EverythingOptions, EverythingSummary } from '../contract/segmenter.ts';
import { boxIou } from '../core/geometry/box.ts';
import { stabilityScore } from '../core/mask/logits.ts';
import { pointGrid } from '../core/prompt/grid.ts';
import type { Encoded, FamilyModel } from '../runtime/families/family.ts';
import type { Checkpoint } from './jobs.ts';
import { type PlaneMask, planeIou, planeMask } from './plane-overlap.ts';

/**
 * Sends every mask that passes the thresholds and is not yet there, best first within each batch; `done` counts points.
 * @throws SegError `aborted` between batches, and whatever decoding throws
 */
export async function everything(
  model: FamilyModel,
  encoded: Encoded,
  options: EverythingOptions,
  checkpoint: Checkpoint,
  send: (batch: EverythingBatch) => void,
): Promise<EverythingSummary> {
  const start = performance.now();
  const order = options.coarseToFine ? 'coarse' : 'rows';
  const points = pointGrid(encoded.placement.source, options.pointsPerSide, order);
  const kept: PlaneMask[] = [];
  for (let at = 0; at < points.length; at += options.pointsPerBatch) {
    await checkpoint();
    const answers = await model.decodeBatch(encoded, points.slice(at, at + options.pointsPerBatch));
    const fresh = answers
      .flatMap((answer) => answer.candidates)
      .filter((candidate) => isGood(candidate, options))
      .toSorted((a, b) => rating(b) - rating(a))
      .filter((candidate) => isNew(candidate, kept, options));
    send({ candidates: fresh, done: Math.min(at + options.pointsPerBatch, points.length), total: points.length });
  }
  return { decoded: points.length, kept: kept.length, ms: performance.now() - start };
}

function rating({ score, stability }: Candidate): number {
  return Number.isNaN(score) ? stability : score;
}

function isGood(candidate: Candidate, options: EverythingOptions): boolean {
  if (!Number.isNaN(candidate.score) && candidate.score < options.predIouThresh) return false;
  const { stabilityScoreOffset, stabilityScoreThresh } = options;
  const stability =
    stabilityScoreOffset === 1 ? candidate.stability : stabilityScore(candidate.logits, 0, stabilityScoreOffset);
  return stability >= stabilityScoreThresh;
}

/** Adds the mask to `kept` unless a kept one has nearly its box and nearly its pixels. */
function isNew(candidate: Candidate, kept: PlaneMask[], options: EverythingOptions): boolean {
  const mask = planeMask(candidate.logits);
  if (!mask || mask.area < options.minMaskRegionArea) return false;
  const { boxNmsThresh } = options;
  if (kept.some((k) => boxIou(k.box, mask.box) > boxNmsThresh && planeIou(k, mask) > boxNmsThresh)) return false;
  kept.push(mask);
  return true;
}

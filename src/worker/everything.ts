/** Everything mode: a grid of clicks decoded in batches, good masks kept once each. After SAM's automatic mask generator. */
import type { Candidate, EverythingBatch, EverythingOptions, EverythingSummary } from '../contract/segmenter.ts';
import { stabilityScore } from '../core/mask/logits.ts';
import { type PlaneMask, planeMask } from '../core/mask/plane-overlap.ts';
import { Sieve, type SieveMask, sieveRating } from '../core/mask/sieve.ts';
import { pointGrid } from '../core/prompt/grid.ts';
import type { Encoded, FamilyModel } from '../runtime/families/family.ts';
import type { Checkpoint } from './jobs.ts';

/**
 * Sends every mask that passes the thresholds and is not yet there, best first within each batch; `done` counts points.
 * With `everyMask`, sends all masks of all points instead, in the order of the points.
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
  const sieve = new Sieve(options);
  let kept = 0;
  for (let at = 0; at < points.length; at += options.pointsPerBatch) {
    await checkpoint();
    const answers = await model.decodeBatch(encoded, points.slice(at, at + options.pointsPerBatch));
    const all = answers.flatMap((answer) => answer.candidates);
    const candidates = options.everyMask ? all : sifted(all, sieve, options.stabilityScoreOffset);
    kept += candidates.length;
    send({ candidates, done: Math.min(at + options.pointsPerBatch, points.length), total: points.length });
  }
  return { decoded: points.length, kept, ms: performance.now() - start };
}

function sifted(candidates: readonly Candidate[], sieve: Sieve, offset: number): readonly Candidate[] {
  const verdicts = sieve.take(
    candidates.map(
      ({ logits, score, stability }): SieveMask => ({
        score,
        stability: offset === 1 ? stability : stabilityScore(logits, 0, offset),
        get mask(): PlaneMask | undefined {
          return planeMask(logits);
        },
      }),
    ),
  );
  return candidates
    .filter((_, i) => verdicts[i]?.kind === 'kept')
    .toSorted((a, b) => sieveRating(b) - sieveRating(a));
}

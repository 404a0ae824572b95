/** Everything mode: a grid of clicks decoded in batches, good masks kept once each. After SAM's automatic mask generator. */
import type { Candidate, EverythingBatch, EverythingOptions, EverythingSummary } from '../contract/segmenter.ts';
import type { ImagePoint } from '../core/geometry/space.ts';
import { stabilityScore } from '../core/mask/logits.ts';
import { holdsPoint, type PlaneMask, planeMask } from '../core/mask/plane-overlap.ts';
import { Sieve, type SieveMask, sieveRating } from '../core/mask/sieve.ts';
import { pointGrid } from '../core/prompt/grid.ts';
import type { Decoded, FamilyModel } from '../runtime/families/family.ts';
import type { StoredEmbedding } from './embeddings.ts';
import { type HalfSizeEmbedding, openHalfSizeEmbedding } from './half-size-embedding.ts';
import type { Checkpoint } from './jobs.ts';

/** Points of the first batch where later ones may be passed over; each batch is twice the one before. */
const FIRST_BATCH = 8;

/**
 * Sends every mask that passes the thresholds and is not yet there, best first within each batch; `done` counts points,
 * those passed over included. With `lowResolutionFirst` a point is decoded at full size only when its half-size answer
 * passes the thresholds and is new: every mask sent is one that its point gives at full size.
 * With `everyMask`, sends all masks of all points instead, in the order of the points.
 * @throws SegError `aborted` between batches, and whatever decoding throws
 */
export async function everything(
  model: FamilyModel,
  stored: StoredEmbedding,
  options: EverythingOptions,
  checkpoint: Checkpoint,
  send: (batch: EverythingBatch) => void,
): Promise<EverythingSummary> {
  const start = performance.now();
  const { encoded } = stored;
  const judged = !options.everyMask;
  const points = pointGrid(encoded.placement.source, options.pointsPerSide, options.coarseToFine ? 'coarse' : 'rows');
  const halfSize = judged && options.lowResolutionFirst ? await openHalfSizeEmbedding(model, stored) : undefined;
  const covers = judged && options.skipCovered ? new Covers(options) : undefined;
  const sieve = new Sieve(options);
  const promising = new Sieve(options);
  const count = { decoded: 0, confirmed: 0, skipped: 0, kept: 0 };
  let size = covers ? Math.min(FIRST_BATCH, options.pointsPerBatch) : options.pointsPerBatch;

  const worthIt = async (batch: readonly ImagePoint[], by: HalfSizeEmbedding): Promise<readonly ImagePoint[]> => {
    const rough = await by.decode(batch);
    covers?.note(rough);
    const all = rough.flatMap(({ candidates }, i) => candidates.map((candidate) => ({ candidate, i })));
    const verdicts = promising.take(all.map(({ candidate }) => sieveMask(candidate, options)));
    const fresh = new Set(all.filter((_, k) => verdicts[k]?.kind === 'kept').map(({ i }) => i));
    await checkpoint();
    return batch.filter((_, i) => fresh.has(i));
  };

  try {
    for (let at = 0; at < points.length; ) {
      await checkpoint();
      const batch: ImagePoint[] = [];
      for (; at < points.length && batch.length < size; at++) {
        const point = points[at];
        if (point && covers?.hold(point)) count.skipped++;
        else if (point) batch.push(point);
      }
      size = Math.min(2 * size, options.pointsPerBatch);
      const wanted = halfSize && batch.length > 0 ? await worthIt(batch, halfSize) : batch;
      const answers = wanted.length > 0 ? await model.decodeBatch(encoded, wanted) : [];
      if (!halfSize) covers?.note(answers);
      const all = answers.flatMap((answer) => answer.candidates);
      const candidates = judged ? sifted(all, sieve, options) : all;
      count.decoded += batch.length;
      count.confirmed += wanted.length;
      count.kept += candidates.length;
      send({ candidates, done: at, total: points.length });
    }
  } finally {
    halfSize?.close();
  }
  return { ...count, ms: performance.now() - start };
}

function sieveMask({ logits, score, stability }: Candidate, { stabilityScoreOffset }: EverythingOptions): SieveMask {
  return {
    score,
    stability: stabilityScoreOffset === 1 ? stability : stabilityScore(logits, 0, stabilityScoreOffset),
    get mask(): PlaneMask | undefined {
      return planeMask(logits);
    },
  };
}

function sifted(candidates: readonly Candidate[], sieve: Sieve, options: EverythingOptions): readonly Candidate[] {
  const verdicts = sieve.take(candidates.map((candidate) => sieveMask(candidate, options)));
  return candidates.filter((_, i) => verdicts[i]?.kind === 'kept').toSorted((a, b) => sieveRating(b) - sieveRating(a));
}

/** A cover must beat the thresholds by this much, and so many must agree: what is passed over is not looked at again. */
const SURER = { score: 0.2, stability: 0.25 };
const AGREE = 2;

/**
 * How far the things found so far reach: a click inside the smallest sure reading of two other clicks would say the same.
 * On five samples the masks of the whole grid are found again to 91 % or more, with half to all of its points decoded.
 */
class Covers {
  private readonly options: EverythingOptions;
  private readonly masks: PlaneMask[] = [];

  constructor(options: EverythingOptions) {
    this.options = options;
  }

  note(answers: readonly Decoded[]): void {
    const { predIouThresh, stabilityScoreThresh } = this.options;
    for (const { candidates } of answers) {
      const smallest = candidates
        .map((candidate) => sieveMask(candidate, this.options))
        .filter((m) => !(m.score < predIouThresh + SURER.score))
        .filter((m) => m.stability >= stabilityScoreThresh + SURER.stability)
        .map((m) => m.mask)
        .filter((mask) => mask !== undefined)
        .toSorted((a, b) => a.cells - b.cells)[0];
      if (smallest) this.masks.push(smallest);
    }
  }

  hold(point: ImagePoint): boolean {
    let count = 0;
    for (const mask of this.masks) if (holdsPoint(mask, point) && ++count >= AGREE) return true;
    return false;
  }
}

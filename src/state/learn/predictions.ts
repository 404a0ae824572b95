/** Flow: a list of predictions with scores for the open picture, from the live model. */
import { throwIfAborted } from '../../contract/errors.ts';
import type { ImagePredictor } from '../../contract/predictor.ts';
import type { Candidate } from '../../contract/segmenter.ts';
import type { Size } from '../../core/geometry/space.ts';
import { type Mask, maskBounds } from '../../core/mask/mask.ts';
import type { PackedMask } from '../../core/mask/packed.ts';
import { sieveRating } from '../../core/mask/sieve.ts';
import { seededRandom } from '../../core/metrics/seeded-random.ts';
import { shakenBox } from '../../core/teach/shaken-box.ts';
import { packLogits } from '../object-mask.ts';
import { oneClickEach } from './one-click-each.ts';

export interface Prediction {
  /** Predicted IoU, or stability where the model predicts none. */
  readonly score: number;
  readonly mask: PackedMask;
}

/**
 * `boxes`: the true boxes, each shaken more than the one before, as a detector of uneven quality would give them; `clicks`: one
 * click in each true thing; `everything`: a grid of clicks, without knowledge of the truth.
 */
export type PredictionSource = 'boxes' | 'clicks' | 'everything';

const GRID = {
  pointsPerSide: 12,
  pointsPerBatch: 16,
  predIouThresh: 0.3,
  stabilityScoreThresh: 0.4,
  stabilityScoreOffset: 1,
  boxNmsThresh: 0.7,
  minMaskRegionArea: 0,
  coarseToFine: true,
  skipCovered: true,
};
/** Edges of the last box are off by up to this part of its side. */
const MOST_SHAKEN = 0.5;
/** The boxes are the same each time: a lesson asks about them. */
const SEED = 7;

/** COCO's evaluation reads at most so many a picture. */
const MOST = 100;

/**
 * @returns by falling score
 * @throws SegError `aborted` and whatever decoding throws
 */
export async function predict(
  source: PredictionSource,
  predictor: ImagePredictor,
  size: Size,
  truths: ReadonlyMap<string, Mask>,
  signal: AbortSignal,
  progress: (done: number, total: number) => void,
): Promise<readonly Prediction[]> {
  const found: Prediction[] = [];
  const take = (candidate: Candidate): void => {
    found.push({ score: sieveRating(candidate), mask: packLogits(candidate.logits, size, 0) });
  };
  if (source === 'boxes') {
    const random = seededRandom(SEED);
    let done = 0;
    for (const truth of truths.values()) {
      throwIfAborted(signal);
      const box = maskBounds(truth);
      const amount = (MOST_SHAKEN * (done + 0.5)) / truths.size;
      const prompts = box ? [{ kind: 'box', box: shakenBox(box, amount, size, random) } as const] : [];
      const { candidates, best } = await predictor.predict(prompts, { signal });
      const shown = candidates[best];
      if (shown) take(shown);
      progress(++done, truths.size);
    }
  } else if (source === 'everything') {
    let before = 0;
    await predictor.everything(GRID, signal, ({ candidates, done, total }) => {
      // A worker that took the place of a lost one begins anew.
      if (done <= before) found.length = 0;
      before = done;
      candidates.forEach(take);
      progress(done, total);
    });
  } else {
    await oneClickEach(predictor, truths, signal, (_, candidate, done, total) => {
      take(candidate);
      progress(done, total);
    });
  }
  return found.toSorted((a, b) => b.score - a.score).slice(0, MOST);
}

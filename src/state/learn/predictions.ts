/** Flow: a list of predictions with scores for the open picture, from the live model. */
import type { Candidate, EmbeddingRef, Engine } from '../../contract/segmenter.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { Mask } from '../../core/mask/mask.ts';
import type { PackedMask } from '../../core/mask/packed.ts';
import { sieveRating } from '../../core/mask/sieve.ts';
import { packLogits } from '../object-mask.ts';
import { oneClickEach } from './one-click-each.ts';

export interface Prediction {
  /** Predicted IoU, or stability where the model predicts none. */
  readonly score: number;
  readonly mask: PackedMask;
}

/** `everything`: a grid of clicks, as an instance segmenter without knowledge of the truth; `clicks`: one click in each true thing. */
export type PredictionSource = 'everything' | 'clicks';

const GRID = {
  pointsPerSide: 12,
  pointsPerBatch: 16,
  predIouThresh: 0.3,
  stabilityScoreThresh: 0.4,
  stabilityScoreOffset: 1,
  boxNmsThresh: 0.7,
  minMaskRegionArea: 0,
  coarseToFine: true,
};
/** COCO's evaluation reads at most so many a picture. */
const MOST = 100;

/**
 * @returns by falling score
 * @throws SegError `aborted` and whatever decoding throws
 */
export async function predict(
  source: PredictionSource,
  engine: Engine,
  embedding: EmbeddingRef,
  size: Size,
  truths: ReadonlyMap<string, Mask>,
  signal: AbortSignal,
  progress: (done: number, total: number) => void,
): Promise<readonly Prediction[]> {
  const found: Prediction[] = [];
  const take = (candidate: Candidate): void => {
    found.push({ score: sieveRating(candidate), mask: packLogits(candidate.logits, size, 0) });
  };
  if (source === 'everything') {
    await engine.everything(embedding, GRID, signal, ({ candidates, done, total }) => {
      candidates.forEach(take);
      progress(done, total);
    });
  } else {
    await oneClickEach(engine, embedding, truths, signal, (_, candidate, done, total) => {
      take(candidate);
      progress(done, total);
    });
  }
  return found.toSorted((a, b) => b.score - a.score).slice(0, MOST);
}

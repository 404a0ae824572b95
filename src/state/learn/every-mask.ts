/** Flow: every mask of a grid of clicks, unjudged, for showing what everything mode chooses from. */
import type { ImagePredictor } from '../../contract/predictor.ts';
import type { ImageBox } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import { planeMask } from '../../core/mask/plane-overlap.ts';
import type { GridMask } from '../../core/teach/everything-steps.ts';
import { POINTS_PER_BATCH } from '../flows/find-everything.ts';

/** All masks of a grid, without their logits: a hundred points would hold a hundred megabytes of them. */
export interface EveryMask {
  readonly pointsPerSide: number;
  readonly masks: readonly GridMask[];
  /** Size of the planes that the masks lie on, and their picture part. */
  readonly plane: Size;
  readonly content: Size;
  readonly box: ImageBox;
  readonly ms: number;
}

/**
 * @param progress points done and in all
 * @throws SegError `aborted` and whatever decoding throws
 */
export async function everyMask(
  predictor: ImagePredictor,
  pointsPerSide: number,
  signal: AbortSignal,
  progress: (done: number, total: number) => void,
): Promise<EveryMask> {
  const masks: GridMask[] = [];
  let before = 0;
  let plane: Size = { width: 1, height: 1 };
  let content: Size = plane;
  let box: ImageBox = predictor.placement.source;
  const options = {
    pointsPerSide,
    pointsPerBatch: POINTS_PER_BATCH,
    predIouThresh: 0,
    stabilityScoreThresh: 0,
    stabilityScoreOffset: 1,
    boxNmsThresh: 1,
    minMaskRegionArea: 0,
    coarseToFine: true,
    everyMask: true,
  };
  const { ms } = await predictor.everything(options, signal, ({ candidates, done, total }) => {
    // A worker that took the place of a lost one begins anew.
    if (done <= before) {
      masks.length = 0;
      before = 0;
    }
    const perPoint = candidates.length / Math.max(1, done - before);
    for (const [i, { logits, score, stability }] of candidates.entries()) {
      const { width, height } = logits;
      plane = { width, height };
      content = logits.content;
      box = logits.box;
      masks.push({ point: before + Math.floor(i / perPoint), score, stability, mask: planeMask(logits) });
    }
    before = done;
    progress(done, total);
  });
  return { pointsPerSide, masks, plane, content, box, ms };
}

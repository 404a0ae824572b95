/** Plays the robot user against a model for one object. */

import { logitsToMask } from '../core/mask/logits.ts';
import { emptyMask, type Mask, maskBounds, maskIou } from '../core/mask/mask.ts';
import type { ClickRecord } from '../core/metrics/click-run.ts';
import { boundaryIou } from '../core/metrics/mask-pair.ts';
import { clickPrompt, nextClick, type Pixel } from '../core/prompt/clicker.ts';
import type { Prompt } from '../core/prompt/prompt.ts';
import type { Encoded, FamilyModel } from '../runtime/families/family.ts';

/** Clicks until `clicks` are used up, each from the error of the mask shown before, then asks once with the true box. */
export async function playObject(
  model: FamilyModel,
  encoded: Encoded,
  truth: Mask,
  clicks: number,
  withBox: boolean,
): Promise<Omit<ClickRecord, 'name' | 'set'>> {
  const prompts: Prompt[] = [];
  const clicked: Pixel[] = [];
  const ious: number[] = [];
  let shown = emptyMask(truth);
  let oracle = 0;
  let predictionError: number | null = null;
  let previous: Parameters<FamilyModel['decode']>[2];
  for (let k = 0; k < clicks; k++) {
    const click = nextClick(truth, shown, clicked);
    clicked.push(click);
    prompts.push(clickPrompt(click));
    const { candidates, best } = await model.decode(encoded, prompts, previous);
    const chosen = candidates[best];
    if (!chosen) throw new Error('the model gave no mask');
    shown = logitsToMask(chosen.logits, truth);
    previous = chosen.logits;
    const iou = maskIou(truth, shown);
    ious.push(iou);
    if (k > 0) continue;
    oracle = Math.max(...candidates.map(({ logits }) => maskIou(truth, logitsToMask(logits, truth))));
    predictionError = Number.isNaN(chosen.score) ? null : Math.abs(chosen.score - iou);
  }
  const boundary = boundaryIou(truth, shown);
  const bounds = withBox ? maskBounds(truth) : null;
  let box: number | null = null;
  if (bounds) {
    const { candidates, best } = await model.decode(encoded, [{ kind: 'box', box: bounds }]);
    const chosen = candidates[best];
    box = chosen ? maskIou(truth, logitsToMask(chosen.logits, truth)) : 0;
  }
  return { ious, oracle, box, boundary, predictionError };
}

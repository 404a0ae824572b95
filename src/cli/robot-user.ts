/** Plays the robot user against a model for one object. */

import type { BasicPredictor } from '../contract/predictor.ts';
import type { Segmentation } from '../contract/segmenter.ts';
import { logitsToMask } from '../core/mask/logits.ts';
import { type Mask, maskBounds, maskIou } from '../core/mask/mask.ts';
import type { ClickRecord } from '../core/metrics/click-run.ts';
import { boundaryIou } from '../core/metrics/mask-pair.ts';
import type { Prompt } from '../core/prompt/prompt.ts';
import { type Answered, robotUser } from '../core/prompt/robot-user.ts';

/** Up to `clicks` clicks, each from the error of the mask shown before, then one question with the true box. */
export async function playObject(
  predictor: BasicPredictor,
  truth: Mask,
  clicks: number,
  withBox: boolean,
): Promise<Omit<ClickRecord, 'name' | 'set'>> {
  const maskOf = (answer: Segmentation): Mask => {
    const chosen = answer.candidates[answer.best];
    if (!chosen) throw new Error('the model gave no mask');
    return logitsToMask(chosen.logits, truth);
  };
  const ask = async (
    prompts: readonly Prompt[],
    previous: Segmentation | undefined,
  ): Promise<Answered<Segmentation>> => {
    const answer = await predictor.predict(prompts, { previous: previous?.candidates[previous.best]?.logits });
    return { answer, mask: maskOf(answer) };
  };
  const ious: number[] = [];
  let boundary = 0;
  let oracle = 0;
  let predicted: number | null = null;
  for await (const { answer, mask, iou } of robotUser(truth, ask, { clicks })) {
    boundary = boundaryIou(truth, mask);
    if (ious.push(iou) > 1) continue;
    oracle = Math.max(...answer.candidates.map(({ logits }) => maskIou(truth, logitsToMask(logits, truth))));
    const score = answer.candidates[answer.best]?.score ?? Number.NaN;
    predicted = Number.isNaN(score) ? null : score;
  }
  const bounds = withBox ? maskBounds(truth) : null;
  const box = bounds ? maskIou(truth, maskOf(await predictor.predict([{ kind: 'box', box: bounds }]))) : null;
  const first = ious[0] ?? 0;
  const predictionError = predicted === null ? null : Math.abs(predicted - first);
  const part = truth.data.reduce((sum, v) => sum + (v ? 1 : 0), 0) / truth.data.length;
  return { ious, oracle, box, boundary, predictionError, predicted, part };
}

/** Flow: the model's answer to one click in the middle of every true thing. */

import { throwIfAborted } from '../../contract/errors.ts';
import type { ImagePredictor } from '../../contract/predictor.ts';
import type { Candidate } from '../../contract/segmenter.ts';
import type { Mask } from '../../core/mask/mask.ts';
import { centreOfMask, clickPrompt } from '../../core/prompt/clicker.ts';

/**
 * @param answered called with each truth's name and the candidate that the model itself would show
 * @throws SegError `aborted` and whatever decoding throws
 */
export async function oneClickEach(
  predictor: ImagePredictor,
  truths: ReadonlyMap<string, Mask>,
  signal: AbortSignal,
  answered: (name: string, candidate: Candidate, done: number, total: number) => void,
): Promise<void> {
  let done = 0;
  for (const [name, truth] of truths) {
    throwIfAborted(signal);
    const click = clickPrompt({ ...centreOfMask(truth), label: 'include' });
    const { candidates, best } = await predictor.predict([click], { signal });
    const shown = candidates[best];
    done++;
    if (shown) answered(name, shown, done, truths.size);
  }
}

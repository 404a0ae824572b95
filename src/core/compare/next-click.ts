/** The robot user's next click as a prompt, for playing a script on several models at once. */
import { emptyMask, type Mask, maskIou } from '../mask/mask.ts';
import { clickPrompt, nextClick as robotClick } from '../prompt/clicker.ts';
import type { PointPrompt } from '../prompt/prompt.ts';

/**
 * The click of RITM's robot user (see `prompt/clicker.ts`).
 *
 * @param mask null before the first answer: everything is missing
 * @returns null when the mask is the truth
 */
export function nextClick(truth: Mask, mask: Mask | null): PointPrompt | null {
  const shown = mask ?? emptyMask(truth);
  return maskIou(truth, shown) === 1 ? null : clickPrompt(robotClick(truth, shown));
}

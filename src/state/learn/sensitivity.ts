/** Asks the model many prompts in turn and measures every answer against one mask. */
import { throwIfAborted } from '../../contract/errors.ts';
import type { Segmentation } from '../../contract/segmenter.ts';
import { comparisonGrid, planeOnGrid } from '../../core/compare/agreement.ts';
import type { Size } from '../../core/geometry/space.ts';
import { emptyMask, type Mask, maskIou } from '../../core/mask/mask.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { TrialResult } from '../../core/teach/sensitivity.ts';
import type { Encoded } from '../flows/encode.ts';

/** Longest side of the grid on which masks are compared: a fraction of a millisecond each, within a hundredth of the full-size IoU. */
const COMPARED_AT = 320;

/** The mask on the grid of comparison, nearest pixel centres. */
export function comparedMask(mask: Mask): Mask {
  const grid = comparisonGrid(mask, COMPARED_AT);
  const small = emptyMask(grid);
  for (let y = 0; y < grid.height; y++) {
    const row = Math.floor(((y + 0.5) * mask.height) / grid.height) * mask.width;
    for (let x = 0; x < grid.width; x++) {
      small.data[y * grid.width + x] = mask.data[row + Math.floor(((x + 0.5) * mask.width) / grid.width)] ?? 0;
    }
  }
  return small;
}

function measured({ candidates, best }: Segmentation, reference: Mask, picture: Size): TrialResult {
  const ious = candidates.map((c) => maskIou(planeOnGrid(c.logits, picture, reference), reference));
  return { own: ious[best] ?? 0, best: Math.max(0, ...ious) };
}

/**
 * One run of the decoder for each prompt set, one after another, so that clicks of the person get in between.
 *
 * @param reference what answers are measured against, from {@link comparedMask}
 * @param told called after every answer with its place in `sets`
 * @throws SegError `aborted`, and whatever decoding throws
 */
export async function tryPrompts(
  { predictor, picture }: Pick<Encoded, 'predictor' | 'picture'>,
  sets: readonly (readonly Prompt[])[],
  reference: Mask,
  signal: AbortSignal,
  told: (index: number, result: TrialResult) => void,
): Promise<void> {
  for (const [index, prompts] of sets.entries()) {
    throwIfAborted(signal);
    const segmentation = await predictor.predict(prompts, { signal });
    told(index, measured(segmentation, reference, picture.size));
  }
}

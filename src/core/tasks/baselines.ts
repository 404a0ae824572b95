/** Trackers of a few lines that the tracker of the app is measured against. */
import type { LogitsPlane } from '../mask/logits.ts';
import { promptsOfMask } from './plane-prompts.ts';
import { blendPlanes, type TrackedFrame } from './propagate.ts';

/**
 * `first`: the first mask stays where it was. `box`: the decoder is asked with the box of the mask before. `mean`: the mean of the
 * logits of that answer and of the answer to the mask before with the point deepest inside it.
 */
export const BASELINES = ['first', 'box', 'mean'] as const;
export type Baseline = (typeof BASELINES)[number];

/** The mask on the next frame; the one before stays where nothing was answered. @throws what `predict` throws */
export async function baselineStep(
  kind: Baseline,
  last: LogitsPlane,
  predict: TrackedFrame['predict'],
): Promise<LogitsPlane> {
  const prompts = kind === 'first' ? null : promptsOfMask(last);
  if (!prompts) return last;
  const ask = async (...asked: Parameters<typeof predict>): Promise<LogitsPlane | undefined> => {
    const { candidates, best } = await predict(...asked);
    return candidates[best]?.logits;
  };
  const byBox = await ask([{ kind: 'box', box: prompts.box }]);
  if (kind === 'box') return byBox ?? last;
  const byMask = await ask([{ kind: 'point', at: prompts.point, label: 'include' }], last);
  return byBox && byMask ? blendPlanes(byBox, byMask, 0.5) : (byBox ?? byMask ?? last);
}

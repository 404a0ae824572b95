/** Clicks on a fixed mask: what the model finds is added to it (include) or taken away (exclude). */
import type { Segmentation } from '../../contract/segmenter.ts';
import { combinePacked } from '../../core/mask/packed.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { SegObject } from '../document.ts';
import { packLogits } from '../object-mask.ts';

function isSubtraction(prompts: readonly Prompt[]): boolean {
  const [first] = prompts;
  return first !== undefined && first.kind !== 'box' && first.label === 'exclude';
}

/** What to ask the model: for a subtraction the part to take away is what it must include. */
export function correctionPrompts(prompts: readonly Prompt[]): readonly Prompt[] {
  if (!isSubtraction(prompts)) return prompts;
  return prompts.map((p) => (p.kind === 'box' ? p : { ...p, label: p.label === 'include' ? 'exclude' : 'include' }));
}

/** The object with the correction in its mask and the prompts used up; the same object when it has no fixed mask. */
export function corrected(object: SegObject, segmentation: Segmentation): SegObject {
  const plane = segmentation.candidates[segmentation.best]?.logits;
  if (!object.mask || !plane) return object;
  const part = packLogits(plane, object.mask, object.threshold);
  const operation = isSubtraction(object.prompts.map((p) => p.prompt)) ? 'subtract' : 'unite';
  return { ...object, mask: combinePacked(object.mask, part, operation), edge: null, prompts: [], answer: null };
}

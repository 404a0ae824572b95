/** When a model's own judgement of its mask calls for another click. */
import type { ModelManifest } from '../contract/manifest.ts';
import { chosenCandidate, isStale, type SegObject } from './document.ts';

/**
 * Whether the object shows a mask that its model is unsure of: the predicted IoU of the chosen candidate lies below the line in the
 * model's card. Models without a line are never doubted, and neither is what was drawn or corrected by hand.
 */
export function isUnsure(object: SegObject, manifest: ModelManifest): boolean {
  const line = manifest.card.doubtBelow;
  if (line === undefined || object.mask || object.hand || isStale(object)) return false;
  if (object.answer?.model !== manifest.id) return false;
  const score = chosenCandidate(object)?.score ?? Number.NaN;
  return score < line;
}

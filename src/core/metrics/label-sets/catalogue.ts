/** Every label convention that can be named on a card or a command line. */
import { ade20kLabels, ade20kPresentLabels } from './ade20k.ts';
import { cityscapesLabels, cityscapesTrainIdLabels } from './cityscapes.ts';
import type { LabelSet } from './label-set.ts';
import { lovedaFromOneLabels, lovedaLabels } from './loveda.ts';
import { maskLabels } from './mask.ts';
import { petsBorderIsPetLabels, petsIgnoreBorderLabels, petsThreeClassLabels } from './pets.ts';
import { vocLabels } from './voc.ts';

/** All conventions, by dataset. */
export const labelSets: readonly LabelSet[] = [
  ade20kLabels,
  ade20kPresentLabels,
  cityscapesLabels,
  cityscapesTrainIdLabels,
  lovedaLabels,
  lovedaFromOneLabels,
  petsIgnoreBorderLabels,
  petsThreeClassLabels,
  petsBorderIsPetLabels,
  vocLabels,
  maskLabels,
];

/** The convention with this id, or null. */
export function labelSetById(id: string): LabelSet | null {
  return labelSets.find((set) => set.id === id) ?? null;
}

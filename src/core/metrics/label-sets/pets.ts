/** Oxford-IIIT Pet trimaps in the three conventions that are in use; none is official. */
import { type LabelClass, type LabelSet, labelTable, voidLabel, wrongLabel } from './label-set.ts';

const pet: LabelClass = { name: 'pet', colour: [220, 120, 40] };
const background: LabelClass = { name: 'background', colour: [60, 60, 60] };
const border: LabelClass = { name: 'border', colour: [240, 230, 90] };

/** Predictions are any non-zero value for pet, 0 for background. */
const petOrNot = labelTable(256, (v) => (v === 0 ? 1 : 0));

/** Border pixels (3) are left out. */
export const petsIgnoreBorderLabels: LabelSet = {
  id: 'pets',
  name: 'Oxford-IIIT Pet, border left out',
  classes: [pet, background],
  truth: labelTable(4, (v) => [wrongLabel, 0, 1, voidLabel][v] ?? wrongLabel),
  prediction: petOrNot,
  absentAsZero: false,
  rule: 'pet against background; pixels of the border (3) are left out; predictions: 0 background, anything else pet',
};

/** Border pixels are a class of their own; predictions are trimaps 1, 2, 3. */
export const petsThreeClassLabels: LabelSet = {
  id: 'pets-3-class',
  name: 'Oxford-IIIT Pet, three classes',
  classes: [pet, background, border],
  truth: labelTable(4, (v) => (v === 0 ? wrongLabel : v - 1)),
  prediction: labelTable(4, (v) => (v === 0 ? wrongLabel : v - 1)),
  absentAsZero: false,
  rule: 'pet, background and border as three classes; predictions are trimaps with 1, 2 and 3',
};

/** Border pixels count as pet. */
export const petsBorderIsPetLabels: LabelSet = {
  id: 'pets-border-is-pet',
  name: 'Oxford-IIIT Pet, border counted as pet',
  classes: [pet, background],
  truth: labelTable(4, (v) => [wrongLabel, 0, 1, 0][v] ?? wrongLabel),
  prediction: petOrNot,
  absentAsZero: false,
  rule: 'pet against background; border pixels (3) count as pet; predictions: 0 background, anything else pet',
};

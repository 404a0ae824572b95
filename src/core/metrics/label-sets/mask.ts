/** Plain masks: one object against its background. */
import { type LabelSet, labelTable } from './label-set.ts';

const objectOrNot = labelTable(65_536, (v) => (v === 0 ? 0 : 1));

/** 0 is background, anything else the object. */
export const maskLabels: LabelSet = {
  id: 'mask',
  name: 'Masks',
  classes: [
    { name: 'background', colour: [60, 60, 60] },
    { name: 'object', colour: [220, 120, 40] },
  ],
  truth: objectOrNot,
  prediction: objectOrNot,
  absentAsZero: false,
  rule: 'masks: 0 is background, anything else the object; both are classes',
};

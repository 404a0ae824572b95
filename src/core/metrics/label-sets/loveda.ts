/** LoveDA land cover: 7 classes, predictions numbered from 0 or from 1. */
import { type LabelClass, type LabelSet, labelTable, voidLabel, wrongLabel } from './label-set.ts';

/** Colours: LoveDA `Semantic_Segmentation/render.py`. */
const classes: readonly LabelClass[] = [
  { name: 'background', colour: [255, 255, 255] },
  { name: 'building', colour: [255, 0, 0] },
  { name: 'road', colour: [255, 255, 0] },
  { name: 'water', colour: [0, 0, 255] },
  { name: 'barren', colour: [159, 129, 183] },
  { name: 'forest', colour: [0, 255, 0] },
  { name: 'agriculture', colour: [255, 195, 128] },
];

/** Truth 1..7, 0 = no data; predictions 0..6 as the test server takes them. Source: LoveDA `eval.py`, `predict.py`. */
export const lovedaLabels: LabelSet = {
  id: 'loveda',
  name: 'LoveDA',
  classes,
  truth: labelTable(8, (v) => (v === 0 ? voidLabel : v - 1)),
  prediction: labelTable(7, (v) => v),
  absentAsZero: false,
  rule: '7 classes; no-data pixels (0) are left out; predictions are numbered 0 to 6',
};

/** Predictions numbered like the truth: 1..7, 0 = none. */
export const lovedaFromOneLabels: LabelSet = {
  ...lovedaLabels,
  id: 'loveda-from-1',
  prediction: labelTable(256, (v) => (v === 0 ? voidLabel : v <= 7 ? v - 1 : wrongLabel)),
  rule: '7 classes; no-data pixels (0) are left out; predictions are numbered 1 to 7',
};

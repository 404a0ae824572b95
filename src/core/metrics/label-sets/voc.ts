/** PASCAL VOC 2012: 20 classes and background. */
import { type LabelSet, labelTable, namedClasses, vocColours, voidLabel, wrongLabel } from './label-set.ts';

/** Source: VOCdevkit `VOCevalseg.m`: truth 255 is left out; a predicted label above 20 is an error. */
export const vocLabels: LabelSet = {
  id: 'voc',
  name: 'PASCAL VOC 2012',
  classes: namedClasses(
    'background, aeroplane, bicycle, bird, boat, bottle, bus, car, cat, chair, cow, diningtable, dog, horse, motorbike, person, pottedplant, sheep, sofa, train, tvmonitor',
    0,
  ),
  truth: labelTable(256, (v) => (v <= 20 ? v : v === 255 ? voidLabel : wrongLabel)),
  prediction: labelTable(256, (v) => (v <= 20 ? v : wrongLabel)),
  absentAsZero: false,
  colours: vocColours,
  rule: '21 classes with background; pixels marked 255 (border, difficult) are left out; mean over classes that occur',
};

/** Cityscapes labels: 34 ids, 19 of them evaluated, 7 categories, 8 classes with instances. */
import { type LabelSet, labelTable, voidLabel, wrongLabel } from './label-set.ts';

/** One label id of Cityscapes. */
export interface CityscapesLabel {
  readonly id: number;
  readonly name: string;
  readonly category: string;
  readonly hasInstances: boolean;
  /** Left out of the evaluation. */
  readonly ignored: boolean;
  readonly colour: readonly [number, number, number];
}

/** Source: cityscapesScripts `helpers/labels.py`; columns: name, category, has instances, ignored, colour. */
const rows = `unlabeled void 0 1 0,0,0
ego_vehicle void 0 1 0,0,0
rectification_border void 0 1 0,0,0
out_of_roi void 0 1 0,0,0
static void 0 1 0,0,0
dynamic void 0 1 111,74,0
ground void 0 1 81,0,81
road flat 0 0 128,64,128
sidewalk flat 0 0 244,35,232
parking flat 0 1 250,170,160
rail_track flat 0 1 230,150,140
building construction 0 0 70,70,70
wall construction 0 0 102,102,156
fence construction 0 0 190,153,153
guard_rail construction 0 1 180,165,180
bridge construction 0 1 150,100,100
tunnel construction 0 1 150,120,90
pole object 0 0 153,153,153
polegroup object 0 1 153,153,153
traffic_light object 0 0 250,170,30
traffic_sign object 0 0 220,220,0
vegetation nature 0 0 107,142,35
terrain nature 0 0 152,251,152
sky sky 0 0 70,130,180
person human 1 0 220,20,60
rider human 1 0 255,0,0
car vehicle 1 0 0,0,142
truck vehicle 1 0 0,0,70
bus vehicle 1 0 0,60,100
caravan vehicle 1 1 0,0,90
trailer vehicle 1 1 0,0,110
train vehicle 1 0 0,80,100
motorcycle vehicle 1 0 0,0,230
bicycle vehicle 1 0 119,11,32`;

/** All 34 labels by id. */
export const cityscapesIds: readonly CityscapesLabel[] = rows.split('\n').map((row, id) => {
  const [name = '', category = '', instances, ignored, colour = ''] = row.split(' ');
  const [red = 0, green = 0, blue = 0] = colour.split(',').map(Number);
  return {
    id,
    name: name.replaceAll('_', ' '),
    category,
    hasInstances: instances === '1',
    ignored: ignored === '1',
    colour: [red, green, blue],
  };
});

/** The 19 evaluated labels, in the order of their train ids. */
export const cityscapesEvaluated: readonly CityscapesLabel[] = cityscapesIds.filter((label) => !label.ignored);

/** The evaluated classes whose instances are told apart. */
export const cityscapesInstanceClasses: readonly CityscapesLabel[] = cityscapesEvaluated.filter((l) => l.hasInstances);

/** Mean size of an instance in pixels, for the instance-weighted IoU. Source: `evalPixelLevelSemanticLabeling.py`. */
export const cityscapesMeanSizes: Readonly<Record<string, number>> = {
  bicycle: 4672.3249222261,
  caravan: 36771.8241758242,
  motorcycle: 6298.7200839748,
  rider: 3930.4788056518,
  bus: 35732.1511111111,
  train: 67583.7075812274,
  car: 12794.0202738185,
  person: 3462.4756337644,
  truck: 27855.1264367816,
  trailer: 16926.9763313609,
};

const trainIdOf = labelTable(34, (id) => cityscapesEvaluated.findIndex((label) => label.id === id));

/** Truth and prediction as label ids (`*_labelIds.png`), as the official script takes them. */
export const cityscapesLabels: LabelSet = {
  id: 'cityscapes',
  name: 'Cityscapes',
  classes: cityscapesEvaluated.map(({ name, colour }) => ({ name, colour })),
  truth: trainIdOf,
  prediction: trainIdOf,
  absentAsZero: false,
  rule: '19 classes of 34 label ids; void pixels of the truth are left out, void predictions miss the true class; mean over classes that occur',
};

/** Truth and prediction as train ids 0..18, 255 void. */
export const cityscapesTrainIdLabels: LabelSet = {
  ...cityscapesLabels,
  id: 'cityscapes-train-ids',
  truth: labelTable(256, (v) => (v < 19 ? v : v === 255 ? voidLabel : wrongLabel)),
  prediction: labelTable(256, (v) => (v < 19 ? v : v === 255 ? voidLabel : wrongLabel)),
  rule: '19 classes as train ids; 255 is void; mean over classes that occur',
};

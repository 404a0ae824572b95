import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLabels } from '../../test-support/png-file.ts';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import { labelSetById, labelSets } from './label-sets/catalogue.ts';
import { type LabelSet, labelTable, namedClasses, voidLabel, wrongLabel } from './label-sets/label-set.ts';
import { type LabelSample, Miou, type MiouFigures } from './miou.ts';
import { PictureIou } from './picture-iou.ts';

function plainSet(classes: number): LabelSet {
  const rule = (v: number): number => (v < classes ? v : v === 255 ? voidLabel : wrongLabel);
  return {
    id: 'plain',
    name: 'test',
    classes: namedClasses('a,b,c,d'.slice(0, 2 * classes - 1), 0),
    truth: labelTable(256, rule),
    prediction: labelTable(256, rule),
    absentAsZero: false,
    rule: '',
  };
}

const map = (rows: number[][]): LabelMap => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Uint8Array.from(rows.flat()),
});

interface Expected {
  confusion: number[][];
  iou: (number | null)[];
  mIoU_nanmean: number | null;
  mIoU_absent_as_zero: number;
  pixel_accuracy: number | null;
  mean_accuracy_nanmean: number | null;
  class_accuracy: (number | null)[];
  precision: (number | null)[];
  dice: (number | null)[];
  mDice_nanmean: number | null;
  fwIoU: number | null;
  kappa: number | null;
  valid_pixels: number;
}

function compare(figures: MiouFigures, expected: Expected): void {
  const near = (actual: number | null | undefined, value: number | null): void => {
    if (value === null) expect(actual).toBeNull();
    else expect(Math.abs((actual ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-12);
  };
  for (const [t, row] of expected.confusion.entries()) {
    expect(row.map((_, p) => figures.confusion.at(t, p))).toEqual(row);
  }
  for (const [c, value] of expected.iou.entries()) near(figures.perClass[c]?.iou, value);
  for (const [c, value] of expected.class_accuracy.entries()) near(figures.perClass[c]?.accuracy, value);
  for (const [c, value] of expected.precision.entries()) near(figures.perClass[c]?.precision, value);
  for (const [c, value] of expected.dice.entries()) near(figures.perClass[c]?.dice, value);
  near(figures.miouPresent, expected.mIoU_nanmean);
  near(figures.miouAbsentAsZero, expected.mIoU_absent_as_zero);
  near(figures.pixelAccuracy, expected.pixel_accuracy);
  near(figures.meanAccuracy, expected.mean_accuracy_nanmean);
  near(figures.meanDice, expected.mDice_nanmean);
  near(figures.frequencyWeightedIou, expected.fwIoU);
  near(figures.kappa, expected.kappa);
  expect(figures.pixels).toBe(expected.valid_pixels);
}

const golden = (name: string): unknown => JSON.parse(readFileSync(sharedPath(`goldens/miou/${name}`), 'utf8'));

function samples(truth: string, prediction: string): LabelSample[] {
  return readdirSync(sharedPath(`goldens/miou/${truth}`)).map((name) => ({
    name,
    truth: readLabels(sharedPath(`goldens/miou/${truth}/${name}`)),
    prediction: readLabels(sharedPath(`goldens/miou/${prediction}/${name}`)),
  }));
}

function run(setId: string, list: readonly LabelSample[]): MiouFigures {
  const set = labelSetById(setId);
  if (!set) throw new Error(`no set ${setId}`);
  const metric = new Miou(set);
  for (const sample of list) metric.add(sample);
  return metric.result();
}

describeWithShared('mIoU goldens', 'goldens/miou', () => {
  it('edge cases', () => {
    const { cases } = golden('edge_cases.json') as {
      cases: { name: string; classes: number; gt: number[][][]; pred: number[][][]; expected: Expected }[];
    };
    for (const c of cases) {
      const metric = new Miou(plainSet(c.classes));
      for (const [i, rows] of c.gt.entries())
        metric.add({ name: `${i}`, truth: map(rows), prediction: map(c.pred[i] ?? []) });
      compare(metric.result(), c.expected);
    }
  });
  it('VOC', () => compare(run('voc', samples('voc/gt', 'voc/pred')), golden('voc/expected.json') as Expected));
  it('LoveDA', () =>
    compare(run('loveda', samples('loveda/gt', 'loveda/pred_0based')), golden('loveda/expected.json') as Expected));
  it('Pets, three conventions', () => {
    const expected = golden('pets/expected.json') as {
      ignore3: Expected;
      three_class: Expected;
      boundary_as_foreground: Expected;
      per_image_fg_iou_ignore3: number[];
      mean_per_image_fg_iou_ignore3: number;
    };
    const binary = samples('pets/trimap', 'pets/pred_binary');
    compare(run('pets', binary), expected.ignore3);
    compare(run('pets-border-is-pet', binary), expected.boundary_as_foreground);
    compare(run('pets-3-class', samples('pets/trimap', 'pets/pred_3class')), expected.three_class);
    const set = labelSetById('pets');
    if (!set) throw new Error('pets is in the catalogue');
    const [one, two] = [new PictureIou(set, 0), new PictureIou(set, 0)];
    for (const [i, sample] of binary.entries()) (i % 2 === 0 ? one : two).add(sample);
    one.merge(PictureIou.fromJSON(JSON.parse(JSON.stringify(two)), labelSetById));
    expect(one.result().mean).toBeCloseTo(expected.mean_per_image_fg_iou_ignore3, 12);
    expect([...one.result().pictures.values()]).toEqual(expected.per_image_fg_iou_ignore3);
  });
  it('ADE20K, both conventions', () => {
    const expected = golden('ade20k/expected.json') as {
      official: { mean_IoU_over_150: number; pixel_accuracy: number; final_score: number };
      mmseg_style_nanmean_mIoU: number;
      valid_pixels: number;
    };
    const list = samples('ade20k/gt', 'ade20k/pred');
    const official = run('ade20k', list);
    expect(official.miou).toBeCloseTo(expected.official.mean_IoU_over_150, 12);
    expect(official.pixelAccuracy).toBeCloseTo(expected.official.pixel_accuracy, 12);
    expect(official.finalScore).toBeCloseTo(expected.official.final_score, 12);
    expect(run('ade20k-present', list).miou).toBeCloseTo(expected.mmseg_style_nanmean_mIoU, 12);
    expect(official.pixels).toBe(expected.valid_pixels);
  });
});

describe('Miou', () => {
  it('gives the same figures for shards in any order and after saving', () => {
    const label = fc.constantFrom(0, 1, 2, 255);
    const picture = fc.tuple(
      fc.array(label, { minLength: 12, maxLength: 12 }),
      fc.array(fc.constantFrom(0, 1, 2), { minLength: 12, maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(picture, { minLength: 1, maxLength: 6 }), fc.integer(), (pictures, seed) => {
        const set = plainSet(3);
        const list = pictures.map(([t, p], i) => ({
          name: `${i}`,
          truth: { width: 4, height: 3, data: Uint8Array.from(t) },
          prediction: { width: 4, height: 3, data: Uint8Array.from(p) },
        }));
        const [whole, first, second] = [new Miou(set), new Miou(set), new Miou(set)];
        for (const sample of list) whole.add(sample);
        for (const [i, sample] of list.toReversed().entries()) (((seed >> i) & 1) === 0 ? first : second).add(sample);
        const restored = Miou.fromJSON(JSON.parse(JSON.stringify(first)), () => set);
        restored.merge(second);
        expect(restored.result()).toEqual(whole.result());
      }),
    );
  });
  it('says which pixel breaks the rule, and counts nothing of that picture', () => {
    const metric = new Miou(plainSet(2));
    const truth = map([
      [0, 1],
      [1, 0],
    ]);
    expect(() =>
      metric.add({
        name: 'x',
        truth,
        prediction: map([
          [0, 1],
          [1, 7],
        ]),
      }),
    ).toThrow('the prediction has the value 7 at x 1, y 1, which is no label of test');
    expect(() => metric.add({ name: 'x', truth, prediction: map([[0, 1]]) })).toThrow(
      'the prediction is 2 x 1 pixels, the truth 2 x 2',
    );
    expect(metric.result().pixels).toBe(0);
  });
  it('knows every dataset once, with as many classes as it should', () => {
    expect(new Set(labelSets.map((set) => set.id)).size).toBe(labelSets.length);
    const sizes = Object.fromEntries(labelSets.map((set) => [set.id, set.classes.length]));
    expect(sizes).toMatchObject({ voc: 21, ade20k: 150, loveda: 7, pets: 2, 'pets-3-class': 3, cityscapes: 19 });
    expect(labelSetById('voc')?.classes[1]).toEqual({ name: 'aeroplane', colour: [128, 0, 0] });
  });
});

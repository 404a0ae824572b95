import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLabels } from '../../test-support/png-file.ts';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import { CityscapesInstanceAp, type CityscapesInstanceSample } from './cityscapes-instance.ts';
import { CityscapesPixels, type NamedScores } from './cityscapes-pixels.ts';
import { labelSetById } from './label-sets/catalogue.ts';
import { Miou } from './miou.ts';

const at = (path: string): string => sharedPath(`goldens/miou/${path}`);
const golden = (name: string): unknown => JSON.parse(readFileSync(at(name), 'utf8'));
const stems = (folder: string): string[] =>
  readdirSync(at(`${folder}/gt`))
    .filter((f) => f.endsWith('instanceIds.png'))
    .map((f) => f.replace('_gtFine_instanceIds.png', ''));

describeWithShared('cityscapesScripts goldens', 'goldens/miou/cityscapes', () => {
  it('class, category and instance-weighted IoU, in shards', () => {
    const { official } = golden('cityscapes/expected.json') as { official: Record<string, NamedScores & number> };
    const shards = [new CityscapesPixels(), new CityscapesPixels()];
    const miou = new Miou(
      labelSetById('cityscapes') ??
        (() => {
          throw new Error('no set');
        })(),
    );
    for (const [i, stem] of stems('cityscapes').toReversed().entries()) {
      const truth = readLabels(at(`cityscapes/gt/${stem}_gtFine_labelIds.png`));
      const prediction = readLabels(at(`cityscapes/pred/${stem}_pred.png`));
      shards[i % 2]?.add({
        truth,
        prediction,
        instances: readLabels(at(`cityscapes/gt/${stem}_gtFine_instanceIds.png`)),
      });
      miou.add({ name: stem, truth, prediction });
    }
    const [first, second] = shards.map((shard) => CityscapesPixels.fromJSON(JSON.parse(JSON.stringify(shard))));
    if (!first || !second) return;
    first.merge(second);
    const figures = first.result();
    for (const key of ['classScores', 'classInstScores', 'categoryScores', 'categoryInstScores'] as const) {
      for (const [name, value] of Object.entries(official[key] ?? {})) {
        if (value === null) expect(figures[key][name], `${key} ${name}`).toBeNull();
        else expect(figures[key][name], `${key} ${name}`).toBeCloseTo(value, 12);
      }
    }
    for (const key of [
      'averageScoreClasses',
      'averageScoreInstClasses',
      'averageScoreCategories',
      'averageScoreInstCategories',
    ] as const) {
      expect(figures[key]).toBeCloseTo(Number(official[key]), 12);
    }
    expect(miou.result().miou).toBeCloseTo(Number(official.averageScoreClasses), 12);
  });
  it('instance AP, in shards', () => {
    const expected = golden('cityscapes_instance/expected.json') as {
      averages: {
        allAp: number;
        'allAp50%': number;
        classes: Record<string, { ap: number | null; 'ap50%': number | null }>;
      };
      ap_matrix_class_x_overlap: (number | null)[][];
    };
    const shards = [new CityscapesInstanceAp(), new CityscapesInstanceAp()];
    for (const [i, stem] of stems('cityscapes_instance').toReversed().entries()) {
      const lines = readFileSync(at(`cityscapes_instance/pred/${stem}_pred.txt`), 'utf8')
        .trim()
        .split('\n');
      const predictions = lines.map((line) => {
        const [file = '', label, confidence] = line.split(' ');
        return {
          labelId: Number(label),
          confidence: Number(confidence),
          mask: readLabels(at(`cityscapes_instance/pred/${file}`)),
        };
      });
      shards[i % 2]?.add({
        name: stem,
        truth: readLabels(at(`cityscapes_instance/gt/${stem}_gtFine_instanceIds.png`)),
        predictions,
      });
    }
    const [first, second] = shards.map((shard) => CityscapesInstanceAp.fromJSON(JSON.parse(JSON.stringify(shard))));
    if (!first || !second) return;
    first.merge(second);
    const figures = first.result();
    expect(figures.allAp).toBeCloseTo(expected.averages.allAp, 12);
    expect(figures.allAp50).toBeCloseTo(expected.averages['allAp50%'], 12);
    for (const [name, value] of Object.entries(expected.averages.classes)) {
      if (value.ap === null) expect(figures.classes[name]?.ap).toBeNull();
      else expect(figures.classes[name]?.ap).toBeCloseTo(value.ap, 12);
    }
    for (const [c, row] of expected.ap_matrix_class_x_overlap.entries()) {
      for (const [o, value] of row.entries()) {
        if (value === null) expect(figures.matrix[c]?.[o]).toBeNull();
        else expect(figures.matrix[c]?.[o]).toBeCloseTo(value, 12);
      }
    }
  });
});

describe('CityscapesInstanceAp', () => {
  const square = (value: number, from: number, to: number): LabelMap => ({
    width: 20,
    height: 20,
    data: Uint16Array.from({ length: 400 }, (_, i) => (i >= from && i < to ? value : 0)),
  });
  it('counts a hit, a double and a miss', () => {
    const sample: CityscapesInstanceSample = {
      name: 'a',
      truth: square(24001, 0, 200),
      predictions: [
        { labelId: 24, confidence: 0.9, mask: square(1, 0, 200) },
        { labelId: 24, confidence: 0.5, mask: square(1, 0, 190) },
      ],
    };
    const metric = new CityscapesInstanceAp();
    metric.add(sample);
    expect(metric.result().classes.person?.ap).toBe(1);
    expect(metric.result().classes.car?.ap).toBeNull();
    expect(() => metric.add(sample)).toThrow('added twice');
  });
});

/** 200 random label maps against the stored figures of models/training/reference/shapes.py. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ConfusionMatrix } from '../confusion.ts';
import { type LabelSet, labelTable, voidLabel, wrongLabel } from '../label-sets/label-set.ts';
import { maskLabels } from '../label-sets/mask.ts';
import type { LabelSample } from '../miou.ts';
import { seededRandom } from '../seeded-random.ts';
import { generalisedDice, Shapes } from '../shapes.ts';

const CLASSES = 3;
const set: LabelSet = {
  ...maskLabels,
  id: 'three',
  classes: ['background', 'a', 'b'].map((name) => ({ name, colour: [0, 0, 0] })),
  truth: labelTable(256, (v) => (v < CLASSES ? v : v === 255 ? voidLabel : wrongLabel)),
  prediction: labelTable(256, (v) => (v < CLASSES ? v : wrongLabel)),
};

/** Drawn in the same order as in models/training/reference/shapes.py. */
function drawCase(number: number): LabelSample {
  const random = seededRandom(number + 3000);
  const whole = (n: number): number => Math.floor(random() * n);
  const [width, height] = [4 + whole(16), 4 + whole(16)];
  const fill = (map: Uint8Array<ArrayBuffer>, x: number, y: number, w: number, h: number, value: number): void => {
    for (let row = y; row < Math.min(height, y + h); row++)
      map.fill(value, row * width + x, row * width + Math.min(width, x + w));
  };
  const drawn = (): Uint8Array<ArrayBuffer> => {
    const map = new Uint8Array(width * height);
    for (let left = whole(5); left > 0; left--) {
      const label = whole(CLASSES);
      fill(map, whole(width), whole(height), 1 + whole(10), 1 + whole(10), label);
    }
    return map;
  };
  const truth = drawn();
  const prediction = whole(3) === 0 ? truth.slice() : drawn();
  if (whole(3) === 0) fill(truth, whole(width), whole(height), 3, 3, 255);
  return { name: `${number}`, truth: { width, height, data: truth }, prediction: { width, height, data: prediction } };
}

const reference: readonly number[][] = JSON.parse(readFileSync(new URL('./shapes.json', import.meta.url), 'utf8'));

it('gives the reference distances and generalised Dice', () => {
  for (const [number, wanted] of reference.entries()) {
    const metric = new Shapes(set);
    metric.add(drawCase(number));
    const { hausdorff, hausdorff95, generalisedDice: dice, oneSided } = metric.result();
    const own = [hausdorff ?? -1, hausdorff95 ?? -1, dice ?? -1, oneSided];
    const apart = Math.max(...own.map((value, i) => Math.abs(value - (wanted[i] ?? 0))));
    expect(apart, `case ${number}: ${own.join(' ')}, expected ${wanted.join(' ')}`).toBeLessThan(1e-8);
  }
});

it('gives the same figures for shards, in any order, and after saving', () => {
  const samples = Array.from({ length: 12 }, (_, i) => drawCase(i + 500));
  const [whole, first, second] = [new Shapes(set), new Shapes(set), new Shapes(set)];
  for (const sample of samples) whole.add(sample);
  for (const [i, sample] of samples.toReversed().entries()) (i % 2 === 0 ? first : second).add(sample);
  const restored = Shapes.fromJSON(JSON.parse(JSON.stringify(first)), () => set);
  restored.merge(second);
  expect(restored.result()).toEqual(whole.result());
  expect(() => restored.merge(second)).toThrow('was added twice');
});

it('has a generalised Dice without any judged pixel', () => {
  const empty = new ConfusionMatrix(2);
  expect(generalisedDice(empty)).toBe(1);
});

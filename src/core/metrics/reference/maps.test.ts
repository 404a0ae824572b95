/** 500 random inputs each against the stored figures of panopticapi and the BRAVO toolkit; models/training/reference/maps.py made them. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { panopticFigures } from '../metric-figures.ts';
import { PanopticError, PanopticQuality } from '../panoptic-quality.ts';
import { curveFigures } from '../ranked-curves.ts';
import { levelCase, panopticCase } from './map-case.ts';

type Figures = readonly number[];
const reference: { readonly panoptic: readonly (Figures | 'error')[]; readonly bravo: readonly (Figures | null)[] } =
  JSON.parse(readFileSync(new URL('./maps.json', import.meta.url), 'utf8'));

const equal = (own: Figures, wanted: Figures, tolerance: number): boolean =>
  own.length === wanted.length && own.every((value, i) => Math.abs(value - (wanted[i] ?? 0)) <= tolerance);

function panoptic(number: number): Figures | 'error' {
  const { classes, sample } = panopticCase(number);
  const metric = new PanopticQuality(classes);
  try {
    metric.add(sample);
  } catch (error) {
    if (error instanceof PanopticError) return 'error';
    throw error;
  }
  return Object.values(panopticFigures(metric).stats);
}

it('panoptic quality: figures and refusals are those of panopticapi', () => {
  const refused = reference.panoptic.filter((wanted) => wanted === 'error');
  expect(refused.length).toBeGreaterThan(50);
  expect(reference.panoptic.length - refused.length).toBeGreaterThan(200);
  const wrong = reference.panoptic.flatMap((wanted, number) => {
    const own = panoptic(number);
    const same = wanted === 'error' || own === 'error' ? own === wanted : equal(own, wanted, 1e-9);
    return same ? [] : [{ number, own, wanted }];
  });
  expect(wrong).toEqual([]);
});

it('curves over confidence levels are those of the BRAVO toolkit', () => {
  const cases = reference.bravo.flatMap((wanted, number) => (wanted === null ? [] : [{ wanted, number }]));
  expect(cases.length).toBeGreaterThan(400);
  const wrong = cases.flatMap(({ wanted, number }) => {
    const { auroc, fpr95, auprSuccess, auprError, ece } = curveFigures(levelCase(number));
    const own = [auroc, fpr95, auprSuccess, auprError, ece];
    // the toolkit weighs calibration bins in 32 bits
    return equal(own, wanted, 1e-6) ? [] : [{ number, own, wanted }];
  });
  expect(wrong).toEqual([]);
});

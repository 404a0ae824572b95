/** 500 random inputs each against the stored figures of pycocotools and lvis-api; models/training/reference/detections.py made them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCocoDataset } from '../../coco/dataset.ts';
import { parseCocoResults } from '../../coco/results.ts';
import { CocoAp, detectionSamples } from '../coco-ap.ts';
import { LvisAp } from '../lvis-ap.ts';
import { detectionCase } from './detection-case.ts';

const reference: { readonly coco: readonly (number[] | null)[]; readonly lvis: readonly (number[] | null)[] } =
  JSON.parse(readFileSync(new URL('./detections.json', import.meta.url), 'utf8'));

function figures(number: number, lvis: boolean): number[] {
  const drawn = detectionCase(number, lvis);
  const need = drawn.kind === 'bbox' ? 'boxes' : 'masks';
  const dataset = parseCocoDataset(drawn.truth, 'gt.json', need);
  const results = parseCocoResults(drawn.results, 'dt.json', dataset, need);
  const { kind: type, useCategories, maxDetections, thresholds, areas, most } = drawn;
  const metric = lvis
    ? new LvisAp({ type, categories: dataset.categories, maxDetections: most })
    : new CocoAp({
        type,
        categories: dataset.categories.map((c) => c.id),
        useCategories,
        maxDetections,
        ...(thresholds ? { thresholds } : {}),
        ...(areas ? { areas } : {}),
      });
  for (const sample of detectionSamples(dataset, results)) metric.add(sample);
  return Object.values(metric.result().stats);
}

describe.each(['coco', 'lvis'] as const)('%s', (kind) => {
  it('gives the official figures', () => {
    const cases = [...reference[kind].entries()].filter(([, wanted]) => wanted !== null);
    expect(cases.length).toBeGreaterThan(400);
    const wrong = cases.filter(([number, wanted]) => {
      const own = figures(number, kind === 'lvis');
      return own.length !== wanted?.length || own.some((value, i) => Math.abs(value - (wanted[i] ?? 0)) > 1e-9);
    });
    const [first] = wrong;
    if (first)
      expect({ case: first[0], figures: figures(first[0], kind === 'lvis') }).toEqual({
        case: first[0],
        figures: first[1],
      });
    expect(wrong).toEqual([]);
  });
});

/** 500 random inputs against the stored figures of pycocotools; models/training/reference/keypoints.py made them. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseCocoDataset } from '../../coco/dataset.ts';
import { parseCocoResults } from '../../coco/results.ts';
import { CocoAp, detectionSamples } from '../coco-ap.ts';
import { detectionMetric } from '../detection-choices.ts';
import { keypointCase } from './keypoint-case.ts';

const reference: readonly (number[] | null)[] = JSON.parse(
  readFileSync(new URL('./keypoints.json', import.meta.url), 'utf8'),
);

function figures(number: number): number[] {
  const { truth, results, points, choices } = keypointCase(number);
  const dataset = parseCocoDataset(truth, 'gt.json', 'keypoints', points);
  const found = parseCocoResults(results, 'dt.json', dataset, 'keypoints', points);
  expect([...dataset.problems, ...found.problems]).toEqual([]);
  const metric = detectionMetric('coco', 'keypoints', dataset.categories, choices);
  for (const sample of detectionSamples(dataset, found)) metric.add(sample);
  const stats = Object.values(metric.result().stats);
  expect(Object.values(CocoAp.fromJSON(JSON.parse(JSON.stringify(metric))).result().stats)).toEqual(stats);
  return stats;
}

it('gives the official figures of keypoints', () => {
  const cases = [...reference.entries()].filter((entry): entry is [number, number[]] => entry[1] !== null);
  expect(cases.length).toBeGreaterThan(400);
  for (const [number, wanted] of cases) {
    const own = figures(number);
    const apart = own.length === wanted.length ? own.map((v, i) => Math.abs(v - (wanted[i] ?? 0))) : [1];
    expect(Math.max(...apart), `case ${number}: ${own.join(' ')}, expected ${wanted.join(' ')}`).toBeLessThan(1e-9);
  }
});

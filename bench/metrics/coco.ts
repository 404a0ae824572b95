/** COCO evaluation against pycocotools. Python is taken from PYTHON or the search path. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseCocoDataset } from '../../src/core/coco/dataset.ts';
import { parseCocoResults } from '../../src/core/coco/results.ts';
import { CocoAp, detectionSamples } from '../../src/core/metrics/coco-ap.ts';
import type { IouType } from '../../src/core/metrics/instance-comparison.ts';
import type { Sample } from '../table.ts';
import { askReference, median, RUNS } from './timing.ts';

interface Reference {
  readonly ms: number;
  /** The twelve figures in the toolkit's order. */
  readonly stats: readonly number[];
}

/** pycocotools on the same files, or why it could not be run. */
function pycocotools(folder: string, type: IouType): Reference | string {
  const script = fileURLToPath(new URL('../../models/training/coco_reference.py', import.meta.url));
  const files = [`${folder}/gt.json`, `${folder}/dt.json`];
  return askReference<Reference>(process.env.PYTHON ?? 'python3', [script, ...files, type, `${RUNS}`]);
}

/** Without pycocotools that half is skipped, which is said. */
export function benchCoco(goldens: string): Sample[] {
  const samples: Sample[] = [];
  const folder = `${goldens}/coco/speed_200x10`;
  const read = (name: string): unknown => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
  for (const type of ['segm', 'bbox'] satisfies IouType[]) {
    const need = type === 'bbox' ? 'boxes' : 'masks';
    const dataset = parseCocoDataset(read('gt.json'), 'gt.json', need);
    const results = parseCocoResults(read('dt.json'), 'dt.json', dataset, need);
    const categories = dataset.categories.map((category) => category.id);
    let stats: readonly number[] = [];
    const ms = median(() => {
      const metric = new CocoAp({ type, categories });
      for (const sample of detectionSamples(dataset, results)) metric.add(sample);
      stats = Object.values(metric.result().stats);
    });
    const theirs = pycocotools(folder, type);
    const what = `COCO ${type}, 200 pictures x 10 categories`;
    samples.push({ name: 'ours', what, megapixels: 0, value: ms });
    if (typeof theirs === 'string') {
      console.info(`${what}: pycocotools skipped: ${theirs}`);
      continue;
    }
    samples.push({ name: 'pycocotools', what, megapixels: 0, value: theirs.ms });
    const apart = Math.max(...stats.map((value, i) => Math.abs(value - (theirs.stats[i] ?? Number.NaN))));
    console.info(`${what}: the twelve figures differ from pycocotools’ by at most ${apart.toExponential(0)}`);
  }
  return samples;
}

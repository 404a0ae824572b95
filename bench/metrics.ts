/**
 * Times the COCO evaluation against pycocotools in the same run, and the BSDS matching, where reference material lies beside the
 * project. Python is taken from PYTHON or the search path; without pycocotools that half is skipped and says so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { unzlibSync } from 'fflate';
import { BoundaryMatcher } from '../src/core/boundary/correspond.ts';
import { thin } from '../src/core/boundary/thin.ts';
import { parseCocoDataset } from '../src/core/coco/dataset.ts';
import { parseCocoResults } from '../src/core/coco/results.ts';
import { decodePng } from '../src/core/image/png.ts';
import { type LabelMap, pngToLabels } from '../src/core/image/png-pixels.ts';
import { CocoAp, detectionSamples } from '../src/core/metrics/coco-ap.ts';
import type { IouType } from '../src/core/metrics/instance-comparison.ts';
import type { Sample } from './table.ts';

const goldens = `${process.env.SEGMENT_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url))}/goldens`;

/** Median of five timed runs, in milliseconds, after one to warm up. */
function median(work: () => void): number {
  work();
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[2] ?? 0;
}

interface Reference {
  readonly ms: number;
  /** The twelve figures in the toolkit's order. */
  readonly stats: readonly number[];
}

/** pycocotools on the same files, or why it could not be run. */
function pycocotools(folder: string, type: IouType): Reference | string {
  const script = fileURLToPath(new URL('../models/training/coco_reference.py', import.meta.url));
  const python = process.env.PYTHON ?? 'python3';
  const run = spawnSync(python, [script, `${folder}/gt.json`, `${folder}/dt.json`, type, '5'], { encoding: 'utf8' });
  if (run.error) return `${python} cannot be started`;
  if (run.status !== 0) return run.stderr.trim().split('\n').at(-1) ?? 'it failed';
  const answer: Reference = JSON.parse(run.stdout);
  return answer;
}

function benchCoco(): Sample[] {
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

function benchBsds(): Sample[] {
  const read = (name: string): LabelMap =>
    pngToLabels(decodePng(readFileSync(`${goldens}/bsds/ucm99/${name}.png`), (zlib) => unzlibSync(zlib)));
  const level = read('level/100007');
  const matcher = new BoundaryMatcher(level);
  const truths = Array.from({ length: 5 }, (_, k) => {
    const { width, height, data } = read(`gt_boundaries/100007_${k}`);
    return matcher.prepare({ width, height, data: new Uint8Array(data) });
  });
  const ms = median(() => {
    for (let t = 1; t <= 99; t++) {
      const data = new Uint8Array(level.data.length);
      for (let i = 0; i < data.length; i++) data[i] = (level.data[i] ?? 0) >= t ? 1 : 0;
      const found = matcher.prepare(thin({ width: level.width, height: level.height, data }));
      for (const truth of truths) matcher.match(found, truth);
    }
  });
  console.info('BSDS500: the official C++ matcher is not beside the project, so there is no ratio');
  return [
    { name: 'ours', what: 'BSDS500, one picture, 99 thresholds x 5 annotators, thinned', megapixels: 0, value: ms },
  ];
}

/** Medians of five runs each; nothing where the reference material is not beside the project, which is said. */
export function benchMetrics(): readonly Sample[] {
  if (existsSync(goldens)) return [...benchCoco(), ...benchBsds()];
  console.info('metrics: the reference material is not beside the project; nothing to time');
  return [];
}

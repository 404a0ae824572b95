/** Times the COCO evaluation and the BSDS matching against the official code's figures, where reference material lies beside the project. */
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

function benchCoco(): void {
  const folder = `${goldens}/coco/speed_200x10`;
  const read = (name: string): unknown => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
  // written by the reference run; only this one field is read
  const expected = read('expected.json') as Record<string, { seconds_pycocotools: number } | undefined>;
  for (const type of ['segm', 'bbox'] satisfies IouType[]) {
    const need = type === 'bbox' ? 'boxes' : 'masks';
    const dataset = parseCocoDataset(read('gt.json'), 'gt.json', need);
    const results = parseCocoResults(read('dt.json'), 'dt.json', dataset, need);
    const categories = dataset.categories.map((category) => category.id);
    const ms = median(() => {
      const metric = new CocoAp({ type, categories });
      for (const sample of detectionSamples(dataset, results)) metric.add(sample);
      metric.result();
    });
    const theirs = (expected[type]?.seconds_pycocotools ?? Number.NaN) * 1000;
    console.log(
      `COCO ${type}, 200 pictures x 10 categories: ${ms.toFixed(0)} ms (pycocotools, recorded: ${theirs.toFixed(0)} ms)`,
    );
  }
}

function benchBsds(): void {
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
  console.log(`BSDS500, one picture, 99 thresholds x 5 annotators with thinning: ${ms.toFixed(0)} ms`);
}

if (existsSync(goldens)) {
  benchCoco();
  benchBsds();
} else {
  console.log('The reference material is not beside the project; nothing to time.');
}

/** BSDS500 boundary matching against the official matcher. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzlibSync } from 'fflate';
import { BoundaryMatcher } from '../../src/core/boundary/correspond.ts';
import { thin } from '../../src/core/boundary/thin.ts';
import { decodePng } from '../../src/core/image/png.ts';
import { type LabelMap, pngToLabels } from '../../src/core/image/png-pixels.ts';
import type { Mask } from '../../src/core/mask/mask.ts';
import type { Sample } from '../table.ts';
import { askReference, median, RUNS } from './timing.ts';

const THRESHOLDS = Array.from({ length: 99 }, (_, i) => i + 1);
const ANNOTATORS = Array.from({ length: 5 }, (_, i) => i);

interface Reference {
  readonly ms: number;
  /** Paired pixels, threshold by threshold and in each annotator by annotator. */
  readonly matched: readonly number[];
}

/**
 * The official matcher on the same thinned maps, or why it could not be run. It is the program that BSDS_MATCHER names: a wrapper of
 * the benchmark's `matchEdgeMaps` (`bench/source/match.cc`), called as `PROGRAM FOLDER RUNS`.
 *
 * FOLDER holds `maps.json`, `{ width, height, found, truths }` with the number of maps of both kinds, and the maps in `found.bin` and
 * `truths.bin`, one after another, a byte of 0 or 1 for each pixel in row-major order. The program matches every found map with every
 * true one (`maxDist` 0.0075, `outlierCost` 100), RUNS times after once to warm up (over a minute each), and prints
 * `{ "ms": median for all pairs of maps, "matched": [pixels paired: found 0 with truth 0, found 0 with truth 1, ...] }`.
 */
function officialMatcher(found: readonly Mask[], truths: readonly Mask[]): Reference | string {
  const program = process.env.BSDS_MATCHER;
  const [first] = found;
  if (program === undefined || !first)
    return 'the official C++ matcher is not beside the project, so there is no ratio';
  const folder = mkdtempSync(join(tmpdir(), 'matching-'));
  try {
    const { width, height } = first;
    const about = { width, height, found: found.length, truths: truths.length };
    writeFileSync(join(folder, 'maps.json'), JSON.stringify(about));
    for (const [name, maps] of Object.entries({ found, truths }))
      writeFileSync(join(folder, `${name}.bin`), Buffer.concat(maps.map((map) => map.data)));
    return askReference<Reference>(program, [folder, `${RUNS}`]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Our time includes thinning, the official matcher's does not. */
export function benchBsds(goldens: string): Sample[] {
  const read = (name: string): LabelMap =>
    pngToLabels(decodePng(readFileSync(`${goldens}/bsds/ucm99/${name}.png`), (zlib) => unzlibSync(zlib)));
  const level = read('level/100007');
  const matcher = new BoundaryMatcher(level);
  const truths = ANNOTATORS.map((k): Mask => {
    const { width, height, data } = read(`gt_boundaries/100007_${k}`);
    return { width, height, data: new Uint8Array(data) };
  });
  const prepared = truths.map((truth) => matcher.prepare(truth));
  const thinnedAt = (threshold: number): Mask => {
    const data = new Uint8Array(level.data.length);
    for (let i = 0; i < data.length; i++) data[i] = (level.data[i] ?? 0) >= threshold ? 1 : 0;
    return thin({ width: level.width, height: level.height, data });
  };
  let matched: readonly number[] = [];
  const ms = median(() => {
    matched = THRESHOLDS.flatMap((threshold) => {
      const found = matcher.prepare(thinnedAt(threshold));
      return prepared.map((truth) => matcher.match(found, truth).count);
    });
  });
  const what = 'BSDS500, one picture, 99 thresholds x 5 annotators, thinned';
  const ours: Sample = { name: 'ours', what, megapixels: 0, value: ms };
  const theirs = officialMatcher(THRESHOLDS.map(thinnedAt), truths);
  if (typeof theirs === 'string') {
    console.info(`BSDS500: ${theirs}`);
    return [ours];
  }
  const more = matched.map((count, i) => count - (theirs.matched[i] ?? Number.NaN));
  const equal = more.filter((difference) => difference === 0).length;
  console.info(
    `BSDS500: pixels paired are as many as the official matcher’s in ${equal} of ${more.length} matchings; we pair ` +
      `${Math.min(...more)} to ${Math.max(...more)} more (of up to ${Math.max(...matched)}), as its outlier edges are few and random. ` +
      'Its time is without thinning, ours with it',
  );
  return [ours, { name: 'official C++', what, megapixels: 0, value: theirs.ms }];
}

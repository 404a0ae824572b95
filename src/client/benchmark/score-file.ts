/** Scores a results file against an annotation file by the official definitions; runs in a worker of its own. */
import type { ScoredFile, ScoreProgress } from '../../contract/benchmark.ts';
import { SegError } from '../../contract/errors.ts';
import { problemSentence } from '../../core/coco/data-problem.ts';
import { type CocoDataset, parseCocoDataset } from '../../core/coco/dataset.ts';
import { officialQuirks } from '../../core/coco/official-quirks.ts';
import { parseJsonText } from '../../core/coco/parse-json.ts';
import { type CocoResults, parseCocoResults } from '../../core/coco/results.ts';
import { type CocoAp, detectionSamples } from '../../core/metrics/coco-ap.ts';
import { type DetectionChoices, detectionMetric, sigmasOf } from '../../core/metrics/detection-choices.ts';
import { averagePrecision, type DetectionCurves, thresholdAt } from '../../core/metrics/detection-curves.ts';
import { type CocoType, needOf } from '../../core/metrics/instance-comparison.ts';
import type { LvisAp } from '../../core/metrics/lvis-ap.ts';

export interface ScoreRequest {
  readonly kind: 'coco' | 'lvis';
  readonly type: CocoType;
  readonly truth: File;
  readonly results: File;
  readonly choices: DetectionChoices;
}

async function readJson(file: File): Promise<unknown> {
  try {
    return parseJsonText(await file.text());
  } catch (error) {
    throw new SegError('bad-file', `${file.name} ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Mean precision over categories with truths, at each recall level, for all areas and the largest limit. */
function meanPrecision(curves: DetectionCurves, threshold: number): readonly number[] {
  const { categories, bins } = curves.settings;
  const levels = 101;
  const sums = new Float64Array(levels);
  let counted = 0;
  for (const [k] of categories.entries()) {
    if (averagePrecision(curves, { threshold, categories: [k] }) < 0) continue;
    counted++;
    for (let r = 0; r < levels; r++) {
      const at = ((threshold * levels + r) * categories.length + k) * bins.length;
      sums[r] = (sums[r] ?? 0) + (curves.precision[at] ?? 0);
    }
  }
  return counted === 0 ? [] : [...sums].map((s) => s / counted);
}

/** Thresholds of the curves that are drawn: .50 and .75 where the run has them, else its first. */
function drawnThresholds(curves: DetectionCurves): number[] {
  const official = [0.5, 0.75].map((iou) => thresholdAt(curves.settings, iou)).filter((index) => index !== null);
  return official.length > 0 ? official : [0];
}

function figures(
  metric: CocoAp | LvisAp,
  dataset: CocoDataset,
  results: CocoResults,
  report: (progress: ScoreProgress) => void,
): Pick<ScoredFile, 'stats' | 'perCategory' | 'curves' | 'images'> {
  const total = dataset.images.length;
  let done = 0;
  for (const sample of detectionSamples(dataset, results)) {
    metric.add(sample);
    done++;
    if (done % 25 === 0 || done === total) report({ stage: 'compare', done, total });
  }
  report({ stage: 'add-up', done: 0, total: 1 });
  const { stats, perCategory, curves, images } = metric.result();
  const names = new Map(dataset.categories.map((c) => [c.id, c.name]));
  return {
    stats,
    perCategory: perCategory.map(({ categoryId, ap, ap50 }) => ({
      name: names.get(categoryId) ?? (categoryId === -1 ? 'all categories together' : String(categoryId)),
      ap,
      ap50,
    })),
    curves: drawnThresholds(curves).map((index) => ({
      threshold: curves.settings.thresholds[index] ?? 0,
      precision: meanPrecision(curves, index),
    })),
    images,
  };
}

/** The metric of a request. @throws SegError `bad-file` for choices that it does not take */
function metricOf({ kind, type, choices }: ScoreRequest, categories: CocoDataset['categories']): CocoAp | LvisAp {
  try {
    return detectionMetric(kind, type, categories, choices);
  } catch (error) {
    throw error instanceof RangeError ? new SegError('bad-file', error.message) : error;
  }
}

/** @throws SegError `bad-file` when a file is no JSON or holds nothing to score; faults of single entries are listed in the answer */
export async function scoreFile(request: ScoreRequest, report: (progress: ScoreProgress) => void): Promise<ScoredFile> {
  const started = performance.now();
  metricOf(request, []); // choices that cannot be used are told before a long file is read
  const need = needOf(request.type);
  const points = sigmasOf(request.choices)?.length;
  report({ stage: 'read', done: 0, total: 2 });
  const dataset = parseCocoDataset(await readJson(request.truth), request.truth.name, need, points);
  if (dataset.images.length === 0) {
    const first = dataset.problems[0];
    throw new SegError('bad-file', first ? problemSentence(first) : `${request.truth.name} lists no pictures`);
  }
  report({ stage: 'read', done: 1, total: 2 });
  const results = parseCocoResults(await readJson(request.results), request.results.name, dataset, need, points);
  if (results.count === 0 && results.problemCount > 0) {
    const first = results.problems[0];
    throw new SegError('bad-file', `${first ? problemSentence(first) : request.results.name}; no entry could be used`);
  }
  return {
    ...figures(metricOf(request, dataset.categories), dataset, results, report),
    found: results.detections.size,
    detections: results.count,
    truths: dataset.truthCount,
    problems: [...dataset.problems, ...results.problems].slice(0, 200).map(problemSentence),
    problemCount: dataset.problemCount + results.problemCount,
    notes: officialQuirks(dataset),
    ms: performance.now() - started,
  };
}

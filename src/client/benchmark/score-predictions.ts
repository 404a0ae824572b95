/** Scores a folder or archive of predictions by the dataset's own rule; no model is involved. */
import type { LabFigures, ScoredPredictions } from '../../contract/dataset-lab.ts';
import { ProblemList, problemSentence } from '../../core/coco/data-problem.ts';
import { BravoPredictions } from '../../core/datasets/bravo-files.ts';
import type { Dataset, DatasetPicture, ReaderTools } from '../../core/datasets/dataset.ts';
import {
  baseName,
  DatasetFileError,
  endingOf,
  type FileTree,
  folderOf,
  sortedPaths,
  stemOf,
} from '../../core/datasets/file-tree.ts';
import { readLabels } from '../../core/datasets/label-objects.ts';
import { itemsOfSplit } from '../../core/datasets/splits.ts';
import type { LabelMap } from '../../core/image/png-pixels.ts';
import { Bravo, bravoSubsetOf, bravoSubsets } from '../../core/metrics/bravo.ts';
import { BsdsBoundary } from '../../core/metrics/bsds-boundary.ts';
import { labelSetById } from '../../core/metrics/label-sets/catalogue.ts';
import { Miou } from '../../core/metrics/miou.ts';
import { boundaryLabFigures, labelLabFigures } from './lab-metrics.ts';

/** How predictions of one dataset are found and added. */
interface Scorer {
  readonly metric: string;
  readonly rule: string;
  add(picture: DatasetPicture, find: (ending: string) => string): Promise<void>;
  figures(seed: number): LabFigures;
}

function boundaries(dataset: Dataset, pred: FileTree, tools: ReaderTools): Scorer {
  const metric = new BsdsBoundary();
  return {
    metric: 'BSDS500 boundaries',
    rule: 'Boundary maps NAME.png, white = boundary, cut at 99 thresholds, thinned and matched one-to-one with each person’s drawing.',
    async add(picture, find) {
      const file = find('.png');
      const { width, height, data } = await readLabels(pred, file, tools.inflate);
      const top = data instanceof Uint16Array ? 65_535 : 255;
      const truth = await dataset.truth(picture);
      const strength = { width, height, data: Float64Array.from(data, (v) => v / top) };
      at(file, () => metric.add({ name: picture.id, strength, truths: truth.boundaries }));
    },
    figures: (seed) => boundaryLabFigures(metric, seed),
  };
}

function labels(dataset: Dataset, pred: FileTree, tools: ReaderTools, setId: string): Scorer {
  const set = labelSetById(setId);
  if (!set) throw new RangeError(`no label convention is called ${setId}`);
  const metric = new Miou(set);
  return {
    metric: set.name,
    rule: set.rule,
    async add(picture, find) {
      const file = find('.png');
      const prediction = await readLabels(pred, file, tools.inflate, set);
      const truth = await dataset.truth(picture);
      const map = truth.labels;
      if (map) at(file, () => metric.add({ name: picture.id, truth: map, prediction }));
    },
    figures: () => labelLabFigures(metric),
  };
}

function bravo(dataset: Dataset, truthTree: FileTree, pred: FileTree, tools: ReaderTools): Scorer {
  const metric = new Bravo();
  const predictions = new BravoPredictions(sortedPaths(pred));
  return {
    metric: 'BRAVO',
    rule: 'Label maps NAME_pred.png (train ids) and confidences NAME_conf.png (16 bits); all pixels that are not void enter the curves, where the official server draws 100,000 of each picture.',
    async add(picture) {
      const [gt = '', invalid = ''] = picture.truth;
      const subset = bravoSubsetOf(gt);
      if (!subset) throw new DatasetFileError(gt, 'lies in no bravo_… folder of a known subset');
      const read = (tree: FileTree, file: string): Promise<LabelMap> => readLabels(tree, file, tools.inflate);
      const [file, confidenceFile] = at(gt, () => [
        predictions.find(picture.id, 'pred'),
        predictions.find(picture.id, 'conf'),
      ]);
      const confidence = await read(pred, confidenceFile);
      const sample = {
        subset,
        truth: await read(truthTree, gt),
        invalid: await read(truthTree, invalid),
        prediction: await read(pred, file),
        confidence,
      };
      at(file, () => metric.add(sample));
    },
    figures() {
      const figures = Object.fromEntries(Object.entries(metric.result()).map(([name, value]) => [name, value ?? -1]));
      const seen = bravoSubsets.filter((s) => dataset.pictures.some((p) => p.split === s));
      return {
        figures,
        interval: null,
        curve: [],
        classes: seen.map((name) => ({ name, value: figures[`${name}_hmean`] ?? -1 })),
      };
    },
  };
}

/** Runs and puts the file's name onto what goes wrong. */
function at<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new DatasetFileError(file, error instanceof Error ? error.message : String(error));
  }
}

/** What predictions of a picture are called: its own name, or its label file's, without the ending that marks their role. */
function namesOf(picture: DatasetPicture): readonly string[] {
  const [truth = ''] = picture.truth;
  const plain = stemOf(truth).replace(/(_gt(Fine|Coarse)_labelIds|_gt)$/, '');
  return [...new Set([stemOf(truth), plain, stemOf(picture.path ?? truth), baseName(picture.id)])];
}

function scorerOf(dataset: Dataset, truthTree: FileTree, pred: FileTree, tools: ReaderTools): Scorer {
  if (dataset.kind === 'bsds500') return boundaries(dataset, pred, tools);
  if (dataset.kind === 'bravo') return bravo(dataset, truthTree, pred, tools);
  if (dataset.labelSet !== null) return labels(dataset, pred, tools, dataset.labelSet);
  throw new DatasetFileError(
    pred.name,
    'cannot be scored picture by picture against this dataset; give a results file (JSON) instead',
  );
}

/** Predicted files by name. Cityscapes' names carry the method's own ending, so their first three parts count too. */
function indexOf(pred: FileTree, cityscapes: boolean): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  const put = (name: string, path: string): void => void byName.set(name, [...(byName.get(name) ?? []), path]);
  for (const path of sortedPaths(pred).filter((p) => endingOf(p) === '.png')) {
    put(stemOf(path), path);
    if (cityscapes) put(stemOf(path).split('_').slice(0, 3).join('_'), path);
  }
  return byName;
}

/** Of files with one name the one whose folders resemble the truth's most: numbers repeat between the parts of a dataset. */
function nearest(paths: readonly string[], truth: string): string | undefined {
  const folders = new Set(folderOf(truth).split('/'));
  const likeness = (path: string): number =>
    folderOf(path)
      .split('/')
      .filter((name) => folders.has(name)).length;
  return paths.reduce<string | undefined>(
    (best, path) => (best === undefined || likeness(path) > likeness(best) ? path : best),
    undefined,
  );
}

/**
 * Faults of single pictures are listed; the rest is scored.
 * @throws DatasetFileError when nothing could be scored
 */
export async function scorePredictions(
  dataset: Dataset,
  truthTree: FileTree,
  pred: FileTree,
  tools: ReaderTools,
  split: string,
  report: (done: number, total: number) => void,
): Promise<ScoredPredictions> {
  const started = performance.now();
  const scorer = scorerOf(dataset, truthTree, pred, tools);
  const byName = indexOf(pred, dataset.kind === 'cityscapes');
  const problems = new ProblemList(pred.name);
  let scored = 0;
  const pictures = itemsOfSplit(dataset.pictures, split);
  for (const [i, picture] of pictures.entries()) {
    const names = namesOf(picture);
    const find = (ending: string): string => {
      const suffix = ending.slice(0, -'.png'.length);
      const same = names.map((name) => byName.get(name + suffix)).find((paths) => paths !== undefined);
      const found = same && nearest(same, picture.truth[0] ?? '');
      if (found === undefined)
        throw new DatasetFileError(picture.truth[0] ?? picture.id, `has no prediction ${names.at(-1)}${ending}`);
      return found;
    };
    try {
      await scorer.add(picture, find);
      scored++;
    } catch (error) {
      if (!(error instanceof DatasetFileError)) throw error;
      problems.addTo(error.file, '', `${error.message}; the picture is left out`);
    }
    report(i + 1, pictures.length);
  }
  if (scored === 0) {
    const [first] = problems.kept;
    throw new DatasetFileError(
      pred.name,
      first ? `nothing in it could be scored. ${problemSentence(first)}` : 'holds no prediction',
    );
  }
  return {
    ...scorer.figures(1),
    metric: scorer.metric,
    rule: scorer.rule,
    pictures: scored,
    problems: problems.kept.slice(0, 200).map(problemSentence),
    problemCount: problems.count,
    ms: performance.now() - started,
  };
}

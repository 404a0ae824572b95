/** Panoptic quality of a folder of predictions, whole or by boundaries: COCO panoptic and Cityscapes. */
import { SegError } from '../../contract/errors.ts';
import { ProblemList, problemSentence } from '../../core/coco/data-problem.ts';
import {
  type PanopticEntry,
  type PanopticFile,
  panopticMap,
  parsePanopticFile,
} from '../../core/coco/panoptic-file.ts';
import {
  cityscapesBoundaryRatio,
  cityscapesPanopticFile,
  cityscapesPanopticMap,
} from '../../core/datasets/cityscapes-panoptic.ts';
import type { DatasetPicture } from '../../core/datasets/dataset.ts';
import { DatasetFileError, endingOf, readWith, sortedPaths } from '../../core/datasets/file-tree.ts';
import { readLabels } from '../../core/datasets/label-objects.ts';
import { PathIndex } from '../../core/datasets/match-path.ts';
import { findPanopticFile } from '../../core/datasets/read-panoptic.ts';
import { decodePng } from '../../core/image/png.ts';
import { figure, panopticFigures } from '../../core/metrics/metric-figures.ts';
import { type PanopticMap, PanopticQuality } from '../../core/metrics/panoptic-quality.ts';
import { instanceFile } from './cityscapes-scorers.ts';
import { type PredictionScorer, plainFigures, type ScorerInput } from './scorer.ts';

/** What the predictions are compared with. */
interface Truth {
  readonly file: PanopticFile;
  idOf(picture: DatasetPicture): number;
  read(picture: DatasetPicture, entry: PanopticEntry): Promise<PanopticMap>;
}

function stop(file: string, error: unknown): never {
  throw new SegError('bad-file', `${file}: ${error instanceof Error ? error.message : String(error)}`);
}

async function cocoTruth({ truth, tools }: ScorerInput): Promise<Truth> {
  const found = await findPanopticFile(truth, sortedPaths(truth), tools);
  if (!found) throw new DatasetFileError(truth.name, 'holds no JSON file with segments_info');
  const problems = new ProblemList(found.path);
  const file = parsePanopticFile(found.json, problems, null);
  const [fault] = problems.kept;
  if (fault) stop(truth.name, new Error(problemSentence(fault)));
  return {
    file,
    idOf: (picture) => file.imageIds.numberOf(picture.id) ?? -1,
    read: (picture, { segments }) =>
      readWith(truth, picture.truth[0] ?? '', (bytes) => panopticMap(decodePng(bytes, tools.inflate), segments)),
  };
}

function cityscapesTruth({ truth, pictures, tools }: ScorerInput): Truth {
  const maps = new Map(pictures.map((picture) => [picture.id, instanceFile(picture) ?? '']));
  const file = cityscapesPanopticFile([...maps.values()]);
  const ids = new Map([...file.entries].map(([id, entry]) => [entry.file, id]));
  return {
    file,
    idOf: (picture) => ids.get(maps.get(picture.id) ?? '') ?? -1,
    read: async (_, entry) => cityscapesPanopticMap(await readLabels(truth, entry.file, tools.inflate)),
  };
}

function panopticScorer(id: string, name: string, byBoundary: boolean): PredictionScorer {
  const what = byBoundary
    ? 'PQ, SQ and RQ with the smaller of mask IoU and boundary IoU of each pair, as boundary-iou-api computes them'
    : 'PQ, SQ and RQ over all, thing and stuff categories, segments matched above half their union, as panopticapi computes them';
  return {
    id,
    name,
    format: 'a JSON file with segments_info, and its PNGs',
    fits: ({ kind, pictures }) =>
      kind === 'panoptic' || (kind === 'cityscapes' && pictures.some((picture) => instanceFile(picture) !== null)),
    async open(input) {
      const { dataset, pred, tools } = input;
      const isCoco = dataset.kind === 'panoptic';
      const truth = isCoco ? await cocoTruth(input) : cityscapesTruth(input);
      const theirs = await findPanopticFile(pred, sortedPaths(pred), tools);
      if (!theirs) throw new DatasetFileError(pred.name, 'holds no JSON file with segments_info');
      const problems = new ProblemList(theirs.path);
      const prediction = parsePanopticFile(theirs.json, problems, truth.file);
      const [fault] = problems.kept;
      if (fault) stop(pred.name, new Error(problemSentence(fault)));
      const maps = new PathIndex(sortedPaths(pred).filter((p) => endingOf(p) === '.png'));
      const ratio = isCoco ? 0.02 : cityscapesBoundaryRatio;
      const metric = new PanopticQuality(truth.file.classes, byBoundary ? ratio : null);
      const named = panopticFigures(metric).metric;
      return {
        metric: isCoco ? named : `Cityscapes ${named.toLowerCase()}`,
        rule: `${what}${byBoundary ? ` (bands of ${ratio * 100} % of the diagonal)` : ''}; a picture without a sound prediction ends the score.`,
        async add(picture) {
          const number = truth.idOf(picture);
          const [entry, predicted] = [truth.file.entries.get(number), prediction.entries.get(number)];
          if (!entry || !predicted)
            return stop(theirs.path, new Error(`annotations: picture ${picture.id} has no prediction`));
          const found = maps.find(predicted.file, null);
          if (found.kind !== 'found')
            return stop(
              predicted.file,
              new Error(found.kind === 'none' ? 'is missing' : `may be ${found.paths.join(' or ')}`),
            );
          const truthMap = await truth
            .read(picture, entry)
            .catch((error: unknown) => stop(error instanceof DatasetFileError ? error.file : entry.file, error));
          try {
            const map = await readWith(pred, found.path, (bytes) =>
              panopticMap(decodePng(bytes, tools.inflate), predicted.segments),
            );
            metric.add({ truth: truthMap, prediction: map });
          } catch (error) {
            stop(found.path, error);
          }
        },
        figures() {
          const rows = metric.result().perCategory.map(({ categoryId, pq }) => ({
            name: truth.file.classNames.get(categoryId) ?? `${categoryId}`,
            value: figure(pq),
          }));
          return plainFigures(panopticFigures(metric).stats, rows);
        },
      };
    },
  };
}

export const panopticScorers: readonly PredictionScorer[] = [
  panopticScorer('panoptic', 'Panoptic quality', false),
  panopticScorer('boundary-panoptic', 'Boundary panoptic quality', true),
];

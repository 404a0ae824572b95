/** Scores a folder or archive of predictions by one of the dataset's own metrics; no model is involved. */
import type { ScoreChoice, ScoredPredictions } from '../../contract/dataset-lab.ts';
import { ProblemList, problemSentence } from '../../core/coco/data-problem.ts';
import type { Dataset, ReaderTools } from '../../core/datasets/dataset.ts';
import { DatasetFileError, type FileTree, sortedPaths } from '../../core/datasets/file-tree.ts';
import { PredictionFiles } from '../../core/datasets/prediction-files.ts';
import { itemsOfSplit } from '../../core/datasets/splits.ts';
import { predictionScorers } from './prediction-scorers.ts';

/**
 * Faults of single pictures are listed; the rest is scored.
 * @throws DatasetFileError when nothing could be scored
 */
export async function scorePredictions(
  dataset: Dataset,
  truthTree: FileTree,
  pred: FileTree,
  tools: ReaderTools,
  { split, metric }: ScoreChoice,
  report: (done: number, total: number) => void,
): Promise<ScoredPredictions> {
  const started = performance.now();
  const chosen = predictionScorers.find((s) => s.fits(dataset) && (metric === undefined || s.id === metric));
  if (!chosen)
    throw new DatasetFileError(
      pred.name,
      'cannot be scored picture by picture against this dataset; give a results file (JSON) instead',
    );
  const pictures = itemsOfSplit(dataset.pictures, split);
  const endings = chosen.endings ?? ['.png'];
  const files = new PredictionFiles(sortedPaths(pred), pictures, { endings, byFrame: dataset.kind === 'cityscapes' });
  const scorer = await chosen.open({ dataset, truth: truthTree, pred, files, pictures, tools });
  const problems = new ProblemList(pred.name);
  let scored = 0;
  for (const [i, picture] of pictures.entries()) {
    try {
      await scorer.add(picture);
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
    asked: pictures.length,
    problems: problems.kept.slice(0, 200).map(problemSentence),
    problemCount: problems.count,
    ms: performance.now() - started,
  };
}

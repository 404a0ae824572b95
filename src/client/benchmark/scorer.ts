/** What every way to score predictions is made of. */
import type { LabFigures } from '../../contract/dataset-lab.ts';
import type { Dataset, DatasetPicture, ReaderTools } from '../../core/datasets/dataset.ts';
import { DatasetFileError, type FileTree } from '../../core/datasets/file-tree.ts';
import type { PredictionFiles } from '../../core/datasets/prediction-files.ts';

/** A score that is being made. */
export interface Scorer {
  readonly metric: string;
  readonly rule: string;
  /** @throws DatasetFileError when the picture is to be left out, SegError when the score is to end */
  add(picture: DatasetPicture): Promise<void>;
  figures(seed: number): LabFigures;
}

/** What a scorer is given. */
export interface ScorerInput {
  readonly dataset: Dataset;
  readonly truth: FileTree;
  readonly pred: FileTree;
  readonly files: PredictionFiles;
  /** Those of the split that is scored. */
  readonly pictures: readonly DatasetPicture[];
  readonly tools: ReaderTools;
}

/** One way to score predictions. */
export interface PredictionScorer {
  /** As in the registry of metrics. */
  readonly id: string;
  readonly name: string;
  /** What the files must be, in words. */
  readonly format: string;
  /** Endings of the files, `.png` unless given. */
  readonly endings?: readonly string[];
  fits(dataset: Dataset): boolean;
  open(input: ScorerInput): Promise<Scorer>;
}

/** Figures without interval and curve. */
export const plainFigures = (figures: LabFigures['figures'], classes: LabFigures['classes'] = []): LabFigures => ({
  figures,
  interval: null,
  curve: [],
  classes,
});

/** Runs and puts the file's name onto what goes wrong. */
export function at<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new DatasetFileError(file, error instanceof Error ? error.message : String(error));
  }
}

/** One run a model, one model after the other: memory holds one of them beside the one on the stage. */
import type { RunRecord } from '../../contract/benchmark.ts';
import type { LabDataset } from '../../contract/dataset-lab.ts';
import { SegError } from '../../contract/errors.ts';
import type { Engine } from '../../contract/predictor.ts';
import type { DatasetRunOptions, RunState } from '../../contract/run-state.ts';
import { type DatasetRunHooks, type DatasetRunProgress, datasetRun } from './dataset-run.ts';

/** A model that takes part. */
export interface ComparedModel {
  readonly id: string;
  readonly name: string;
  /** The engine, and how to give it back; the one on the stage is given back by doing nothing. */
  open(signal: AbortSignal): Promise<{ readonly engine: Engine; readonly close: () => void }>;
}

export interface ModelRunsProgress extends DatasetRunProgress {
  /** Place of the model in the list. */
  readonly model: number;
}

export interface ModelRunsHooks extends Omit<DatasetRunHooks, 'report'> {
  readonly report: (progress: ModelRunsProgress) => void;
  /** A model that could not be opened or broke down; the others go on. */
  readonly failed: (compared: ComparedModel, reason: string) => void;
}

/**
 * @param from state to go on with; it belongs to the first compared model
 * @returns the records in the order of the compared models that came through
 * @throws SegError `aborted` when the signal fires
 */
export async function modelRuns(
  models: readonly ComparedModel[],
  dataset: LabDataset,
  options: DatasetRunOptions,
  signal: AbortSignal,
  hooks: ModelRunsHooks,
  from: RunState | null = null,
): Promise<readonly RunRecord[]> {
  const records: RunRecord[] = [];
  for (const [model, compared] of models.entries()) {
    try {
      const { engine, close } = await compared.open(signal);
      try {
        const report = (progress: DatasetRunProgress): void => hooks.report({ ...progress, model });
        const start = model === 0 ? from : null;
        records.push(await datasetRun(engine, dataset, options, signal, { ...hooks, report }, start));
      } finally {
        close();
      }
    } catch (thrown) {
      const error = SegError.from(thrown);
      if (signal.aborted || error.code === 'aborted') throw error;
      hooks.failed(compared, error.message);
    }
  }
  return records;
}

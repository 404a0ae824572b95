/** A run over a dataset: picture by picture through the model, compared in the dataset's worker. */
import type { RunRecord } from '../../contract/benchmark.ts';
import type { DatasetSummary, LabDataset } from '../../contract/dataset-lab.ts';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { Engine } from '../../contract/predictor.ts';
import type { DatasetRunOptions, RunState } from '../../contract/run-state.ts';
import { ALL_SPLITS } from '../../core/datasets/splits.ts';
import { seededRandom } from '../../core/metrics/seeded-random.ts';
import { PictureRunner, type RunnerHooks } from './picture-runner.ts';
import { PROTOCOL_WORDS } from './protocol-words.ts';

export interface DatasetRunProgress {
  /** Pictures. */
  readonly done: number;
  readonly total: number;
  readonly record: RunRecord;
}

export interface DatasetRunHooks extends RunnerHooks {
  readonly device: string;
  readonly report: (progress: DatasetRunProgress) => void;
  /** Called after each picture with a way to read the whole state; nothing is computed unless it is called. */
  readonly checkpoint?: (state: () => Promise<RunState>) => Promise<void>;
  readonly now?: () => Date;
}

/** The pictures of a part of the dataset. @throws SegError `bad-file` when there is no such part */
export function readyOf(summary: Pick<DatasetSummary, 'ready' | 'splits' | 'name'>, split: string): readonly string[] {
  if (split === '' || split === ALL_SPLITS) return summary.ready;
  const found = summary.splits.find((s) => s.name === split);
  if (!found) throw new SegError('bad-file', `${summary.name}: there is no split ${split}`);
  return found.ready;
}

/** The pictures of a run in the order of the seed, so that every beginning of the run is a fair sample. */
export function drawPictures(ready: readonly string[], most: number, seed: number): readonly string[] {
  const random = seededRandom(seed);
  const order = [...ready];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] ?? '', order[i] ?? ''];
  }
  return order.slice(0, most);
}

function emptyRecord(
  engine: Engine,
  dataset: LabDataset,
  options: DatasetRunOptions,
  hooks: DatasetRunHooks,
): RunRecord {
  const { summary } = dataset;
  const startedAt = (hooks.now?.() ?? new Date()).toISOString();
  const { protocol, seed, clicks, mostPerPicture, pictures, detectionsName, split } = options;
  const { length } = readyOf(summary, split);
  const part = split === '' ? '' : split === ALL_SPLITS ? ' of all splits together' : ` of the split ${split}`;
  const draw =
    pictures < length
      ? `${pictures} of ${length} pictures${part}, drawn by seed ${seed}.`
      : `All ${length} pictures${part}.`;
  const objectWords =
    protocol === 'clicks' || protocol === 'boxes'
      ? ` ${summary.objectWords} At most ${mostPerPicture} objects a picture, drawn by the seed.`
      : '';
  const boxes = protocol === 'detections' ? ` Boxes from ${detectionsName ?? 'a results file'}.` : '';
  return {
    schema: 1,
    id: `${startedAt}-${engine.manifest.id}-${protocol}-${seed}`,
    dataset: {
      name: `${summary.title} (${summary.name})`,
      pictures: 0,
      objects: 0,
      words: `${draw}${objectWords}`,
      split,
      asked: Math.min(pictures, length),
      available: length,
    },
    protocol: {
      id: protocol,
      clicks: protocol === 'clicks' ? clicks : 0,
      words: `${PROTOCOL_WORDS[protocol]}${boxes}`,
    },
    model: {
      id: engine.manifest.id,
      name: engine.manifest.name,
      weights: Object.fromEntries(
        Object.entries(engine.manifest.files).map(([role, file]) => [role, file.sha256 ?? 'not recorded']),
      ),
      backend: engine.model.backend,
      precision: engine.model.precision,
      threads: engine.model.threads,
    },
    seed,
    device: hooks.device,
    startedAt,
    finishedAt: null,
    encodeMs: [],
    decodeMs: [],
    objects: [],
    ap: null,
    pictures: [],
    figures: {},
    interval: null,
    curve: [],
    classes: [],
    problems: [],
  };
}

/** Times of the last steps only: a run of thousands of pictures would gather millions. */
const KEPT_TIMES = 1000;

/**
 * Runs the protocol over the pictures. Memory holds one picture; what grows with the run is the list of figures.
 *
 * @param from state of an earlier part of the same run, to go on with
 * @throws SegError `aborted` when the signal fires, or of the engine; faults of single pictures are listed in the record
 */
export async function datasetRun(
  engine: Engine,
  dataset: LabDataset,
  options: DatasetRunOptions,
  signal: AbortSignal,
  hooks: DatasetRunHooks,
  from: RunState | null = null,
): Promise<RunRecord> {
  await dataset.begin(from?.metrics ?? null);
  const ids = drawPictures(readyOf(dataset.summary, options.split), options.pictures, options.seed);
  const done: string[] = [...(from?.done ?? [])];
  const through = new Set(done);
  let record = from?.record ?? emptyRecord(engine, dataset, options, hooks);
  const runner = new PictureRunner(engine, dataset, options, signal, hooks);
  const objects = [...record.objects];
  const pictures = [...record.pictures];
  const problems = [...record.problems];
  // figures over everything so far cost more the longer the run is: they get at most a tenth of its time
  let due = 0;
  const refresh = async (finishedAt: string | null): Promise<void> => {
    const began = performance.now();
    const { figures, interval, curve, classes } = await dataset.figures(options.seed);
    const isAp = options.protocol === 'boxes' || options.protocol === 'detections';
    record = {
      ...record,
      dataset: { ...record.dataset, pictures: done.length - problems.length, objects: objects.length },
      encodeMs: [...(from?.record.encodeMs ?? []), ...runner.encodeMs].slice(-KEPT_TIMES),
      decodeMs: [...(from?.record.decodeMs ?? []), ...runner.decodeMs].slice(-KEPT_TIMES),
      objects: [...objects],
      pictures: [...pictures],
      problems: [...problems],
      ap: isAp && objects.length > 0 ? { ...figures } : null,
      figures: options.protocol === 'clicks' || isAp ? {} : { ...figures },
      interval,
      curve: [...curve],
      classes: [...classes],
      finishedAt,
    };
    const now = performance.now();
    due = now + Math.max(500, 10 * (now - began));
  };
  const report = (): void => hooks.report({ done: done.length, total: ids.length, record });
  if (done.length > 0) {
    await refresh(null);
    report();
  }
  for (const id of ids) {
    if (through.has(id)) continue;
    await hooks.gate();
    throwIfAborted(signal);
    try {
      const asked = await runner.picture(id);
      objects.push(...asked.objects);
      if (asked.picture) pictures.push(asked.picture);
      // with a detector's boxes a picture takes part without one: its true objects count as missed
      const takesPart = asked.picture || asked.objects.length > 0 || options.protocol === 'detections';
      if (!takesPart) problems.push(`${id}: has no object to ask for; the picture is left out`);
    } catch (thrown) {
      const error = SegError.from(thrown);
      if (error.code !== 'bad-file' && error.code !== 'bad-image') throw error;
      problems.push(`${error.message}; the picture is left out`);
    }
    done.push(id);
    if (performance.now() >= due) await refresh(null);
    report();
    await hooks.checkpoint?.(async () => {
      await refresh(null);
      return { schema: 1, kind: 'lab-run', options, done: [...done], record, metrics: await dataset.state() };
    });
  }
  await refresh((hooks.now?.() ?? new Date()).toISOString());
  report();
  return record;
}

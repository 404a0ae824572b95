/** Opens a dataset in a worker of its own and hands its calls to the page. */
import { proxy, type Remote, releaseProxy, wrap } from 'comlink';
import type { DatasetSource, DatasetWorkerApi, LabDataset, ScoredPredictions } from '../../contract/dataset-lab.ts';
import { SegError, throwIfAborted } from '../../contract/errors.ts';

interface Desk {
  readonly api: Remote<DatasetWorkerApi>;
  /** Rejects when the worker has ended. */
  readonly lost: Promise<never>;
  end(reason: SegError): void;
  ended(): boolean;
}

function spawn(): Desk {
  const worker = new Worker(new URL('./dataset-worker-entry.ts', import.meta.url), { type: 'module', name: 'dataset' });
  const api = wrap<DatasetWorkerApi>(worker);
  let fail: (reason: SegError) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => {
    fail = reject;
  });
  lost.catch(() => undefined); // nobody may be waiting
  let ended = false;
  const end = (reason: SegError): void => {
    if (ended) return;
    ended = true;
    api[releaseProxy]();
    worker.terminate();
    fail(reason);
  };
  worker.addEventListener('error', (event) =>
    end(new SegError('worker-lost', event.message || 'the worker of the dataset ended')),
  );
  return { api, lost, end, ended: () => ended };
}

/** The call's answer, or the end of the worker; errors regain their code. */
async function answer<T>(desk: Desk, call: Promise<T>): Promise<T> {
  try {
    return await Promise.race([call, desk.lost]);
  } catch (error) {
    throw SegError.from(error);
  }
}

/** @throws SegError `bad-file` naming file and field, `aborted`, `worker-lost` */
export async function openLabDataset(
  source: DatasetSource,
  expected: string | undefined,
  signal: AbortSignal,
  annotations?: string,
): Promise<LabDataset> {
  throwIfAborted(signal);
  const desk = spawn();
  const { api } = desk;
  const stop = (): void => desk.end(new SegError('aborted', 'given up by the caller'));
  signal.addEventListener('abort', stop);
  const summary = await answer(desk, api.open(source, expected, annotations))
    .catch((error: unknown) => {
      desk.end(new SegError('aborted', 'not opened'));
      throw error;
    })
    .finally(() => signal.removeEventListener('abort', stop));
  return {
    summary,
    sample: (pictures, side) => answer(desk, api.sample(pictures, side)),
    file: (picture) => answer(desk, api.file(picture)),
    begin: (state) => answer(desk, api.begin(state)),
    takeDetections: (file) => answer(desk, api.takeDetections(file)),
    look: (picture, frame, ask) => answer(desk, api.look(picture, frame, ask)),
    ask: (object) => answer(desk, api.ask(object)),
    answer: (logits, score) => answer(desk, api.answer(logits, score)),
    done: () => answer(desk, api.done()),
    finish: () => answer(desk, api.finish()),
    edges: (view) => answer(desk, api.edges(view)),
    gridMask: (logits, score) => answer(desk, api.gridMask(logits, score)),
    gridEdges: () => answer(desk, api.gridEdges()),
    labels: (view) => answer(desk, api.labels(view)),
    figures: (seed) => answer(desk, api.figures(seed)),
    state: () => answer(desk, api.state()),
    async score(predictions, choice, abort, report): Promise<ScoredPredictions> {
      throwIfAborted(abort);
      const halt = (): void => desk.end(new SegError('aborted', 'given up by the caller'));
      abort.addEventListener('abort', halt);
      return answer(desk, api.score(predictions, choice, proxy(report))).finally(() =>
        abort.removeEventListener('abort', halt),
      );
    },
    close: () => desk.end(new SegError('aborted', 'the dataset was closed')),
    closed: desk.ended,
  };
}

/** Starts a worker and loads one model in it on one backend. */
import { proxy } from 'comlink';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { Backend, ModelManifest } from '../../contract/manifest.ts';
import type { LoadedModel, LoadOptions, Progress } from '../../contract/segmenter.ts';
import { type SpawnWorker, WorkerHost } from './worker-host.ts';

/** Creating the sessions of a big model says nothing for long; downloads report all the time. */
const LOAD_SILENCE_MS = 180_000;

/** A worker with its model. */
export interface LoadedWorker {
  readonly host: WorkerHost;
  readonly model: LoadedModel;
}

/** What opening takes, the same for every worker of one engine. */
export interface WorkerConfig {
  readonly spawn: SpawnWorker;
  readonly manifest: ModelManifest;
  readonly options: LoadOptions;
}

/** @throws SegError of loading; `aborted` ends the worker at once */
export async function loadWorker(
  { spawn, manifest, options }: WorkerConfig,
  backend: Backend,
  signal: AbortSignal,
  report: (p: Progress) => void,
): Promise<LoadedWorker> {
  throwIfAborted(signal);
  const host = new WorkerHost(spawn);
  const abort = (): void => host.kill(new SegError('aborted', 'given up by the caller'));
  signal.addEventListener('abort', abort, { once: true });
  try {
    const model = await host.call((alive) => {
      const heard = (progress: Progress): void => {
        alive();
        report(progress);
      };
      return host.api.load(manifest, { ...options, backend }, proxy(heard));
    }, LOAD_SILENCE_MS);
    watchDevice(host);
    return { host, model };
  } catch (thrown) {
    host.kill(SegError.from(thrown));
    throw thrown;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Ends the worker when it says that its GPU is gone. */
function watchDevice(host: WorkerHost): void {
  host.api.lost().then(
    ({ code, detail }) => host.kill(new SegError(code, detail)),
    () => undefined, // the worker ended first
  );
}

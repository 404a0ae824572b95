/** One worker on this side of the line: its remote engine, its end, its death by silence. */
import { type Endpoint, type Remote, releaseProxy, wrap } from 'comlink';
import { SegError } from '../../contract/errors.ts';
import type { SegmenterApi } from '../../contract/segmenter.ts';
import { Watchdog } from './watchdog.ts';

/** A worker as the host needs it; tests give one that lives in the same thread. */
export interface SpawnedWorker {
  readonly endpoint: Endpoint;
  /** Calls back when the worker could not start or threw outside of a call. */
  onFailure(listener: (detail: string) => void): void;
  terminate(): void;
}

export type SpawnWorker = () => SpawnedWorker;

/** The real worker. */
export function spawnWorker(): SpawnedWorker {
  const worker = new Worker(new URL('../../worker/main.ts', import.meta.url), { type: 'module', name: 'engine' });
  // A worker may fail before anybody listens: it is heard of then all the same.
  const failed = new Promise<string>((resolve) => {
    worker.addEventListener('error', (event) => resolve(event.message || 'the worker could not start'));
    worker.addEventListener('messageerror', () => resolve('a message could not be read'));
  });
  return {
    endpoint: worker,
    onFailure: (listener) => void failed.then(listener),
    terminate: () => worker.terminate(),
  };
}

/** Starts the first worker at once, while the page that will ask for it is still being built. */
export function spawnAhead(spawn: SpawnWorker = spawnWorker): SpawnWorker {
  let spare: SpawnedWorker | undefined = spawn();
  return () => {
    const worker = spare ?? spawn();
    spare = undefined;
    return worker;
  };
}

export class WorkerHost {
  readonly api: Remote<SegmenterApi>;
  /** Resolves once with the reason when the worker is no more, whoever ended it. */
  readonly dead: Promise<SegError>;
  private readonly worker: SpawnedWorker;
  private end: (reason: SegError) => void = () => undefined;
  private reason: SegError | undefined;
  /** How each running call is told of the worker's end. */
  private readonly calls = new Set<(reason: SegError) => void>();
  private readonly watchdog = new Watchdog((ms) =>
    this.kill(new SegError('worker-lost', `no sign of life for ${Math.round(ms / 1000)} s`)),
  );

  constructor(spawn: SpawnWorker) {
    this.dead = new Promise((resolve) => {
      this.end = resolve;
    });
    this.worker = spawn();
    this.worker.onFailure((detail) => this.kill(new SegError('worker-lost', detail)));
    this.api = wrap<SegmenterApi>(this.worker.endpoint);
  }

  /** Why the worker is no more; undefined while it lives. */
  get deadReason(): SegError | undefined {
    return this.reason;
  }

  /** Ends the worker at once; its running calls reject with the reason. */
  kill(reason: SegError): void {
    if (this.reason) return;
    this.reason = reason;
    this.api[releaseProxy]();
    this.worker.terminate();
    this.watchdog.close();
    this.end(reason);
    for (const giveUp of this.calls) giveUp(reason);
    this.calls.clear();
  }

  /**
   * Awaits a call, or the worker's end, or too long a silence, after which the worker is taken for dead and ended.
   * @param silenceMs longest time without a sign of life; call `alive` in `work` to start it anew
   * @throws SegError whatever the call threw; `worker-lost` or the reason of {@link kill}
   */
  call<T>(work: (alive: () => void) => Promise<T>, silenceMs: number): Promise<T> {
    if (this.reason) return Promise.reject(this.reason);
    return new Promise<T>((resolve, reject) => {
      const over = (): void => {
        this.calls.delete(reject);
        this.watchdog.stop(reject);
      };
      const alive = (): void => {
        if (this.calls.has(reject)) this.watchdog.watch(reject, silenceMs);
      };
      this.calls.add(reject);
      alive();
      work(alive).then(
        (value) => {
          over();
          resolve(value);
        },
        (thrown: unknown) => {
          over();
          const error = SegError.from(thrown);
          // A lost GPU device or an aborted WebAssembly does not come back: neither does the worker that held it.
          if (error.code === 'device-lost' || error.code === 'worker-lost') this.kill(error);
          reject(this.reason ?? error);
        },
      );
    });
  }
}

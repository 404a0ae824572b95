/** Work in a worker of its own, which ends with it: the page's thread stays free, and giving up is at once. */
import { type Remote, releaseProxy, wrap } from 'comlink';
import { SegError, throwIfAborted } from '../contract/errors.ts';

/** A worker that may be asked more than once. Close it. */
export interface ApartWorker<Api> {
  readonly api: Remote<Api>;
  /** What was asked of it. @throws SegError what it threw; `worker-lost`, `aborted` */
  answer<T>(asked: Promise<T>): Promise<T>;
  close(): void;
}

/**
 * @param spawn makes the worker; it is terminated by `close`
 * @param what the work, for the sentence when the worker ends by itself
 * @throws SegError `aborted`
 */
export function openApart<Api>(spawn: () => Worker, what: string, signal?: AbortSignal): ApartWorker<Api> {
  throwIfAborted(signal);
  const worker = spawn();
  const api = wrap<Api>(worker);
  let fail: (reason: SegError) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => {
    fail = reject;
  });
  lost.catch(() => undefined); // nobody may be waiting
  const stop = (): void => fail(new SegError('aborted', 'given up by the caller'));
  signal?.addEventListener('abort', stop);
  worker.addEventListener('error', (event) =>
    fail(new SegError('worker-lost', event.message || `the worker ${what} ended`)),
  );
  return {
    api,
    async answer(asked) {
      try {
        return await Promise.race([asked, lost]);
      } catch (error) {
        throw SegError.from(error);
      }
    },
    close() {
      signal?.removeEventListener('abort', stop);
      api[releaseProxy]();
      worker.terminate();
    },
  };
}

/**
 * One piece of work.
 * @param spawn makes the worker; it is terminated when the work is done, has failed or is given up
 * @throws SegError what the work threw; `worker-lost`, `aborted`
 */
export async function runApart<Api, T>(
  spawn: () => Worker,
  what: string,
  work: (api: Remote<Api>) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const worker = openApart<Api>(spawn, `that ${what}`, signal);
  try {
    return await worker.answer(work(worker.api));
  } finally {
    worker.close();
  }
}

/** One piece of work in a worker of its own, which ends with it: the page's thread stays free, and giving up is at once. */
import { type Remote, releaseProxy, wrap } from 'comlink';
import { SegError, throwIfAborted } from '../contract/errors.ts';

/**
 * @param spawn makes the worker; it is terminated when the work is done, has failed or is given up
 * @param what the work, for the sentence when the worker ends by itself
 * @throws SegError what the work threw; `worker-lost`, `aborted`
 */
export async function runApart<Api, T>(
  spawn: () => Worker,
  what: string,
  work: (api: Remote<Api>) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
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
    fail(new SegError('worker-lost', event.message || `the worker that ${what} ended`)),
  );
  try {
    return await Promise.race([work(api), lost]);
  } catch (error) {
    throw SegError.from(error);
  } finally {
    signal?.removeEventListener('abort', stop);
    api[releaseProxy]();
    worker.terminate();
  }
}

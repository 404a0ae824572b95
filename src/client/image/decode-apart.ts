/** Pictures that the browser does not decode itself, decoded off the page's thread: a worker for each, which ends with it. */
import { releaseProxy, wrap } from 'comlink';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { PictureReading } from '../../contract/picture-reading.ts';
import type { DecodedApart, DecodeWorkerApi } from './decode-worker.ts';

/**
 * @param bytes the whole file; copied
 * @param reading page and display window where the format has a choice
 * @returns the upright bitmap, which belongs to the caller, sentences worth saying once, and what can be chosen
 * @throws SegError `bad-image`, `unsupported-image`, `image-too-large`, `part-missing`, `worker-lost`, `aborted`
 */
export async function decodeApart(
  kind: keyof DecodeWorkerApi,
  bytes: Uint8Array<ArrayBuffer>,
  reading: PictureReading,
  signal?: AbortSignal,
): Promise<DecodedApart> {
  throwIfAborted(signal);
  const worker = new Worker(new URL('./decode-worker.ts', import.meta.url), { type: 'module', name: 'decode' });
  const api = wrap<DecodeWorkerApi>(worker);
  let fail: (reason: SegError) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => {
    fail = reject;
  });
  lost.catch(() => undefined); // nobody may be waiting
  const stop = (): void => fail(new SegError('aborted', 'given up by the caller'));
  signal?.addEventListener('abort', stop);
  worker.addEventListener('error', (event) =>
    fail(new SegError('worker-lost', event.message || 'the worker that decodes pictures ended')),
  );
  try {
    return await Promise.race([api[kind](bytes, reading), lost]);
  } catch (error) {
    throw SegError.from(error);
  } finally {
    signal?.removeEventListener('abort', stop);
    api[releaseProxy]();
    worker.terminate();
  }
}

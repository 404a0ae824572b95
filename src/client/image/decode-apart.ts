/** Pictures that the browser does not decode itself, decoded off the page's thread: a worker for each, which ends with it. */
import type { PictureReading } from '../../contract/picture-reading.ts';
import { runApart } from '../run-apart.ts';
import type { DecodedApart, DecodeWorkerApi } from './decode-worker.ts';

/**
 * @param bytes the whole file; copied
 * @param reading page and display window where the format has a choice
 * @returns the upright bitmap, which belongs to the caller, sentences worth saying once, and what can be chosen
 * @throws SegError `bad-image`, `unsupported-image`, `image-too-large`, `part-missing`, `worker-lost`, `aborted`
 */
export function decodeApart(
  kind: keyof DecodeWorkerApi,
  bytes: Uint8Array<ArrayBuffer>,
  reading: PictureReading,
  signal?: AbortSignal,
): Promise<DecodedApart> {
  return runApart<DecodeWorkerApi, DecodedApart>(
    () => new Worker(new URL('./decode-worker.ts', import.meta.url), { type: 'module', name: 'decode' }),
    'decodes pictures',
    (api) => api[kind](bytes, reading),
    signal,
  );
}

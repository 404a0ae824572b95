/** Annotation files read off the page's thread. */
import type { NamedBlob } from '../../contract/export.ts';
import type { Picture } from '../../core/formats/document.ts';
import type { ReadSource } from '../../core/formats/reader.ts';
import { runApart } from '../run-apart.ts';
import type { ImportWorkerApi } from './import-worker.ts';

/** @throws SegError `bad-file` with a sentence, `worker-lost`, `aborted` */
export function importApart(
  files: readonly NamedBlob[],
  picture: Picture,
  signal: AbortSignal,
): Promise<readonly ReadSource[]> {
  return runApart<ImportWorkerApi, readonly ReadSource[]>(
    () => new Worker(new URL('./import-worker.ts', import.meta.url), { type: 'module', name: 'import' }),
    'reads annotations',
    (api) => api.read(files, picture),
    signal,
  );
}

/** Several files as one ZIP. */
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { throwIfAborted } from '../../contract/errors.ts';
import type { ExportFile } from '../../contract/export.ts';

/** Already compressed, or float noise; deflating them costs time and gains nothing. */
function isCompressed(path: string): boolean {
  return /\.(png|webp|jpe?g|avif|heic|gif|zip|f32)$/i.test(path);
}

/**
 * Packs files in order. Every entry carries the same fixed date, so the same files give the same bytes.
 * @throws SegError `aborted`; RangeError for a path that leaves the archive
 */
export async function zipFiles(files: readonly ExportFile[], signal?: AbortSignal): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, data) => {
    if (error) failure = error;
    else parts.push(Uint8Array.from(data));
  });
  for (const { path, blob } of files) {
    throwIfAborted(signal);
    if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
      throw new RangeError(`${JSON.stringify(path)} is no path inside an archive`);
    }
    const entry = isCompressed(path) ? new ZipPassThrough(path) : new ZipDeflate(path, { level: 6 });
    entry.mtime = new Date(2000, 0, 1);
    zip.add(entry);
    entry.push(new Uint8Array(await blob.arrayBuffer()), true);
  }
  zip.end();
  if (failure !== null) throw failure;
  return new Blob(parts, { type: 'application/zip' });
}

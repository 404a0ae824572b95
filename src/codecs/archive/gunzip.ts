/** What a gzip file holds, as a blob. */
import { throwIfAborted } from '../../contract/errors.ts';
import { ArchiveError, gibibytes } from './archive.ts';

/** What is unpacked has to fit into memory beside everything else. */
const LARGEST_UNPACKED: number = 2 * 2 ** 30;

/** @throws ArchiveError when it is damaged, cut short or larger than 2 GiB unpacked */
export async function gunzip(blob: Blob, signal?: AbortSignal): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const stream = blob.stream().pipeThrough(new DecompressionStream('gzip'));
  try {
    for (const reader = stream.getReader(); ; ) {
      throwIfAborted(signal);
      const { done, value } = await reader.read();
      if (done) return new Blob(parts);
      bytes += value.byteLength;
      if (bytes > LARGEST_UNPACKED) {
        await reader.cancel();
        break;
      }
      parts.push(value);
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ArchiveError('is packed with gzip and damaged or cut short', { cause: error });
  }
  throw new ArchiveError(
    `is packed with gzip and holds more than ${gibibytes(LARGEST_UNPACKED)}; unpack it, or pack it as ZIP or plain TAR`,
  );
}

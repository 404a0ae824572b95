/** Several files as one ZIP, with ZIP64 records where their number or size asks for them. */
import { BlobReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import { throwIfAborted } from '../../contract/errors.ts';
import type { ExportFile } from '../../contract/export.ts';

/** Chunks are gathered into Blobs of this size, which browsers may move out of memory. */
const PIECE = 16 * 2 ** 20;

/** Already compressed, or float noise; deflating them costs time and gains nothing. */
function isCompressed(path: string): boolean {
  return /\.(png|webp|jpe?g|avif|heic|gif|zip|f32)$/i.test(path);
}

/** A stream that keeps what is written as a list of Blobs. */
function blobSink(): { readonly stream: WritableStream<Uint8Array<ArrayBuffer>>; readonly blob: () => Blob } {
  const pieces: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const gather = (): void => {
    if (chunks.length > 0) pieces.push(new Blob(chunks));
    chunks = [];
    size = 0;
  };
  const stream = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(chunk) {
      chunks.push(chunk.slice());
      size += chunk.length;
      if (size >= PIECE) gather();
    },
  });
  return {
    stream,
    blob: () => {
      gather();
      return new Blob(pieces, { type: 'application/zip' });
    },
  };
}

/**
 * Packs files in order. Every entry carries the same fixed date, so the same files give the same bytes.
 * @throws SegError `aborted`; RangeError for a path that leaves the archive or comes twice; DOMException when a file can no longer be read
 */
export async function zipFiles(files: readonly ExportFile[], signal?: AbortSignal): Promise<Blob> {
  const sink = blobSink();
  const writer = new ZipWriter(sink.stream, {
    useWebWorkers: false,
    lastModDate: new Date(2000, 0, 1),
    extendedTimestamp: false,
    keepOrder: true,
    ...(signal ? { signal } : {}),
  });
  const seen = new Set<string>();
  for (const { path, blob } of files) {
    throwIfAborted(signal);
    if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
      throw new RangeError(`${JSON.stringify(path)} is no path inside an archive`);
    }
    if (seen.has(path)) throw new RangeError(`${JSON.stringify(path)} would be in the archive twice`);
    seen.add(path);
    try {
      await writer.add(path, new BlobReader(blob), { level: isCompressed(path) ? 0 : 6 });
    } catch (thrown) {
      throwIfAborted(signal);
      throw thrown;
    }
  }
  await writer.close();
  return sink.blob();
}

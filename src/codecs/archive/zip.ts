/** ZIP through zip.js: ZIP64, checksums verified while an entry is unpacked, encryption and unknown methods named. */
import {
  BlobReader,
  type Entry,
  ERR_ENTRY_DATA_OUT_OF_BOUNDS,
  ERR_EOCDR_NOT_FOUND,
  ERR_INVALID_CRC32,
  ERR_INVALID_UNCOMPRESSED_SIZE,
  ERR_LOCAL_FILE_HEADER_NOT_FOUND,
  ERR_SPLIT_ZIP_FILE,
  type FileEntry,
  ZipReader,
} from '@zip.js/zip.js/lib/zip-core-native.js';
import { throwIfAborted } from '../../contract/errors.ts';
import { type Archive, ArchiveError, entryPath, gibibytes, LARGEST_ENTRY } from './archive.ts';

/** Deflate packs at most 1,032 to 1: an entry that claims more is damaged, or a bomb. */
const BEST_RATIO = 1032;

/** Compression methods of the ZIP specification (APPNOTE 4.4.5), for sentences. */
const METHODS: Readonly<Record<number, string>> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  94: 'MP3',
  95: 'XZ',
  96: 'JPEG',
  97: 'WavPack',
  98: 'PPMd',
};

const NOT_THERE = 'is damaged in the archive: it claims bytes that are not in the file';

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

async function entriesOf(blob: Blob): Promise<readonly Entry[]> {
  const reader = new ZipReader(new BlobReader(blob), {
    useWebWorkers: false,
    checkSignature: true,
    strictness: 'tolerant',
  });
  try {
    return await reader.getEntries();
  } catch (cause) {
    const message = messageOf(cause);
    if (message === ERR_EOCDR_NOT_FOUND) {
      throw new ArchiveError(
        'is cut short: the directory at the end of the ZIP is missing; copy or download it again',
        { cause },
      );
    }
    if (message === ERR_SPLIT_ZIP_FILE) {
      throw new ArchiveError('is one part of a ZIP that was split; join the parts first', { cause });
    }
    throw new ArchiveError('is a damaged ZIP: its directory cannot be read', { cause });
  }
}

/** @param inFile bytes of the whole archive */
function refuseUnreadable(entry: FileEntry, inFile: number): void {
  const { compressedSize: packed, uncompressedSize: bytes, compressionMethod: method } = entry;
  if (entry.encrypted) throw new ArchiveError('is encrypted; unpack the archive with its password first');
  if (method !== 0 && method !== 8) {
    const known = METHODS[method];
    throw new ArchiveError(
      `is packed by method ${method}${known ? ` (${known})` : ''}, which cannot be unpacked here; pack the archive as plain ZIP`,
    );
  }
  if (packed > inFile) throw new ArchiveError(NOT_THERE);
  if (bytes > LARGEST_ENTRY) throw new ArchiveError(`is ${gibibytes(bytes)} large, more than a tab can hold`);
  if (method === 0 && packed !== bytes) {
    throw new ArchiveError(`is damaged in the archive: it is stored in ${packed} bytes but claims ${bytes}`);
  }
  if (bytes > packed * BEST_RATIO + BEST_RATIO) {
    throw new ArchiveError(`is damaged in the archive: ${packed} bytes cannot hold the ${bytes} it claims`);
  }
}

async function readEntry(
  entry: FileEntry,
  inFile: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  refuseUnreadable(entry, inFile);
  const out = new Uint8Array(entry.uncompressedSize);
  let at = 0;
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      if (at + chunk.length > out.length) throw new Error(ERR_INVALID_UNCOMPRESSED_SIZE);
      out.set(chunk, at);
      at += chunk.length;
    },
  });
  try {
    await entry.getData(sink, { useWebWorkers: false, checkSignature: true, ...(signal ? { signal } : {}) });
  } catch (cause) {
    throwIfAborted(signal);
    const message = messageOf(cause);
    if (message === ERR_LOCAL_FILE_HEADER_NOT_FOUND) {
      throw new ArchiveError('is damaged in the archive: its header is missing', { cause });
    }
    if (message === ERR_INVALID_UNCOMPRESSED_SIZE) {
      throw new ArchiveError(`is damaged in the archive: more than the ${out.length} bytes it claims come out`, {
        cause,
      });
    }
    if (message === ERR_ENTRY_DATA_OUT_OF_BOUNDS) {
      throw new ArchiveError(NOT_THERE, { cause });
    }
    if (message === ERR_INVALID_CRC32) {
      throw new ArchiveError('is damaged in the archive: its checksum does not hold', { cause });
    }
    // What the unpacker itself says differs from browser to browser.
    throw new ArchiveError('is damaged in the archive: its bytes cannot be unpacked', { cause });
  }
  if (at !== out.length) throw new ArchiveError(`is damaged in the archive: ${at} of ${out.length} bytes come out`);
  return out;
}

/**
 * @param name of the file as the person knows it
 * @throws ArchiveError when it is no ZIP, cut short or damaged
 */
export async function openZip(blob: Blob, name: string): Promise<Archive> {
  const entries = new Map<string, FileEntry>();
  for (const entry of await entriesOf(blob)) if (!entry.directory) entries.set(entryPath(entry.filename), entry);
  return {
    name,
    files: [...entries].map(([path, { uncompressedSize }]) => ({ path, bytes: uncompressedSize })),
    async read(path, signal) {
      throwIfAborted(signal);
      const entry = entries.get(path);
      if (!entry) throw new ArchiveError('is not in the archive');
      return readEntry(entry, blob.size, signal);
    },
  };
}

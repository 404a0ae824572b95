/** Reads a ZIP piece by piece from a Blob: the directory first, an entry only when it is asked for, every checksum verified. */
import { inflateSync } from 'fflate';
import { SegError } from '../../contract/errors.ts';
import { crc32 } from '../../core/image/crc32.ts';

interface Entry {
  readonly method: number;
  readonly crc: number;
  readonly stored: number;
  readonly size: number;
  readonly offset: number;
}

export interface ZipReader {
  readonly paths: readonly string[];
  /** @throws SegError `bad-file` when the entry is missing or damaged */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const COMMENT_BYTES = 65_535;
/** No entry of ours is larger; a small file that claims more is a bomb. */
const MOST_BYTES: number = 1 << 30;
/** Deflate packs at most 1,032 to 1. */
const BEST_RATIO = 1032;

async function view(blob: Blob, from: number, to: number): Promise<DataView> {
  return new DataView(await blob.slice(from, to).arrayBuffer());
}

function findEnd(tail: DataView): number {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) === END_SIGNATURE) return at;
  }
  return -1;
}

function readDirectory(directory: DataView, count: number): Map<string, Entry> | null {
  const entries = new Map<string, Entry>();
  const text = new TextDecoder();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== ENTRY_SIGNATURE) return null;
    const nameBytes = directory.getUint16(at + 28, true);
    if (at + 46 + nameBytes > directory.byteLength) return null;
    entries.set(text.decode(new Uint8Array(directory.buffer, directory.byteOffset + at + 46, nameBytes)), {
      method: directory.getUint16(at + 10, true),
      crc: directory.getUint32(at + 16, true),
      stored: directory.getUint32(at + 20, true),
      size: directory.getUint32(at + 24, true),
      offset: directory.getUint32(at + 42, true),
    });
    at += 46 + nameBytes + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
  }
  return entries;
}

/**
 * @param name of the file, for the sentence
 * @throws SegError `bad-file` when it is no ZIP, or cut short
 */
export async function openZip(blob: Blob, name: string): Promise<ZipReader> {
  const bad = (why: string): SegError => new SegError('bad-file', `“${name}” ${why}`);
  const head = await view(blob, 0, 4);
  if (head.byteLength < 4 || head.getUint32(0, true) !== LOCAL_SIGNATURE) throw bad('is not a ZIP file');
  const from = Math.max(0, blob.size - END_BYTES - COMMENT_BYTES);
  const tail = await view(blob, from, blob.size);
  const end = findEnd(tail);
  const cut = 'is damaged: the ZIP is cut short; copy or download it again';
  if (end < 0) throw bad(cut);
  const start = tail.getUint32(end + 16, true);
  const bytes = tail.getUint32(end + 12, true);
  const directory = await view(blob, start, start + bytes);
  const entries = directory.byteLength === bytes ? readDirectory(directory, tail.getUint16(end + 10, true)) : null;
  if (!entries) throw bad(cut);
  return {
    paths: [...entries.keys()],
    async read(path) {
      const entry = entries.get(path);
      if (!entry) throw bad(`is damaged: ${path} is missing`);
      const broken = bad(`is damaged: ${path} does not read back as it was written`);
      if (entry.size > MOST_BYTES || (entry.method !== 0 && entry.method !== 8)) throw broken;
      const local = await view(blob, entry.offset, entry.offset + 30);
      if (local.byteLength < 30 || local.getUint32(0, true) !== LOCAL_SIGNATURE) throw broken;
      const data = entry.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
      const stored = new Uint8Array(await blob.slice(data, data + entry.stored).arrayBuffer());
      const content = entry.method === 0 ? stored : inflate(stored, entry.size);
      if (!content || content.length !== entry.size || crc32(content) !== entry.crc) throw broken;
      return content;
    },
  };
}

function inflate(stored: Uint8Array, size: number): Uint8Array<ArrayBuffer> | null {
  if (size > (stored.length + 1) * BEST_RATIO) return null; // claims more than so few bytes can hold
  try {
    return inflateSync(stored, { out: new Uint8Array(size) });
  } catch {
    return null; // the caller says that the entry is broken
  }
}

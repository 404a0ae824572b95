/** A ZIP archive as a file tree: its directory is read once, its entries are unpacked one at a time when asked for. */
import { inflateSync } from 'fflate';
import type { FileTree } from '../../core/datasets/file-tree.ts';

/** A single entry larger than this is refused: it would not fit into a tab. */
const LARGEST_ENTRY = 1 << 30;
const END_RECORD = 22;
/** Deflate packs at most 1,032 to 1: an entry that claims more is a bomb or damaged. */
const BEST_RATIO = 1032;

interface ZipEntry {
  readonly path: string;
  readonly method: number;
  readonly packed: number;
  readonly bytes: number;
  readonly header: number;
  readonly encrypted: boolean;
}

async function slice(blob: Blob, start: number, end: number): Promise<DataView<ArrayBuffer>> {
  return new DataView(await blob.slice(start, end).arrayBuffer());
}

interface Directory {
  readonly start: number;
  readonly bytes: number;
  readonly entries: number;
}

/** Finds the central directory from the end of the file. Source: PKWARE APPNOTE 6.3.10, sections 4.3.14 to 4.3.16. */
async function findDirectory(blob: Blob): Promise<Directory> {
  const from = Math.max(0, blob.size - END_RECORD - 65_535);
  const tail = await slice(blob, from, blob.size);
  let at = tail.byteLength - END_RECORD;
  while (at >= 0 && tail.getUint32(at, true) !== 0x06054b50) at--;
  if (at < 0)
    throw new Error('is no complete ZIP: its directory is missing, so the download or copy may have broken off');
  const small = {
    entries: tail.getUint16(at + 10, true),
    bytes: tail.getUint32(at + 12, true),
    start: tail.getUint32(at + 16, true),
  };
  if (small.start !== 0xffffffff && small.bytes !== 0xffffffff && small.entries !== 0xffff) return small;
  const locator = at - 20;
  if (locator < 0 || tail.getUint32(locator, true) !== 0x07064b50)
    throw new Error('is a damaged ZIP64: its second directory is missing');
  const far = Number(tail.getBigUint64(locator + 8, true));
  const record = await slice(blob, far, far + 56);
  return {
    entries: Number(record.getBigUint64(32, true)),
    bytes: Number(record.getBigUint64(40, true)),
    start: Number(record.getBigUint64(48, true)),
  };
}

/** Sizes and offset beyond 4 GiB from the extra field. */
function large(
  extra: DataView,
  packed: number,
  bytes: number,
  header: number,
): [packed: number, bytes: number, header: number] {
  let at = 0;
  while (at + 4 <= extra.byteLength) {
    const length = extra.getUint16(at + 2, true);
    if (extra.getUint16(at, true) === 1) {
      let next = at + 4;
      const take = (value: number): number => {
        if (value !== 0xffffffff) return value;
        next += 8;
        return Number(extra.getBigUint64(next - 8, true));
      };
      const size = take(bytes);
      const stored = take(packed);
      return [stored, size, take(header)];
    }
    at += 4 + length;
  }
  return [packed, bytes, header];
}

async function readDirectory(blob: Blob): Promise<ZipEntry[]> {
  const directory = await findDirectory(blob);
  const view = await slice(blob, directory.start, directory.start + directory.bytes);
  const text = new TextDecoder();
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= view.byteLength && view.getUint32(at, true) === 0x02014b50; ) {
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const commentLength = view.getUint16(at + 32, true);
    if (at + 46 + nameLength + extraLength > view.byteLength) break; // cut, or a length that is no length
    const path = text.decode(new Uint8Array(view.buffer, at + 46, nameLength)).replaceAll('\\', '/');
    const extra = new DataView(view.buffer, at + 46 + nameLength, extraLength);
    const [packed, bytes, header] = large(
      extra,
      view.getUint32(at + 20, true),
      view.getUint32(at + 24, true),
      view.getUint32(at + 42, true),
    );
    if (!path.endsWith('/'))
      entries.push({
        path,
        bytes,
        packed,
        header,
        method: view.getUint16(at + 10, true),
        encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      });
    at += 46 + nameLength + extraLength + commentLength;
  }
  if (entries.length === 0 && directory.entries > 0) throw new Error('is a damaged ZIP: its directory cannot be read');
  return entries;
}

async function readEntry(blob: Blob, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.encrypted) throw new Error('is encrypted; unpack the archive with its password first');
  if (entry.bytes > LARGEST_ENTRY)
    throw new Error(`is ${(entry.bytes / (1 << 30)).toFixed(1)} GiB large, more than a tab can hold`);
  const local = await slice(blob, entry.header, entry.header + 30);
  if (local.byteLength < 30 || local.getUint32(0, true) !== 0x04034b50)
    throw new Error('is damaged in the archive: its header is missing');
  const start = entry.header + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  const packed = new Uint8Array(await blob.slice(start, start + entry.packed).arrayBuffer());
  if (packed.length < entry.packed) throw new Error('is cut off in the archive');
  if (entry.method === 0) return packed;
  if (entry.method !== 8)
    throw new Error(
      `is packed by method ${entry.method}, which cannot be unpacked here; pack the archive as plain ZIP`,
    );
  if (entry.bytes > packed.length * BEST_RATIO + BEST_RATIO)
    throw new Error(`is damaged in the archive: ${packed.length} bytes cannot hold the ${entry.bytes} it claims`);
  const out = inflateSync(packed, { out: new Uint8Array(entry.bytes) });
  if (out.length !== entry.bytes) throw new Error(`is damaged in the archive: ${out.length} of ${entry.bytes} bytes`);
  return new Uint8Array(out.buffer as ArrayBuffer, out.byteOffset, out.length); // fflate filled the array given above
}

/**
 * @param name the archive's name for problems
 * @throws Error with a sentence without the archive's name when it is no ZIP
 */
export async function zipTree(blob: Blob, name: string): Promise<FileTree> {
  const entries = new Map((await readDirectory(blob)).map((entry) => [entry.path, entry]));
  return {
    name,
    files: [...entries.values()].map(({ path, bytes }) => ({ path, bytes })),
    async read(path) {
      const entry = entries.get(path);
      if (!entry) throw new Error('is not in the archive');
      return readEntry(blob, entry);
    },
  };
}

/** A plain TAR archive as a file tree: one pass over its headers by slices, then each file is a slice. */
import type { FileTree } from '../../core/datasets/file-tree.ts';

const BLOCK = 512;
/** Headers are read in pieces of this size, so that many small files cost few reads. */
const PIECE = 1 << 20;

interface Place {
  readonly start: number;
  readonly bytes: number;
}

const ascii = new TextDecoder('utf-8');

function field(block: Uint8Array, start: number, length: number): string {
  const part = block.subarray(start, start + length);
  const end = part.indexOf(0);
  return ascii.decode(end < 0 ? part : part.subarray(0, end));
}

/** Octal text, or base 256 where the first bit is set (GNU, for sizes beyond 8 GiB). */
function number(block: Uint8Array, start: number, length: number): number {
  if (((block[start] ?? 0) & 0x80) !== 0) {
    let value = (block[start] ?? 0) & 0x7f;
    for (let i = 1; i < length; i++) value = value * 256 + (block[start + i] ?? 0);
    return value;
  }
  return Number.parseInt(field(block, start, length).trim() || '0', 8);
}

function checksumHolds(block: Uint8Array): boolean {
  let sum = 8 * 32;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += block[i] ?? 0;
  return sum === number(block, 148, 8);
}

/** Keys of a pax header: lines of "length key=value". Source: POSIX.1-2001, pax interchange format. */
function paxFields(bytes: Uint8Array): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of ascii.decode(bytes).split('\n')) {
    const [, key, value] = /^\d+ ([^=]+)=(.*)$/s.exec(line) ?? [];
    if (key !== undefined && value !== undefined) found.set(key, value);
  }
  return found;
}

async function indexOf(blob: Blob): Promise<Map<string, Place>> {
  const files = new Map<string, Place>();
  let piece = new Uint8Array(0);
  let pieceStart = 0;
  const bytesAt = async (start: number, length: number): Promise<Uint8Array> => {
    if (start < pieceStart || start + length > pieceStart + piece.length) {
      piece = new Uint8Array(await blob.slice(start, start + Math.max(PIECE, length)).arrayBuffer());
      pieceStart = start;
    }
    return piece.subarray(start - pieceStart, start - pieceStart + length);
  };
  let longName: string | null = null;
  let pax = new Map<string, string>();
  for (let at = 0; at + BLOCK <= blob.size; ) {
    const block = (await bytesAt(at, BLOCK)).slice();
    if (block.every((b) => b === 0)) break;
    if (!checksumHolds(block)) {
      throw new Error(at === 0 ? 'is no plain TAR' : `is damaged: the header at byte ${at} does not fit its checksum`);
    }
    const type = String.fromCharCode(block[156] ?? 0);
    const bytes = pax.has('size') && type !== 'x' ? Number(pax.get('size')) : number(block, 124, 12);
    const start = at + BLOCK;
    if (type === 'L') longName = field(await bytesAt(start, bytes), 0, bytes);
    else if (type === 'x') pax = paxFields(await bytesAt(start, bytes));
    else {
      if (type === '0' || type === '\0' || type === '7') {
        const prefix = field(block, 257, 5) === 'ustar' ? field(block, 345, 155) : '';
        const name = pax.get('path') ?? longName ?? (prefix ? `${prefix}/` : '') + field(block, 0, 100);
        if (start + bytes > blob.size) throw new Error(`breaks off in the middle of ${name}`);
        files.set(name.replace(/^\.\//, ''), { start, bytes });
      }
      longName = null;
      pax = new Map();
    }
    at = start + Math.ceil(bytes / BLOCK) * BLOCK;
  }
  return files;
}

/** @throws Error with a sentence without the archive's name when it is no plain TAR or breaks off */
export async function tarTree(blob: Blob, name: string): Promise<FileTree> {
  const files = await indexOf(blob);
  return {
    name,
    files: [...files].map(([path, { bytes }]) => ({ path, bytes })),
    async read(path) {
      const place = files.get(path);
      if (!place) throw new Error('is not in the archive');
      return new Uint8Array(await blob.slice(place.start, place.start + place.bytes).arrayBuffer());
    },
  };
}

/** The headers of a TAR file in order, decoded by tar-stream from pieces of the file; the contents of large files are skipped. */
import { extract, type Header } from 'tar-stream';
import { ArchiveError } from './archive.ts';

/** One entry: where its content lies and what it is. */
export interface TarHeader {
  readonly name: string;
  readonly linkName: string;
  /** The type flag as it is stored: `0` file, `1` hard link, `2` symbolic link, `5` folder, `S` GNU sparse. */
  readonly type: string;
  readonly start: number;
  readonly bytes: number;
  /** Extended header fields of this entry (POSIX.1-2001 pax). */
  readonly pax: Readonly<Record<string, string>>;
}

const BLOCK = 512;
/** The file is read in pieces of this size; a content that is longer is skipped. */
const PIECE = 1 << 20;

/** What tar-stream adds to its headers and its types leave out. */
interface FullHeader extends Header {
  readonly byteOffset: number;
  readonly pax: Readonly<Record<string, string>> | null;
}

/** Archives of before POSIX have no mark of a format in their headers; their checksum tells them. */
const PARSER: object = { allowUnknownFormat: true };

const padded = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK;

async function blockAt(blob: Blob, at: number): Promise<Uint8Array> {
  return new Uint8Array(await blob.slice(at, at + BLOCK).arrayBuffer());
}

/** The last two pieces that were read: the header of an entry that has just been seen lies in one of them. */
class Pieces {
  readonly #blob: Blob;
  #kept: { readonly start: number; readonly bytes: Uint8Array<ArrayBuffer> }[] = [];

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  async read(start: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(await this.#blob.slice(start, start + PIECE).arrayBuffer());
    this.#kept = [...this.#kept.slice(-1), { start, bytes }];
    return bytes;
  }

  block(at: number): Promise<Uint8Array> | Uint8Array {
    const piece = this.#kept.find((p) => at >= p.start && at + BLOCK <= p.start + p.bytes.length);
    return piece ? piece.bytes.subarray(at - piece.start, at - piece.start + BLOCK) : blockAt(this.#blob, at);
  }
}

/** Octal digits with spaces and zero bytes around, or base 256 (first bit set), as POSIX and GNU tar write sizes. */
function isNumberField(field: Uint8Array): boolean {
  if (((field[0] ?? 0) & 0x80) !== 0) return field[0] === 0x80; // 0xff begins a negative number
  return /^ *[0-7]*[ \0]*$/.test(String.fromCharCode(...field));
}

/** @throws ArchiveError when the size is negative, no number, or beyond the end of the file */
function checkedSize(header: FullHeader, raw: Uint8Array, start: number, fileBytes: number): number {
  const said = header.pax?.size;
  const text = said ?? String.fromCharCode(...raw.subarray(124, 136)).replaceAll('\0', '');
  const valid = said === undefined ? isNumberField(raw.subarray(124, 136)) : /^\d+$/.test(said);
  const { size, name } = header;
  if (!valid || typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw new ArchiveError(`is damaged: the size of ${name} (${JSON.stringify(text)}) is no size`);
  }
  if (start + size > fileBytes) {
    throw new ArchiveError(
      `breaks off in the middle of ${name}: its size is ${size} bytes, and only ${Math.max(0, fileBytes - start)} follow`,
    );
  }
  return size;
}

/** The extra blocks of an old GNU sparse header: they stand between the header and its content. */
async function sparseBlocks(blob: Blob, raw: Uint8Array, start: number): Promise<number> {
  let more = raw[482] === 1;
  let at = start;
  while (more && at + BLOCK <= blob.size) {
    more = (await blockAt(blob, at))[504] === 1;
    at += BLOCK;
  }
  return at - start;
}

/** Why tar-stream gave up at a place; null at the end of the archive, where zero blocks and whatever follows stand. */
async function fault(blob: Blob, at: number, thrown: unknown): Promise<ArchiveError | null> {
  const block = await blockAt(blob, at);
  if (at > blob.size) return new ArchiveError('breaks off in the middle of a block; copy or download it again');
  if (at > 0 && block.every((byte) => byte === 0)) return null;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (message === 'Invalid header')
    return new ArchiveError(`is damaged: the size of the entry at byte ${at} is no size`);
  if (message === 'Header exceeds max size') {
    return new ArchiveError(`is damaged: the size of the long name at byte ${at} is more than 4 MiB`);
  }
  if (at === 0) return new ArchiveError('is no plain TAR');
  if (message === 'Unexpected end of data') return new ArchiveError('breaks off in the middle of a header');
  return new ArchiveError(`is damaged: the header at byte ${at} does not fit its checksum`);
}

/** Writes the file into the parser from `start` on, piece by piece, until it ends or the parser is destroyed. */
async function feed(parser: ReturnType<typeof extract>, pieces: Pieces, start: number, end: number): Promise<void> {
  for (let at = start; at < end && !parser.destroyed; at += PIECE) {
    const piece = await pieces.read(at);
    if (parser.destroyed) return;
    if (!parser.write(piece)) {
      await new Promise<void>((resolve) => {
        parser.once('drain', resolve);
        parser.once('close', resolve);
      });
    }
  }
  if (!parser.destroyed) parser.end(null);
}

/**
 * @throws ArchiveError when the file is no TAR, breaks off, is damaged, or a size is negative, no number or beyond its end
 */
export async function* tarHeaders(blob: Blob): AsyncGenerator<TarHeader> {
  const pieces = new Pieces(blob);
  /** Where the next header is expected. */
  let next = 0;
  while (next < blob.size) {
    const base = next;
    const parser = extract(PARSER);
    const feeding = feed(parser, pieces, base, blob.size);
    let skipping = false;
    try {
      for await (const entry of parser) {
        const header = entry.header as FullHeader; // tar-stream 3 gives both fields
        const start = base + header.byteOffset;
        const raw = await pieces.block(start - BLOCK);
        const bytes = checkedSize(header, raw, start, blob.size);
        const type = String.fromCharCode(raw[156] ?? 0);
        const { name } = header;
        const folder = name.endsWith('/') && (type === '0' || type === '\0'); // how tar before POSIX wrote folders
        yield { name, linkName: header.linkname ?? '', type: folder ? '5' : type, start, bytes, pax: header.pax ?? {} };
        const extra = type === 'S' ? await sparseBlocks(blob, raw, start) : 0;
        next = start + extra + (type === '5' ? 0 : padded(bytes));
        skipping = extra > 0 || bytes > PIECE;
        if (skipping) break;
        entry.resume();
      }
    } catch (thrown) {
      if (thrown instanceof ArchiveError) throw thrown;
      const problem = await fault(blob, next, thrown);
      if (problem) throw problem;
      return;
    } finally {
      parser.destroy(null);
      await feeding;
    }
    if (!skipping) return;
  }
}

/** How much of a JPEG without an end marker is there: its entropy-coded data is walked, no pixel is computed. */

/** What was found. */
export interface JpegEnd {
  /** Share of the picture's blocks that are there, 0..1. */
  readonly share: number;
  /** Where the coded data ends; an end marker belongs there. */
  readonly end: number;
}

interface Component {
  readonly id: number;
  readonly h: number;
  readonly v: number;
  dc: Lookup | null;
  ac: Lookup | null;
}

/** Huffman table: value for (length << 16 | code). */
type Lookup = ReadonlyMap<number, number>;

class OutOfData extends Error {}

class Bits {
  at: number;
  private readonly bytes: Uint8Array;
  private held = 0;
  private count = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  bit(): number {
    if (this.count === 0) {
      const byte = this.bytes[this.at];
      if (byte === undefined || (byte === 0xff && this.bytes[this.at + 1] !== 0)) throw new OutOfData();
      this.at += byte === 0xff ? 2 : 1;
      this.held = byte;
      this.count = 8;
    }
    this.count--;
    return (this.held >> this.count) & 1;
  }

  skip(bits: number): void {
    for (let i = 0; i < bits; i++) this.bit();
  }

  symbol(table: Lookup): number {
    let code = 0;
    for (let length = 1; length <= 16; length++) {
      code = (code << 1) | this.bit();
      const value = table.get((length << 16) | code);
      if (value !== undefined) return value;
    }
    throw new OutOfData();
  }

  /** Steps over a restart marker. */
  restart(): void {
    this.count = 0;
    const marker = this.bytes[this.at + 1] ?? 0;
    if (this.bytes[this.at] !== 0xff || marker < 0xd0 || marker > 0xd7) throw new OutOfData();
    this.at += 2;
  }
}

function readTables(
  bytes: Uint8Array,
  from: number,
  to: number,
  dc: Map<number, Lookup>,
  ac: Map<number, Lookup>,
): void {
  let at = from;
  while (at + 17 <= to) {
    const kind = bytes[at++] ?? 0;
    const table = new Map<number, number>();
    let code = 0;
    let value = at + 16;
    for (let length = 1; length <= 16; length++) {
      for (let n = bytes[at + length - 1] ?? 0; n > 0; n--) table.set((length << 16) | code++, bytes[value++] ?? 0);
      code <<= 1;
    }
    (kind >> 4 ? ac : dc).set(kind & 15, table);
    at = value;
  }
}

function skipBlock(bits: Bits, dc: Lookup, ac: Lookup): void {
  bits.skip(bits.symbol(dc) & 15);
  for (let k = 1; k < 64; k++) {
    const symbol = bits.symbol(ac);
    const size = symbol & 15;
    if (size === 0 && symbol >> 4 < 15) return;
    k += symbol >> 4;
    bits.skip(size);
  }
}

/** One interleaved scan. @returns how many of its units are there, and where its data ends */
function walkScan(
  bytes: Uint8Array,
  from: number,
  parts: readonly Component[],
  units: number,
  interval: number,
): { readonly done: number; readonly end: number } {
  const bits = new Bits(bytes, from);
  let done = 0;
  try {
    for (; done < units; done++) {
      if (interval > 0 && done > 0 && done % interval === 0) bits.restart();
      for (const part of parts) {
        const blocks = parts.length === 1 ? 1 : part.h * part.v;
        for (let i = 0; i < blocks; i++) if (part.dc && part.ac) skipBlock(bits, part.dc, part.ac);
      }
    }
  } catch (thrown) {
    if (!(thrown instanceof OutOfData)) throw thrown;
  }
  return { done, end: bits.at };
}

/** Progressive scans that bring their coefficients to full precision, as `component * 64 + coefficient`. */
function noteScan(full: Set<number>, bytes: Uint8Array, at: number, count: number): void {
  const [first = 0, last = 0, precision = 0] = bytes.subarray(at + 5 + count * 2, at + 8 + count * 2);
  if ((precision & 15) !== 0) return;
  for (let i = 0; i < count; i++) {
    for (let k = first; k <= Math.min(last, 63); k++) full.add((bytes[at + 5 + i * 2] ?? 0) * 64 + k);
  }
}

/**
 * @returns null when the file is not understood (arithmetic coding, no scan): the decoder has to judge
 */
export function jpegEnd(bytes: Uint8Array): JpegEnd | null {
  const dc = new Map<number, Lookup>();
  const ac = new Map<number, Lookup>();
  const full = new Set<number>();
  let parts: Component[] = [];
  let width = 0;
  let height = 0;
  let progressive = false;
  let interval = 0;
  let wanted = 0;
  const seen = new Set<number>();
  let there = 0;
  let end = 0;
  let at = 2;
  const u16 = (i: number): number => ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xd9) break;
    const body = at + 4;
    const next = at + 2 + u16(at + 2);
    if (marker === 0xc4) readTables(bytes, body, next, dc, ac);
    else if (marker === 0xdd) interval = u16(body);
    else if (marker >= 0xc0 && marker <= 0xc2) {
      progressive = marker === 0xc2;
      height = u16(body + 1);
      width = u16(body + 3);
      parts = Array.from({ length: bytes[body + 5] ?? 0 }, (_, i) => {
        const sampling = bytes[body + 7 + i * 3] ?? 0x11;
        return { id: bytes[body + 6 + i * 3] ?? 0, h: sampling >> 4, v: sampling & 15, dc: null, ac: null };
      });
    } else if (marker > 0xc2 && marker <= 0xcf && marker !== 0xc8) return null;
    else if (marker === 0xda) {
      if (parts.length === 0) return null;
      const count = bytes[body] ?? 0;
      if (progressive) {
        noteScan(full, bytes, at, count);
        end = next;
        while (end + 1 < bytes.length && !(bytes[end] === 0xff && !isData(bytes[end + 1] ?? 0))) end++;
        if (end + 1 >= bytes.length) {
          end = bytes.length;
          break;
        }
        at = end;
        continue;
      }
      const chosen: Component[] = [];
      for (let i = 0; i < count; i++) {
        const part = parts.find((p) => p.id === bytes[body + 1 + i * 2]);
        const tables = bytes[body + 2 + i * 2] ?? 0;
        if (!part) return null;
        part.dc = dc.get(tables >> 4) ?? null;
        part.ac = ac.get(tables & 15) ?? null;
        if (!part.dc || !part.ac) return null;
        chosen.push(part);
        seen.add(part.id);
      }
      const maxH = Math.max(...parts.map((p) => p.h));
      const maxV = Math.max(...parts.map((p) => p.v));
      const [only] = chosen;
      const alone = chosen.length === 1 && only;
      const across = alone ? Math.ceil(Math.ceil((width * only.h) / maxH) / 8) : Math.ceil(width / (8 * maxH));
      const down = alone ? Math.ceil(Math.ceil((height * only.v) / maxV) / 8) : Math.ceil(height / (8 * maxV));
      const scan = walkScan(bytes, next, chosen, across * down, interval);
      wanted += across * down * chosen.length;
      there += scan.done * chosen.length;
      end = scan.end;
      if (scan.done < across * down) break;
      at = end;
      continue;
    }
    at = next;
  }
  if (progressive) return { share: Math.min(1, full.size / (64 * parts.length)), end };
  return wanted === 0 ? null : { share: ((there / wanted) * seen.size) / parts.length, end };
}

/** True for what may follow FF inside coded data: a stuffed zero or a restart marker. */
function isData(byte: number): boolean {
  return byte === 0 || (byte >= 0xd0 && byte <= 0xd7);
}

/** PNG decoding that keeps the stored values: label maps need indices and 16-bit numbers, which canvas decoding destroys. */
import { crc32 } from './crc32.ts';
import { MAX_PIXELS, MAX_RAW_BYTES } from './limits.ts';
import { type PngLayout, rawBytes, unpackSamples } from './png-samples.ts';

/**
 * Decompresses a zlib stream; given by the caller, so that this layer needs no library. Throws on damaged data.
 * `most` is how many bytes an honest stream has: one that reads files of strangers stops there.
 */
export type Inflate = (zlib: Uint8Array, most: number) => Uint8Array;

/** Why a file could not be read. */
export type PngFault = 'not-png' | 'truncated' | 'damaged' | 'unsupported';

/** A PNG that could not be decoded; `message` is a sentence without the file name. */
export class PngError extends Error {
  override readonly name = 'PngError';
  readonly fault: PngFault;

  constructor(fault: PngFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** What a sample means. */
export type PngColour = 'grey' | 'rgb' | 'palette' | 'grey-alpha' | 'rgba';

/** A decoded PNG. Samples are as stored, never scaled: 4-bit values stay 0..15, palette indices stay indices. */
export interface PngImage {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 1 | 2 | 4 | 8 | 16;
  readonly colour: PngColour;
  /** Samples a pixel: 1 to 4. */
  readonly channels: number;
  /** [height, width, channels], row-major; 16-bit files give a Uint16Array. */
  readonly samples: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
  /** RGB triples, palette files only. */
  readonly palette: Uint8Array | null;
  /** The tRNS chunk as stored: alpha a palette entry, or one transparent colour. */
  readonly transparency: Uint8Array | null;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const colours: Readonly<Record<number, { colour: PngColour; channels: number; depths: readonly number[] }>> = {
  0: { colour: 'grey', channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { colour: 'rgb', channels: 3, depths: [8, 16] },
  3: { colour: 'palette', channels: 1, depths: [1, 2, 4, 8] },
  4: { colour: 'grey-alpha', channels: 2, depths: [8, 16] },
  6: { colour: 'rgba', channels: 4, depths: [8, 16] },
};

/** True when the bytes begin as a PNG does. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

interface Chunks {
  readonly header: PngLayout & { readonly colour: PngColour };
  readonly palette: Uint8Array | null;
  readonly transparency: Uint8Array | null;
  readonly data: Uint8Array;
}

/**
 * Decodes every PNG kind: 1 to 16 bits, grey, RGB, palette, alpha, interlaced or not.
 * @throws PngError
 */
export function decodePng(bytes: Uint8Array, inflate: Inflate): PngImage {
  if (!isPng(bytes)) throw new PngError('not-png', 'the file is not a PNG');
  const { header, palette, transparency, data } = readChunks(bytes);
  let raw: Uint8Array;
  try {
    raw = inflate(data, rawBytes(header));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PngError('damaged', `the compressed pixels cannot be read (${reason})`);
  }
  const samples = unpackSamples(raw, header);
  if (samples === 'too-short') throw new PngError('truncated', 'the PNG ends before its last row of pixels');
  if (samples === 'bad-filter') throw new PngError('damaged', 'a row of pixels names a filter that does not exist');
  const { width, height, bitDepth, channels, colour } = header;
  if (colour === 'palette' && !palette) throw new PngError('damaged', 'the palette is missing');
  return { width, height, bitDepth, channels, colour, samples, palette, transparency };
}

function readHeader(body: Uint8Array): Chunks['header'] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  if (body.byteLength < 13) throw new PngError('damaged', 'the header is too short');
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const bitDepth = view.getUint8(8);
  const kind = colours[view.getUint8(9)];
  if (!kind?.depths.includes(bitDepth)) {
    throw new PngError('unsupported', `colour type ${view.getUint8(9)} with ${bitDepth} bits does not exist in PNG`);
  }
  if (width === 0 || height === 0 || width * height > MAX_PIXELS) {
    const most = MAX_PIXELS / 1e6;
    throw new PngError(
      'unsupported',
      `a size of ${width} x ${height} pixels cannot be read: at most ${most} million are`,
    );
  }
  if (view.getUint8(10) !== 0 || view.getUint8(11) !== 0)
    throw new PngError('unsupported', 'unknown compression or filtering');
  const depth = bitDepth === 1 || bitDepth === 2 || bitDepth === 4 || bitDepth === 16 ? bitDepth : 8;
  const { colour, channels } = kind;
  const header = { width, height, bitDepth: depth, channels, colour, interlaced: view.getUint8(12) === 1 } as const;
  const megabytes = Math.round(rawBytes(header) / (1 << 20));
  if (rawBytes(header) > MAX_RAW_BYTES) {
    throw new PngError('unsupported', `its pixels take ${megabytes} MB; at most ${MAX_RAW_BYTES >> 20} MB are read`);
  }
  return header;
}

function readChunks(bytes: Uint8Array): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Chunks['header'] | null = null;
  let palette: Uint8Array | null = null;
  let transparency: Uint8Array | null = null;
  const parts: Uint8Array[] = [];
  let at = SIGNATURE.length;
  let ended = false;
  while (!ended) {
    if (at + 12 > bytes.length) throw new PngError('truncated', `the PNG ends in the middle, at byte ${bytes.length}`);
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) throw new PngError('truncated', `the PNG ends in the middle, at byte ${bytes.length}`);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, end);
    const needed = type === 'IHDR' || type === 'PLTE' || type === 'IDAT' || type === 'tRNS';
    if (needed && crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) {
      throw new PngError('damaged', `the checksum of the ${type} part is wrong`);
    }
    if (type === 'IHDR') header = readHeader(body);
    else if (type === 'PLTE') palette = body.slice();
    else if (type === 'tRNS') transparency = body.slice();
    else if (type === 'IDAT') parts.push(body);
    ended = type === 'IEND';
    at = end + 4;
  }
  if (!header || parts.length === 0) throw new PngError('damaged', 'the PNG has no header or no pixels');
  const data = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let used = 0;
  for (const part of parts) {
    data.set(part, used);
    used += part.length;
  }
  return { header, palette, transparency, data };
}

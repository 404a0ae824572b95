/** PNG encoding for label maps, 16-bit index maps and cut-outs. */
import { PNG_SIGNATURE, pngChunk } from './png-chunk.ts';

/** Compresses into a zlib stream; given by the caller, so that this layer needs no library. */
export type Deflate = (raw: Uint8Array) => Uint8Array;

/** What can be written; data are row-major. */
export type PngSource =
  | {
      readonly kind: 'grey8' | 'rgb8';
      readonly width: number;
      readonly height: number;
      readonly data: ArrayLike<number>;
    }
  | { readonly kind: 'grey16'; readonly width: number; readonly height: number; readonly data: ArrayLike<number> }
  | {
      readonly kind: 'palette';
      readonly width: number;
      readonly height: number;
      readonly data: ArrayLike<number>;
      /** RGB triples, at most 256. */
      readonly palette: Uint8Array;
    }
  | { readonly kind: 'rgba'; readonly width: number; readonly height: number; readonly data: ArrayLike<number> };

const forms = {
  grey8: { type: 0, depth: 8, bytes: 1 },
  grey16: { type: 0, depth: 16, bytes: 2 },
  palette: { type: 3, depth: 8, bytes: 1 },
  rgb8: { type: 2, depth: 8, bytes: 3 },
  rgba: { type: 6, depth: 8, bytes: 4 },
} as const;

/**
 * Encodes a picture. Rows carry the up filter for label maps, which compresses runs of one label well, and the left filter for RGBA.
 * @throws RangeError when the data do not fit the size
 */
export function encodePng(source: PngSource, deflate: Deflate): Uint8Array<ArrayBuffer> {
  const { width, height, data } = source;
  const form = forms[source.kind];
  const samples = { grey8: 1, grey16: 1, palette: 1, rgb8: 3, rgba: 4 }[source.kind];
  if (data.length !== width * height * samples)
    throw new RangeError(`${data.length} values for ${width} x ${height} pixels`);
  const stride = width * form.bytes;
  const raw = new Uint8Array((stride + 1) * height);
  const filter = source.kind === 'rgba' ? 1 : 2;
  const byteAt = (y: number, i: number): number => {
    if (y < 0 || i < 0) return 0;
    if (source.kind !== 'grey16') return data[y * stride + i] ?? 0;
    const value = data[y * width + (i >> 1)] ?? 0;
    return (i & 1) === 0 ? value >> 8 : value & 0xff;
  };
  for (let y = 0; y < height; y++) {
    const row = y * (stride + 1);
    raw[row] = filter;
    for (let i = 0; i < stride; i++) {
      raw[row + 1 + i] = byteAt(y, i) - (filter === 2 ? byteAt(y - 1, i) : byteAt(y, i - 4));
    }
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = form.depth;
  header[9] = form.type;
  const parts = [Uint8Array.from(PNG_SIGNATURE), pngChunk('IHDR', header)];
  if (source.kind === 'palette') parts.push(pngChunk('PLTE', source.palette));
  parts.push(pngChunk('IDAT', deflate(raw)), pngChunk('IEND', new Uint8Array(0)));
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

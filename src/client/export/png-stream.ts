/** PNG files written row by row, so that a 100-megapixel export never holds its raw pixels. */

import type { Size } from '../../core/geometry/space.ts';
import { PNG_SIGNATURE, pngChunk } from '../../core/image/png-chunk.ts';

/** Samples a pixel and PNG colour type of what can be written. 16-bit rows are big-endian. */
const FORMS = {
  grey8: { type: 0, depth: 8, bytes: 1 },
  grey16: { type: 0, depth: 16, bytes: 2 },
  palette: { type: 3, depth: 8, bytes: 1 },
  rgb8: { type: 2, depth: 8, bytes: 3 },
  rgba: { type: 6, depth: 8, bytes: 4 },
} as const;

export type PngForm = keyof typeof FORMS;

/** What a PNG stream writes. */
export interface PngPlan extends Size {
  readonly form: PngForm;
  /** RGB triples; for `palette` only. */
  readonly palette?: Uint8Array;
}

function header(plan: PngPlan): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(13);
  const view = new DataView(body.buffer);
  view.setUint32(0, plan.width);
  view.setUint32(4, plan.height);
  body[8] = FORMS[plan.form].depth;
  body[9] = FORMS[plan.form].type;
  return pngChunk('IHDR', body);
}

/** Rows with their filter byte: sub for colour, up for maps; `before` is the row above the strip. */
function filterStrip(strip: Uint8Array, before: Uint8Array, stride: number, form: PngForm): Uint8Array<ArrayBuffer> {
  const rows = strip.length / stride;
  const out = new Uint8Array(rows * (stride + 1));
  const bytes = FORMS[form].bytes;
  for (let y = 0; y < rows; y++) {
    const to = y * (stride + 1) + 1;
    const from = y * stride;
    out[to - 1] = form === 'rgba' ? 1 : 2;
    for (let i = 0; i < stride; i++) {
      const value = strip[from + i] ?? 0;
      const predicted =
        form === 'rgba'
          ? i >= bytes
            ? (strip[from + i - bytes] ?? 0)
            : 0
          : y > 0
            ? (strip[from + i - stride] ?? 0)
            : (before[i] ?? 0);
      out[to + i] = value - predicted;
    }
  }
  return out;
}

/**
 * Writes a PNG from strips of whole rows, top to bottom.
 *
 * @param strips row-major bytes; together exactly height rows
 * @throws RangeError when the strips do not add up
 */
export async function writePng(plan: PngPlan, strips: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Blob> {
  const stride = plan.width * FORMS[plan.form].bytes;
  const parts: Uint8Array<ArrayBuffer>[] = [Uint8Array.from(PNG_SIGNATURE), header(plan)];
  if (plan.palette) parts.push(pngChunk('PLTE', plan.palette));
  const zlib = new CompressionStream('deflate');
  const collect = async (): Promise<void> => {
    const reader = zlib.readable.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read())
      parts.push(pngChunk('IDAT', next.value));
  };
  const collected = collect();
  const writer = zlib.writable.getWriter();
  try {
    let rows = 0;
    let before: Uint8Array = new Uint8Array(stride);
    for await (const strip of strips) {
      if (strip.length % stride !== 0) throw new RangeError('a strip is not made of whole rows');
      rows += strip.length / stride;
      await writer.write(filterStrip(strip, before, stride, plan.form));
      before = strip.slice(strip.length - stride);
    }
    if (rows !== plan.height) throw new RangeError(`${rows} rows written, ${plan.height} announced`);
    await writer.close();
    await collected;
  } catch (error) {
    // The collector ends with the same failure; only the first one is told.
    await Promise.allSettled([writer.abort(error), collected]);
    throw error;
  }
  parts.push(pngChunk('IEND', new Uint8Array(0)));
  return new Blob(parts, { type: 'image/png' });
}

/** Bytes of 16-bit numbers as PNG stores them, high byte first. */
export function bigEndian(values: Uint16Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(values.length * 2);
  for (let i = 0; i < values.length; i++) {
    const v = values[i] ?? 0;
    out[2 * i] = v >> 8;
    out[2 * i + 1] = v & 255;
  }
  return out;
}

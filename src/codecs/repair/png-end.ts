/** A PNG that ends early: what is there is kept, the end is written anew. */
import { Unzlib, zlibSync } from 'fflate';
import { pngChunk } from '../../core/image/png-chunk.ts';
import { rawBytes } from '../../core/image/png-samples.ts';

const DEPTHS = [1, 2, 4, 8, 16] as const;
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Everything that comes out of a zlib stream before it ends or breaks, at most `most` bytes. */
function inflateWhatIsThere(parts: readonly Uint8Array[], most: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(most);
  let filled = 0;
  const stream = new Unzlib((part) => {
    const fits = part.subarray(0, most - filled);
    out.set(fits, filled);
    filled += fits.length;
  });
  try {
    for (const part of parts) {
      for (let at = 0; at < part.length && filled < most; at += 1 << 14) stream.push(part.subarray(at, at + (1 << 14)));
    }
  } catch {
    // A broken end is what is looked for.
  }
  return out.slice(0, filled);
}

/**
 * @param mostBytes rows that would take more are not unpacked
 * @returns share of the rows' bytes that are there, and a whole PNG with zeros for the rest; null when nothing can be done
 */
export function mendPng(
  bytes: Uint8Array<ArrayBuffer>,
  mostBytes: number,
): { readonly share: number; readonly bytes: Uint8Array<ArrayBuffer> } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33) return null;
  const [width, height, bitDepth] = [
    view.getUint32(16),
    view.getUint32(20),
    DEPTHS.find((d) => d === view.getUint8(24)),
  ];
  const channels = CHANNELS[view.getUint8(25)];
  if (!bitDepth || !channels) return null;
  const most = rawBytes({ width, height, bitDepth, channels, interlaced: view.getUint8(28) === 1 });
  if (most === 0 || most > mostBytes) return null;
  const before: Uint8Array<ArrayBuffer>[] = [];
  const data: Uint8Array[] = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + length));
    else if (data.length === 0 && at + 12 + length <= bytes.length) before.push(bytes.slice(at, at + 12 + length));
    at += 12 + length;
  }
  const raw = inflateWhatIsThere(data, most);
  const whole = new Uint8Array(most);
  whole.set(raw);
  const parts = [
    bytes.slice(0, 8),
    ...before,
    pngChunk('IDAT', zlibSync(whole, { level: 1 })),
    pngChunk('IEND', new Uint8Array()),
  ];
  return { share: raw.length / most, bytes: concat(parts) };
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

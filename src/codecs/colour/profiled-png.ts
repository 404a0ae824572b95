/** Decoded pixels with the profile they came with, as a PNG: the browser's PNG decoder converts the colours. */
import { zlibSync } from 'fflate';
import { PNG_SIGNATURE, pngChunk } from '../../core/image/png-chunk.ts';
import type { RgbaPicture } from '../orient.ts';

/** What the numbers of a picture mean: an ICC profile for RGB, or code points of ISO/IEC 23091-2. */
export type ColourProfile =
  | { readonly kind: 'icc'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'cicp'; readonly primaries: number; readonly transfer: number };

function profileChunk(profile: ColourProfile): Uint8Array<ArrayBuffer> {
  if (profile.kind === 'cicp') return pngChunk('cICP', Uint8Array.of(profile.primaries, profile.transfer, 0, 1));
  const packed = zlibSync(profile.bytes);
  const body = new Uint8Array(packed.length + 5);
  body.set([0x69, 0x63, 0x63, 0, 0]); // its name, and compression method 0
  body.set(packed, 5);
  return pngChunk('iCCP', body);
}

/** An uncompressed PNG (PNG specification, third edition, 11.3.2). */
export function profiledPng({ width, height, data }: RgbaPicture, profile: ColourProfile): Blob {
  const raw = new Uint8Array((width * 4 + 1) * height);
  for (let y = 0; y < height; y++) raw.set(data.subarray(y * width * 4, (y + 1) * width * 4), y * (width * 4 + 1) + 1);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 6], 8);
  const parts = [
    Uint8Array.from(PNG_SIGNATURE),
    pngChunk('IHDR', header),
    profileChunk(profile),
    pngChunk('IDAT', zlibSync(raw, { level: 0 })),
    pngChunk('IEND', new Uint8Array(0)),
  ];
  return new Blob(parts, { type: 'image/png' });
}

/** Photos as RGBA pixels in Node. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { decode } from 'jpeg-js';
import { decodeHeif } from '../codecs/heif/decode-heif.ts';
import { inflateUpTo } from '../codecs/inflate.ts';
import { decodeDeepPng } from '../codecs/png/deep-png.ts';
import { decodeTiff } from '../codecs/tiff/decode-tiff.ts';
import { MAX_PIXELS } from '../core/image/limits.ts';
import { decodePng, isPng } from '../core/image/png.ts';
import { pngToRgba } from '../core/image/png-pixels.ts';
import type { Pixels } from '../runtime/pixels.ts';

/** Endings of the files that {@link readPhoto} reads. */
export const PHOTO_ENDINGS: readonly string[] = ['.jpg', '.jpeg', '.png', '.tif', '.tiff', '.heic', '.heif'];

async function heifWasm(): Promise<ArrayBuffer> {
  const path = createRequire(import.meta.url).resolve('libheif-js/libheif-wasm/libheif.wasm');
  return Uint8Array.from(readFileSync(path)).buffer;
}

const isTiff = (bytes: Uint8Array): boolean =>
  /^(II[*+]\0|MM\0[*+])/.test(String.fromCharCode(...bytes.subarray(0, 4)));
const isHeif = (bytes: Uint8Array): boolean => String.fromCharCode(...bytes.subarray(4, 8)) === 'ftyp';

/**
 * Decodes a JPEG, PNG, TIFF or HEIC file, whatever its ending. JPEG and TIFF are not turned by their orientation, since truth
 * is drawn on pixels as stored.
 * @throws Error, PngError, SegError when it is damaged or of a kind that is not read
 */
export async function readPhoto(path: string): Promise<Pixels> {
  const bytes = Uint8Array.from(readFileSync(path));
  if (isPng(bytes)) {
    const png = decodePng(bytes, inflateUpTo);
    if (png.bitDepth === 16) return decodeDeepPng(png, {});
    return { width: png.width, height: png.height, data: pngToRgba(png) };
  }
  if (isTiff(bytes)) return decodeTiff(bytes, MAX_PIXELS, { upright: false });
  if (isHeif(bytes)) return decodeHeif(bytes, MAX_PIXELS, heifWasm);
  const { width, height, data } = decode(bytes, {
    useTArray: true,
    formatAsRGBA: true,
    maxMemoryUsageInMB: 2048,
    maxResolutionInMP: MAX_PIXELS / 1e6,
  });
  return { width, height, data: new Uint8ClampedArray(data) };
}

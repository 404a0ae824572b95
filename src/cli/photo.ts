/** Photos as RGBA pixels in Node. */

import { readFileSync } from 'node:fs';
import { decode } from 'jpeg-js';
import { inflateUpTo } from '../codecs/inflate.ts';
import { decodePng, isPng } from '../core/image/png.ts';
import { pngToRgba } from '../core/image/png-pixels.ts';
import type { Pixels } from '../runtime/pixels.ts';

/** Decodes a JPEG or PNG file. @throws Error, PngError when it is damaged */
export function readPhoto(path: string): Pixels {
  const bytes = readFileSync(path);
  if (isPng(bytes)) {
    const png = decodePng(bytes, inflateUpTo);
    return { width: png.width, height: png.height, data: pngToRgba(png) };
  }
  const { width, height, data } = decode(bytes, { useTArray: true, formatAsRGBA: true, maxMemoryUsageInMB: 2048 });
  return { width, height, data: new Uint8ClampedArray(data) };
}

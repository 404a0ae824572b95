/** What reading annotation files takes in Node. */
import { decode } from 'jpeg-js';
import { inflateUpTo } from '../codecs/inflate.ts';
import { readTiffMask } from '../codecs/tiff/tiff-mask.ts';
import { FormatError } from '../core/formats/notice.ts';
import type { ReadTools } from '../core/formats/reader.ts';
import { rgbaToPng } from '../core/image/png-pixels.ts';

export const readTools: ReadTools = {
  inflate: inflateUpTo,
  decodeText: (bytes, encoding) => {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      return null;
    }
  },
  decodePicture: async (bytes, kind, name) => {
    if (kind === 'TIFF') return readTiffMask(bytes, name);
    if (kind !== 'JPEG') {
      throw new FormatError(
        'unsupported',
        '',
        `“${name}” is a ${kind}; masks are read from PNG, TIFF and JPEG here. Save the mask as PNG.`,
      );
    }
    const { width, height, data } = decode(bytes, { useTArray: true, formatAsRGBA: true, maxMemoryUsageInMB: 2048 });
    return { kind, lossy: true, png: rgbaToPng(width, height, new Uint8Array(data)) };
  },
};

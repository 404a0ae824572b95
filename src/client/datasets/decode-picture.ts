/** Pictures of datasets as pixels, by decoders that give the same values in every browser and in Node. */
import { decode } from 'jpeg-js';
import { MAX_PIXELS } from '../../core/image/limits.ts';
import type { Inflate } from '../../core/image/png.ts';
import { decodePng, isPng } from '../../core/image/png.ts';
import { pngToRgba } from '../../core/image/png-pixels.ts';

/** RGBA, 8 bits, row-major. Not turned by EXIF or a TIFF's orientation: truth is drawn on the pixels as stored. */
export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Memory that one JPEG may take while it is decoded, MiB. */
const JPEG_MEMORY = 1024;

async function byBrowser(bytes: Uint8Array<ArrayBuffer>): Promise<DecodedPicture> {
  const bitmap = await createImageBitmap(new Blob([bytes]), { imageOrientation: 'none', colorSpaceConversion: 'none' });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('cannot be decoded: no canvas is to be had');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { width, height, data: new Uint8ClampedArray(context.getImageData(0, 0, width, height).data.buffer) };
}

/** Classic TIFF and BigTIFF, of either byte order. */
function isTiff(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  if (a === 0x49 && b === 0x49) return (c === 42 || c === 43) && d === 0;
  return a === 0x4d && b === 0x4d && c === 0 && (d === 42 || d === 43);
}

/** @throws Error with a sentence without the file's name */
export async function decodePicture(bytes: Uint8Array<ArrayBuffer>, inflate: Inflate): Promise<DecodedPicture> {
  if (isPng(bytes)) {
    const png = decodePng(bytes, inflate);
    return { width: png.width, height: png.height, data: pngToRgba(png) };
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8) {
    try {
      const { width, height, data } = decode(bytes, {
        useTArray: true,
        formatAsRGBA: true,
        maxMemoryUsageInMB: JPEG_MEMORY,
        maxResolutionInMP: MAX_PIXELS / 1e6,
      });
      return { width, height, data: new Uint8ClampedArray(data) };
    } catch (error) {
      throw new Error(`is a damaged JPEG (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  if (isTiff(bytes)) {
    const { decodeTiff } = await import('../../codecs/tiff/decode-tiff.ts');
    return decodeTiff(bytes, MAX_PIXELS, { upright: false });
  }
  if (typeof createImageBitmap === 'undefined') throw new Error('is neither JPEG nor PNG');
  return byBrowser(bytes).catch(() => {
    throw new Error('is no picture that this browser can decode');
  });
}

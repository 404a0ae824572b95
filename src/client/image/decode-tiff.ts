/** TIFF through the `tiff` package, loaded only when one is opened: 8, 16 and 32 bits, grey, RGB and palettes, first page. */

import { SegError } from '../../contract/errors.ts';
import { loadPart } from '../../contract/load-part.ts';

/** What is used of a decoded page. */
interface TiffPage {
  readonly width: number;
  readonly height: number;
  readonly samplesPerPixel: number;
  readonly bitsPerSample: number;
  /** PhotometricInterpretation: 0 white is zero, 1 black is zero, 2 RGB, 3 palette (expanded by the decoder). */
  readonly type: number;
  readonly data: ArrayLike<number>;
  readonly palette?: readonly (readonly [number, number, number])[] | undefined;
}

/** Values of one page as RGBA bytes; 16 and 32 bit values are scaled to 8. */
export function tiffToRgba(page: TiffPage): Uint8ClampedArray<ArrayBuffer> {
  const { width, height, samplesPerPixel: n, bitsPerSample: bits, data } = page;
  const out = new Uint8ClampedArray(width * height * 4);
  let low = 0;
  let high = bits <= 16 ? 2 ** bits - 1 : 1;
  if (bits > 16) {
    // Floating point pages have no fixed range: what they hold is stretched over 0..255.
    low = Number.POSITIVE_INFINITY;
    high = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < data.length; i++) {
      const v = data[i] ?? 0;
      if (v < low) low = v;
      if (v > high) high = v;
    }
  }
  const scale = high > low ? 255 / (high - low) : 1;
  for (let i = 0; i < width * height; i++) {
    const at = i * n;
    const index = page.palette ? page.palette[data[at] ?? 0] : undefined;
    for (let c = 0; c < 3; c++) {
      const raw = index ? (index[c] ?? 0) / 257 : ((data[n >= 3 ? at + c : at] ?? 0) - low) * scale;
      out[i * 4 + c] = page.type === 0 ? 255 - raw : raw;
    }
    const alpha = n === 4 || n === 2 ? ((data[at + n - 1] ?? high) - low) * scale : 255;
    out[i * 4 + 3] = alpha;
  }
  return out;
}

/** Draws a bitmap turned as EXIF orientation 2..8 asks. Closes the bitmap it was given. */
async function orient(bitmap: ImageBitmap, orientation: number): Promise<ImageBitmap> {
  const { width: w, height: h } = bitmap;
  const turned = orientation >= 5;
  const canvas = new OffscreenCanvas(turned ? h : w, turned ? w : h);
  const maps: Readonly<Record<number, readonly [number, number, number, number, number, number]>> = {
    2: [-1, 0, 0, 1, w, 0],
    3: [-1, 0, 0, -1, w, h],
    4: [1, 0, 0, -1, 0, h],
    5: [0, 1, 1, 0, 0, 0],
    6: [0, 1, -1, 0, h, 0],
    7: [0, -1, -1, 0, h, w],
    8: [0, -1, 1, 0, 0, w],
  };
  const map = maps[orientation];
  if (!map) return bitmap;
  const context = canvas.getContext('2d');
  context?.setTransform(...map);
  context?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.transferToImageBitmap();
}

/** @throws SegError `bad-image` when the file is damaged or of a kind the decoder does not know */
export async function decodeTiff(bytes: Uint8Array<ArrayBuffer>, orientation: number): Promise<ImageBitmap> {
  const { decode } = await loadPart(() => import('tiff'));
  let page: TiffPage | undefined;
  try {
    page = decode(bytes, { pages: [0] })[0];
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SegError('bad-image', `the TIFF cannot be decoded (${why})`, { cause });
  }
  if (!page) throw new SegError('bad-image', 'the TIFF has no page');
  const bitmap = await createImageBitmap(new ImageData(tiffToRgba(page), page.width, page.height));
  return orientation > 1 ? orient(bitmap, orientation) : bitmap;
}

/** The stored bands of the page of a TIFF that is its picture. */
import type { GeoTIFFImage } from 'geotiff';
import { SegError } from '../../contract/errors.ts';
import { loadPart } from '../../contract/load-part.ts';
import { readBands } from './bands.ts';
import { tagFractions } from './fractions.ts';
import { readPage, type TiffPage, tagNumbers } from './page.ts';
import type { Samples } from './samples.ts';

/** A page with its values as stored, not turned. */
export interface TiffBands {
  readonly page: TiffPage;
  /** Pages of the file that are no copies. */
  readonly full: number;
  /** Those that make the colour, in order. */
  readonly colours: readonly Samples[];
  /** Null when every pixel is opaque. */
  readonly alpha: Samples | null;
  /** Values of a tag of `count` fractions; empty when the page has none. */
  readonly fractions: (tag: number, count: number) => readonly number[];
}

/** Pages looked at when the picture is chosen. */
const MAX_PAGES = 4096;

/** True for pages that are a smaller copy or a mask of another (NewSubfileType; SubfileType 2 before TIFF 6). */
async function isCopy(image: GeoTIFFImage): Promise<boolean> {
  const kind = (await tagNumbers(image, 254))[0];
  if (kind !== undefined) return (kind & 1) !== 0 || (kind & 4) !== 0;
  return (await tagNumbers(image, 255))[0] === 2;
}

async function choosePage(
  file: { getImage: (index: number) => Promise<GeoTIFFImage> },
  count: number,
  wanted: number,
): Promise<{ readonly image: GeoTIFFImage; readonly index: number; readonly full: number }> {
  let chosen: { readonly image: GeoTIFFImage; readonly index: number } | null = null;
  let hasParts = false;
  let full = 0;
  for (let i = 0; i < count; i++) {
    const image = await file.getImage(i);
    hasParts ||= image.fileDirectory.hasTag(330);
    if (await isCopy(image)) continue;
    full++;
    if (full === wanted) chosen = { image, index: i };
  }
  if (chosen) return { ...chosen, full };
  if (full > 0) throw new SegError('bad-image', `the TIFF has ${full} pages and no page ${wanted}`);
  if (hasParts) {
    throw new SegError(
      'unsupported-image',
      'the TIFF keeps its picture below a small copy, as camera raw files do; develop it and save it as TIFF or JPEG',
    );
  }
  return { image: await file.getImage(0), index: 0, full: 1 };
}

/** Anything that geotiff throws is a fault of the file. */
function asDamage(thrown: unknown): SegError {
  const error = SegError.from(thrown);
  if (error.code !== 'internal') return error;
  return new SegError('bad-image', `the TIFF is damaged or cut short (${error.message})`, { cause: thrown });
}

/**
 * Reads a full page and hands it to `use`; what either throws is a SegError.
 *
 * @param bytes the whole file
 * @param maxPixels larger pages are refused before a pixel is decoded
 * @param wanted which page, from 1, among those that are no copies
 * @throws SegError `unsupported-image` naming what is not read, `bad-image` (damaged, cut short), `image-too-large`
 */
export async function readTiff<T>(
  bytes: Uint8Array<ArrayBuffer>,
  maxPixels: number,
  wanted: number,
  use: (bands: TiffBands) => T | Promise<T>,
): Promise<T> {
  const { fromArrayBuffer } = await loadPart(() => import('geotiff'));
  try {
    const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
    const file = await fromArrayBuffer(whole.buffer);
    const count = Math.min(await file.getImageCount(), MAX_PAGES);
    const { image, index, full } = await choosePage(file, count, wanted);
    const page = await readPage(image);
    if (page.width * page.height > maxPixels) {
      const millions = Math.round((page.width * page.height) / 1e6);
      throw new SegError(
        'image-too-large',
        `the TIFF claims ${page.width} x ${page.height} (${millions} megapixels); pictures up to ${maxPixels / 1e6} megapixels open`,
      );
    }
    const needed = page.alpha ? [...page.colours, page.alpha.band] : page.colours;
    const bands = await readBands(whole, page, needed, file.littleEndian);
    const colours = bands.slice(0, page.colours.length);
    const fractions = (tag: number, many: number): readonly number[] => tagFractions(whole, index, tag, many);
    return await use({ page, full, colours, alpha: page.alpha ? (bands.at(-1) ?? null) : null, fractions });
  } catch (thrown) {
    throw asDamage(thrown);
  }
}

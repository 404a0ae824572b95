/** TIFF and BigTIFF as pixels: the right page, upright, more than 8 bits through a display window. */
import type { GeoTIFFImage } from 'geotiff';
import { SegError } from '../../contract/errors.ts';
import { loadPart } from '../../contract/load-part.ts';
import { orientRgba, type RgbaPicture } from '../orient.ts';
import { readBands } from './bands.ts';
import { bandsToRgba } from './colours.ts';
import { PHOTOMETRIC, readPage, type TiffPage, tagNumbers } from './page.ts';
import { type DisplayWindow, displayWindow, noDataTest } from './window.ts';

/** A decoded TIFF. */
export interface TiffPicture extends RgbaPicture {
  /** Stored values that are shown as black and white. */
  readonly window: DisplayWindow;
  /** Sentences worth saying once. */
  readonly notes: readonly string[];
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
): Promise<{ readonly image: GeoTIFFImage; readonly full: number }> {
  let chosen: GeoTIFFImage | null = null;
  let hasParts = false;
  let full = 0;
  for (let i = 0; i < count; i++) {
    const image = await file.getImage(i);
    hasParts ||= image.fileDirectory.hasTag(330);
    if (await isCopy(image)) continue;
    chosen ??= image;
    full++;
  }
  if (chosen) return { image: chosen, full };
  if (hasParts) {
    throw new SegError(
      'unsupported-image',
      'the TIFF keeps its picture below a small copy, as camera raw files do; develop it and save it as TIFF or JPEG',
    );
  }
  return { image: await file.getImage(0), full: 1 };
}

const short = (value: number): string => String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));

function notesOf(page: TiffPage, full: number, shown: DisplayWindow, without: number): string[] {
  const notes: string[] = [];
  if (full > 1) notes.push(`The file has ${full} pages; the first is shown.`);
  const rest = page.samples - page.colours.length - (page.alpha ? 1 : 0);
  if (rest > 0) {
    notes.push(
      page.colours.length === 1
        ? `The file has ${page.samples} bands; the first is shown.`
        : `The file has ${rest} more ${rest === 1 ? 'band' : 'bands'} than its colours need; ${rest === 1 ? 'it is' : 'they are'} not shown.`,
    );
  }
  if (page.photometric !== PHOTOMETRIC.palette && (shown.stretched || page.bits > 8)) {
    const kind = page.format === 3 ? 'floating-point' : page.format === 2 ? 'signed' : 'unsigned';
    notes.push(
      `${page.bits}-bit ${kind} values are shown from ${short(shown.low)} (black) to ${short(shown.high)} (white).`,
    );
  }
  if (without > 0)
    notes.push(
      `${without} ${without === 1 ? 'pixel has' : 'pixels have'} no data and ${without === 1 ? 'is' : 'are'} shown black.`,
    );
  if (page.orientation > 1) notes.push('Turned upright as the file says.');
  return notes;
}

/** Anything that geotiff throws is a fault of the file. */
function asDamage(thrown: unknown): SegError {
  const error = SegError.from(thrown);
  if (error.code !== 'internal') return error;
  return new SegError('bad-image', `the TIFF is damaged or cut short (${error.message})`, { cause: thrown });
}

/**
 * Decodes the first full page.
 *
 * @param bytes the whole file
 * @param maxPixels larger pages are refused before a pixel is decoded
 * @throws SegError `unsupported-image` naming what is not read, `bad-image` (damaged, cut short), `image-too-large`
 */
export async function decodeTiff(bytes: Uint8Array<ArrayBuffer>, maxPixels: number): Promise<TiffPicture> {
  const { fromArrayBuffer } = await loadPart(() => import('geotiff'));
  try {
    const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
    const file = await fromArrayBuffer(whole.buffer);
    const count = Math.min(await file.getImageCount(), MAX_PAGES);
    const { image, full } = await choosePage(file, count);
    const page = await readPage(image);
    if (page.width * page.height > maxPixels) {
      const millions = Math.round((page.width * page.height) / 1e6);
      throw new SegError(
        'image-too-large',
        `the TIFF claims ${page.width} x ${page.height} (${millions} megapixels); pictures up to ${maxPixels / 1e6} megapixels open`,
      );
    }
    const wanted = page.alpha ? [...page.colours, page.alpha.band] : page.colours;
    const bands = await readBands(whole, page, wanted, file.littleEndian);
    const colours = bands.slice(0, page.colours.length);
    const alpha = page.alpha ? (bands.at(-1) ?? null) : null;
    const direct = page.photometric === PHOTOMETRIC.palette || page.photometric === PHOTOMETRIC.cmyk;
    const missing = noDataTest(page.noData, page.format === 3 && page.bits <= 32);
    const shown: DisplayWindow =
      direct && page.format === 1
        ? { low: 0, high: 2 ** page.bits - 1, stretched: false }
        : displayWindow(colours, page.bits, page.format, missing);
    const tables = {
      colourMap: await tagNumbers(image, 320),
      reference: await tagNumbers(image, 532),
      coefficients: await tagNumbers(image, 529),
    };
    const deep = page.bits > 8 || page.format !== 1;
    const { data, without } = bandsToRgba(page, colours, alpha, shown, tables, deep && !direct ? missing : null);
    const upright = orientRgba({ width: page.width, height: page.height, data }, page.orientation);
    return { ...upright, window: shown, notes: notesOf(page, full, shown, without) };
  } catch (thrown) {
    throw asDamage(thrown);
  }
}

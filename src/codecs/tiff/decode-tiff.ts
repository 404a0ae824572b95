/** TIFF and BigTIFF as pixels: the right page, upright, more than 8 bits through a display window. */
import type { PictureDisplay, PictureReading } from '../../contract/picture-reading.ts';
import { readIcc } from '../colour/icc.ts';
import type { ColourProfile } from '../colour/profiled-png.ts';
import { orientRgba, type RgbaPicture } from '../orient.ts';
import { type DisplayWindow, displayWindow, noDataTest } from '../window.ts';
import { bandsToRgba } from './colours.ts';
import { PHOTOMETRIC, type TiffPage, tagNumbers } from './page.ts';
import { readTiff, type TiffBands } from './read-tiff.ts';

/** A decoded TIFF. */
export interface TiffPicture extends RgbaPicture {
  /** Stored values that are shown as black and white. */
  readonly window: DisplayWindow;
  /** What can be chosen; null when there is one page and its values have one meaning. */
  readonly display: PictureDisplay | null;
  /** The ICC profile that its RGB values belong to; null for sRGB, and where a window was stretched. */
  readonly profile: ColourProfile | null;
  /** Sentences worth saying once. */
  readonly notes: readonly string[];
}

const short = (value: number): string => String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));

function notesOf(page: TiffPage, full: number, shownPage: number, shown: DisplayWindow, without: number): string[] {
  const notes: string[] = [];
  if (full > 1) notes.push(`The file has ${full} pages; page ${shownPage} is shown.`);
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

/** The profile of a page (tag 34675): for the browser to apply, or named in a sentence where it cannot be. */
async function profileOf(
  page: TiffPage,
  shown: DisplayWindow,
): Promise<{ readonly profile: ColourProfile | null; readonly note: string | null }> {
  const stored = Uint8Array.from(await tagNumbers(page.image, 34675));
  const icc = readIcc(stored);
  if (!icc) return { profile: null, note: null };
  const rgb: readonly number[] = [PHOTOMETRIC.rgb, PHOTOMETRIC.palette, PHOTOMETRIC.ycbcr];
  if (icc.space === 'RGB' && rgb.includes(page.photometric) && !shown.stretched) {
    return { profile: { kind: 'icc', bytes: stored }, note: null };
  }
  const called = icc.name ? ` “${icc.name}”` : '';
  return {
    profile: null,
    note: `Its ${icc.space} colour profile${called} is not applied: colours may differ a little.`,
  };
}

/** ReferenceBlackWhite of a page; empty for full range, also where black and white are one value. */
function referenceOf(fractions: TiffBands['fractions']): readonly number[] {
  const values = fractions(532, 6);
  return [0, 2, 4].every((i) => values[i] !== values[i + 1]) ? values : [];
}

/** What a decoder of TIFF is told besides the file. */
export interface TiffOptions extends PictureReading {
  /** False to leave the pixels as stored, whatever orientation the file asks for. */
  readonly upright?: boolean;
}

/**
 * Decodes the first full page, or the one that is asked for.
 *
 * @param bytes the whole file
 * @param maxPixels larger pages are refused before a pixel is decoded
 * @param options page, display window and orientation; the file's own and automatic ones where not given
 * @throws SegError `unsupported-image` naming what is not read, `bad-image` (damaged, cut short), `image-too-large`
 */
export function decodeTiff(
  bytes: Uint8Array<ArrayBuffer>,
  maxPixels: number,
  options: TiffOptions = {},
): Promise<TiffPicture> {
  const { upright = true, page: wanted = 1, window: chosen } = options;
  return readTiff(bytes, maxPixels, wanted, async ({ page, full, colours, alpha, fractions }) => {
    const direct = page.photometric === PHOTOMETRIC.palette || page.photometric === PHOTOMETRIC.cmyk;
    const missing = noDataTest(page.noData, page.format === 3 && page.bits <= 32);
    const shown: DisplayWindow =
      direct && page.format === 1
        ? { low: 0, high: 2 ** page.bits - 1, stretched: false, least: 0, most: 2 ** page.bits - 1 }
        : displayWindow(colours, page.bits, page.format, missing, chosen);
    const tables = {
      colourMap: await tagNumbers(page.image, 320),
      reference: referenceOf(fractions),
      coefficients: fractions(529, 3),
    };
    const deep = page.bits > 8 || page.format !== 1;
    const { data, without } = bandsToRgba(page, colours, alpha, shown, tables, deep && !direct ? missing : null);
    const stored = { width: page.width, height: page.height, data };
    const turned = upright ? page.orientation : 1;
    const { profile, note } = await profileOf(page, shown);
    const notes = [...notesOf({ ...page, orientation: turned }, full, wanted, shown, without), ...(note ? [note] : [])];
    const { low, high, least, most } = shown;
    const values = deep && !direct && least < most ? { low, high, least, most, chosen: chosen !== undefined } : null;
    const display = full > 1 || values ? { pages: full, page: wanted, values } : null;
    return { ...orientRgba(stored, turned), window: shown, display, profile, notes };
  });
}

/** What the directory of one TIFF page says, checked: anything that cannot be read is refused by name. */
import type { GeoTIFFImage } from 'geotiff';
import { SegError } from '../../contract/errors.ts';
import { readsSamples } from './samples.ts';

/** PhotometricInterpretation (TIFF 6.0 and technical notes). */
export const PHOTOMETRIC = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3, cmyk: 5, ycbcr: 6, lab: 8, iccLab: 9 };

const UNREAD_PHOTOMETRIC: Readonly<Record<number, string>> = {
  4: 'a transparency mask',
  10: 'ITU L*a*b* colours',
  32803: 'a camera raw picture (colour filter array)',
  32844: 'LogL brightness',
  32845: 'LogLuv colours',
  34892: 'a camera raw picture (linear raw)',
};

const UNREAD_COMPRESSION: Readonly<Record<number, string>> = {
  2: 'CCITT (fax) compression',
  3: 'CCITT group 3 (fax) compression',
  4: 'CCITT group 4 (fax) compression',
  6: 'old-style JPEG compression',
  9: 'JBIG compression',
  10: 'JBIG compression',
  32766: 'NeXT compression',
  32771: 'CCITT (fax) compression',
  32809: 'ThunderScan compression',
  33003: 'JPEG 2000 compression (Aperio)',
  33005: 'JPEG 2000 compression (Aperio)',
  34661: 'JBIG compression',
  34676: 'SGI Log compression',
  34677: 'SGI Log compression',
  34712: 'JPEG 2000 compression',
  34892: 'lossy DNG compression',
  34925: 'LZMA compression',
  50002: 'JPEG XL compression',
  52546: 'JPEG XL compression',
};

const READ_COMPRESSION: readonly number[] = [1, 5, 7, 8, 32773, 32946, 34887, 50000, 50001];

const EXTRA_ASSOCIATED = 1;
const EXTRA_UNASSOCIATED = 2;

/** One page, ready to be read. */
export interface TiffPage {
  readonly image: GeoTIFFImage;
  readonly width: number;
  readonly height: number;
  readonly photometric: number;
  readonly compression: number;
  /** Values of a pixel, all bands. */
  readonly samples: number;
  readonly bits: number;
  /** SampleFormat: 1 unsigned, 2 signed, 3 floating point. */
  readonly format: number;
  readonly planar: boolean;
  readonly predictor: number;
  /** Bands that make the colour: 0 for grey and palettes, 0..2 or 0..3 for colours. */
  readonly colours: readonly number[];
  /** The band that says itself to be alpha; null when none does. */
  readonly alpha: { readonly band: number; readonly associated: boolean } | null;
  /** Orientation 1..8. */
  readonly orientation: number;
  /** GDAL_NODATA; null when the file names none. */
  readonly noData: number | null;
}

/** Values of a tag as numbers; empty when it is not there. */
export async function tagNumbers(image: GeoTIFFImage, tag: number): Promise<readonly number[]> {
  const value: unknown = await image.fileDirectory.loadValue(tag);
  if (typeof value === 'number' || typeof value === 'bigint') return [Number(value)];
  if (Array.isArray(value)) return value.map(Number);
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as unknown as ArrayLike<number | bigint>, Number)
    : [];
}

function refuse(what: string): SegError {
  return new SegError(
    'unsupported-image',
    `the TIFF has ${what}, which is not read here; save it as an ordinary TIFF or PNG`,
  );
}

/** Number of bands that make the colour. */
function colourBands(photometric: number, samples: number): number {
  if (photometric === PHOTOMETRIC.cmyk) return 4;
  const three: readonly number[] = [PHOTOMETRIC.rgb, PHOTOMETRIC.ycbcr, PHOTOMETRIC.lab, PHOTOMETRIC.iccLab];
  return three.includes(photometric) && samples >= 3 ? 3 : 1;
}

function sameOf(values: readonly number[], what: string): number | null {
  const [first] = values;
  if (values.some((value) => value !== first)) throw refuse(`bands of different ${what} (${values.join(', ')})`);
  return first ?? null;
}

async function noDataOf(image: GeoTIFFImage): Promise<number | null> {
  const text: unknown = await image.fileDirectory.loadValue(42113);
  if (typeof text !== 'string') return null;
  const words = text.replaceAll('\0', '').trim();
  const number = /^nan$/i.test(words) ? Number.NaN : Number.parseFloat(words);
  return Number.isNaN(number) && !/^nan$/i.test(words) ? null : number;
}

/**
 * @throws SegError `unsupported-image` naming what is not read; `bad-image` for a page that contradicts itself
 */
export async function readPage(image: GeoTIFFImage): Promise<TiffPage> {
  const one = async (tag: number, otherwise: number): Promise<number> => (await tagNumbers(image, tag))[0] ?? otherwise;
  const width = await one(256, 0);
  const height = await one(257, 0);
  if (width <= 0 || height <= 0) {
    throw new SegError('bad-image', `the TIFF claims a size of ${width} x ${height} pixels`);
  }
  const compression = await one(259, 1);
  if (!READ_COMPRESSION.includes(compression)) {
    throw refuse(UNREAD_COMPRESSION[compression] ?? `compression number ${compression}`);
  }
  if (compression === 50001 && typeof createImageBitmap === 'undefined') throw refuse('WebP compression');
  const bitsOf = await tagNumbers(image, 258);
  const samples = await one(277, Math.max(1, bitsOf.length));
  const photometric = await one(262, samples >= 3 ? PHOTOMETRIC.rgb : PHOTOMETRIC.blackIsZero);
  if (!Object.values(PHOTOMETRIC).includes(photometric)) {
    throw refuse(UNREAD_PHOTOMETRIC[photometric] ?? `colours of kind ${photometric}`);
  }
  if (photometric === PHOTOMETRIC.cmyk && (await one(332, 1)) !== 1) throw refuse('inks other than CMYK');
  const count = colourBands(photometric, samples);
  if (samples < count) throw new SegError('bad-image', `the TIFF has ${samples} bands where its colours need ${count}`);
  const bits = sameOf(bitsOf, 'bit depths') ?? 1;
  const stated = sameOf(await tagNumbers(image, 339), 'number formats') ?? 1;
  const format = stated === 4 ? 1 : stated;
  if (format === 5 || format === 6) throw refuse('complex numbers');
  if (!readsSamples(bits, format)) {
    throw refuse(`values of ${bits} bits (${format === 3 ? 'floating point' : format === 2 ? 'signed' : 'unsigned'})`);
  }
  if ((compression === 7 || compression === 50001) && bits !== 8) throw refuse(`JPEG or WebP of ${bits} bits`);
  const lab = photometric === PHOTOMETRIC.lab || photometric === PHOTOMETRIC.iccLab;
  if (lab && bits !== 8 && bits !== 16) throw refuse(`L*a*b* colours of ${bits} bits`);
  if (photometric === PHOTOMETRIC.ycbcr && bits !== 8) throw refuse(`YCbCr colours of ${bits} bits`);
  const predictor = await one(317, 1);
  if (predictor > 3 || (predictor === 3 && format !== 3) || (predictor === 2 && bits % 8 !== 0)) {
    throw refuse(`predictor ${predictor} with ${bits} bits`);
  }
  const extra = await tagNumbers(image, 338);
  const at = extra.findIndex((kind) => kind === EXTRA_ASSOCIATED || kind === EXTRA_UNASSOCIATED);
  const band = samples - extra.length + at;
  const orientation = await one(274, 1);
  return {
    image,
    width,
    height,
    photometric,
    compression,
    samples,
    bits,
    format,
    planar: (await one(284, 1)) === 2 && samples > 1,
    predictor: [5, 8, 32946, 50000].includes(compression) ? predictor : 1,
    colours: Array.from({ length: count }, (_, i) => i),
    alpha: at >= 0 && band >= count && band < samples ? { band, associated: extra[at] === EXTRA_ASSOCIATED } : null,
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    noData: await noDataOf(image),
  };
}

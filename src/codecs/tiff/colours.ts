/** Stored bands of a TIFF page as RGBA. */

import type { DisplayWindow } from '../window.ts';
import { PHOTOMETRIC, type TiffPage } from './page.ts';
import type { Samples } from './samples.ts';

type Rgb = readonly [number, number, number];

/** CIE L*a*b* (white point D50) to sRGB, 0..255. Bradford-adapted matrix of Lindbloom. */
export function labToRgb(l: number, a: number, b: number): Rgb {
  const fy = (l + 16) / 116;
  const linear = (f: number): number => (f > 6 / 29 ? f ** 3 : 3 * (6 / 29) ** 2 * (f - 4 / 29));
  const x = 0.9642 * linear(fy + a / 500);
  const y = linear(fy);
  const z = 0.8249 * linear(fy - b / 200);
  const gamma = (v: number): number => 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
  return [
    gamma(3.1338561 * x - 1.6168667 * y - 0.4906146 * z),
    gamma(-0.9787684 * x + 1.9161415 * y + 0.033454 * z),
    gamma(0.0719453 * x - 0.2289914 * y + 1.4052427 * z),
  ];
}

/** What a page's colours need besides its bands. */
export interface ColourTables {
  /** ColorMap: all reds, all greens, all blues. */
  readonly colourMap: readonly number[];
  /** ReferenceBlackWhite, six numbers; empty for full range. */
  readonly reference: readonly number[];
  /** YCbCrCoefficients; empty for those of ITU-R BT.601. */
  readonly coefficients: readonly number[];
}

/** A function from the values of pixel `i` to RGB, 0..255. */
function colourReader(
  page: TiffPage,
  bands: readonly Samples[],
  shown: DisplayWindow,
  tables: ColourTables,
): (i: number) => Rgb {
  const value = (band: number, i: number): number => bands[band]?.[i] ?? 0;
  const scale = 255 / (shown.high - shown.low);
  const byte = (band: number, i: number): number => (value(band, i) - shown.low) * scale;
  switch (page.photometric) {
    case PHOTOMETRIC.whiteIsZero:
      return (i) => {
        const grey = 255 - byte(0, i);
        return [grey, grey, grey];
      };
    case PHOTOMETRIC.palette: {
      const { colourMap } = tables;
      const entries = Math.floor(colourMap.length / 3);
      // Some writers store 8 bits where the format says 16.
      const unit = colourMap.every((v) => v < 256) ? 1 : 257;
      return (i) => {
        const at = value(0, i);
        const of = (plane: number): number => (at < entries ? (colourMap[plane * entries + at] ?? 0) / unit : 0);
        return [of(0), of(1), of(2)];
      };
    }
    case PHOTOMETRIC.cmyk:
      return (i) => {
        const light = (255 - byte(3, i)) / 255;
        return [(255 - byte(0, i)) * light, (255 - byte(1, i)) * light, (255 - byte(2, i)) * light];
      };
    case PHOTOMETRIC.ycbcr: {
      const [y0 = 0, y1 = 255, b0 = 128, b1 = 255, r0 = 128, r1 = 255] = tables.reference;
      const [kr = 0.299, kg = 0.587, kb = 0.114] = tables.coefficients;
      return (i) => {
        const y = ((value(0, i) - y0) * 255) / (y1 - y0);
        const cb = ((value(1, i) - b0) * 127) / (b1 - b0);
        const cr = ((value(2, i) - r0) * 127) / (r1 - r0);
        const red = y + cr * (2 - 2 * kr);
        const blue = y + cb * (2 - 2 * kb);
        return [red, (y - kb * blue - kr * red) / kg, blue];
      };
    }
    case PHOTOMETRIC.lab:
    case PHOTOMETRIC.iccLab: {
      const deep = page.bits === 16 ? 256 : 1;
      const signed = page.photometric === PHOTOMETRIC.lab;
      const side = (stored: number): number => {
        const v = stored / deep;
        return signed ? (v >= 128 ? v - 256 : v) : v - 128;
      };
      return (i) =>
        labToRgb((value(0, i) * 100) / (255 * (deep === 256 ? 257 : 1)), side(value(1, i)), side(value(2, i)));
    }
    case PHOTOMETRIC.rgb:
      if (bands.length >= 3 && page.colours.length === 3) return (i) => [byte(0, i), byte(1, i), byte(2, i)];
      break;
  }
  return (i) => {
    const grey = byte(0, i);
    return [grey, grey, grey];
  };
}

/**
 * @param bands the colour bands in order
 * @param alpha the alpha band; null when every pixel is opaque
 * @returns RGBA as stored (not turned), straight alpha, and how many pixels have no data (shown black)
 */
export function bandsToRgba(
  page: TiffPage,
  bands: readonly Samples[],
  alpha: Samples | null,
  shown: DisplayWindow,
  tables: ColourTables,
  missing: ((value: number) => boolean) | null,
): { readonly data: Uint8ClampedArray<ArrayBuffer>; readonly without: number } {
  const count = page.width * page.height;
  const data = new Uint8ClampedArray(count * 4);
  const rgb = colourReader(page, bands, shown, tables);
  const opaque = page.format === 3 ? 1 : 2 ** (page.format === 2 ? page.bits - 1 : page.bits) - 1;
  let without = 0;
  for (let i = 0; i < count; i++) {
    const at = i * 4;
    if (missing && bands.every((band) => missing(band[i] ?? 0))) {
      without++;
      data[at + 3] = 255;
      continue;
    }
    const [r, g, b] = rgb(i);
    const cover = alpha ? (alpha[i] ?? 0) / opaque : 1;
    // Associated alpha: the colours were multiplied by it.
    const divide = page.alpha?.associated && cover > 0 ? cover : 1;
    data[at] = r / divide;
    data[at + 1] = g / divide;
    data[at + 2] = b / divide;
    data[at + 3] = cover * 255;
  }
  return { data, without };
}

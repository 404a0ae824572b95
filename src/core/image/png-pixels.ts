/** What decoded PNG samples are used as: labels, or colours. */
import { PngError, type PngImage } from './png.ts';

/** A map of whole numbers, one a pixel, row-major. */
export interface LabelMap {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
}

/**
 * Grey values or palette indices as labels.
 * @throws PngError for colour files, whose pixels are no labels; RGB that is grey everywhere is taken as grey
 */
export function pngToLabels(png: PngImage): LabelMap {
  const { width, height, samples, channels } = png;
  if (channels === 1) return { width, height, data: samples };
  const colour = channels >= 3;
  const data = png.bitDepth === 16 ? new Uint16Array(width * height) : new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const at = i * channels;
    const value = samples[at] ?? 0;
    if (colour && (samples[at + 1] !== value || samples[at + 2] !== value)) {
      throw new PngError('unsupported', 'expected a label map (grey or palette), found a colour picture');
    }
    data[i] = value;
  }
  return { width, height, data };
}

/**
 * Colours of an 8-bit picture as labels, by a table from `red << 16 | green << 8 | blue`.
 * @throws PngError naming the first pixel whose colour is not in the table
 */
export function pngColoursToLabels(png: PngImage, table: ReadonlyMap<number, number>): LabelMap {
  const { width, height, samples, channels, bitDepth } = png;
  if (channels < 3 || bitDepth !== 8) throw new PngError('unsupported', 'expected 8-bit colours');
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const at = i * channels;
    const [red = 0, green = 0, blue = 0] = [samples[at], samples[at + 1], samples[at + 2]];
    const label = table.get((red << 16) | (green << 8) | blue);
    if (label === undefined) {
      const where = `x ${i % width}, y ${Math.floor(i / width)}`;
      throw new PngError('unsupported', `the colour (${red}, ${green}, ${blue}) at ${where} is none of the dataset’s`);
    }
    data[i] = label;
  }
  return { width, height, data };
}

/** 8-bit RGBA, row-major; 16-bit values keep their high byte, fewer bits are stretched to 0..255. */
export function pngToRgba(png: PngImage): Uint8ClampedArray<ArrayBuffer> {
  const { width, height, samples, channels, colour, bitDepth, palette, transparency } = png;
  const out = new Uint8ClampedArray(width * height * 4);
  const scale = bitDepth === 16 ? 1 / 257 : 255 / (2 ** bitDepth - 1);
  const clear = transparency && colour !== 'palette' ? new DataView(transparency.slice().buffer) : null;
  for (let i = 0; i < width * height; i++) {
    const at = i * channels;
    const first = samples[at] ?? 0;
    const to = i * 4;
    if (colour === 'palette') {
      for (let c = 0; c < 3; c++) out[to + c] = palette?.[first * 3 + c] ?? 0;
      out[to + 3] = transparency?.[first] ?? 255;
      continue;
    }
    const grey = channels < 3;
    for (let c = 0; c < 3; c++) out[to + c] = (grey ? first : (samples[at + c] ?? 0)) * scale;
    const hasAlpha = channels === 2 || channels === 4;
    const isClear =
      clear !== null &&
      [...Array(channels).keys()].every(
        (c) => 2 * c + 2 <= clear.byteLength && samples[at + c] === clear.getUint16(2 * c),
      );
    out[to + 3] = hasAlpha ? (samples[at + channels - 1] ?? 0) * scale : isClear ? 0 : 255;
  }
  return out;
}

/** Straight RGBA of another format as the image that a PNG of it would give. */
export function rgbaToPng(width: number, height: number, samples: Uint8Array<ArrayBuffer>): PngImage {
  return { width, height, bitDepth: 8, colour: 'rgba', channels: 4, samples, palette: null, transparency: null };
}

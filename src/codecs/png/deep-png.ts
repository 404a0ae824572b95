/** PNGs of 16 bits a colour as pixels through a display window: cameras and instruments store 10 to 14 bits in them. */
import type { PictureDisplay, PictureReading } from '../../contract/picture-reading.ts';
import type { PngImage } from '../../core/image/png.ts';
import type { RgbaPicture } from '../orient.ts';
import { type DisplayWindow, displayWindow } from '../window.ts';

/** A decoded PNG of 16 bits a colour. */
export interface DeepPng extends RgbaPicture {
  /** Stored values that are shown as black and white. */
  readonly window: DisplayWindow;
  readonly display: PictureDisplay;
  readonly note: string;
}

/** Values of one channel; those of pixels that are fully transparent are no data and left out. */
function dataOf(
  { samples, channels, width, height }: PngImage,
  channel: number,
  alpha: number | null,
): Uint16Array<ArrayBuffer> {
  const out = new Uint16Array(width * height);
  let count = 0;
  for (let i = 0; i < out.length; i++) {
    if (alpha === null || samples[i * channels + alpha] !== 0) out[count++] = samples[i * channels + channel] ?? 0;
  }
  return out.subarray(0, count);
}

/** The one colour that is transparent (tRNS); empty when there is none. */
function clearColour({ transparency, channels }: PngImage): readonly number[] {
  if (!transparency || transparency.length < channels * 2) return [];
  const view = new DataView(transparency.buffer, transparency.byteOffset, transparency.byteLength);
  return Array.from({ length: channels }, (_, c) => view.getUint16(2 * c));
}

/**
 * @param png 16 bits a sample
 * @param reading the window where one was set by hand
 * @returns straight RGBA, 8 bits
 */
export function decodeDeepPng(png: PngImage, { window: chosen }: PictureReading): DeepPng {
  const { width, height, channels, samples } = png;
  const colours = channels >= 3 ? 3 : 1;
  const alpha = channels === 2 || channels === 4 ? channels - 1 : null;
  const bands = Array.from({ length: colours }, (_, c) => dataOf(png, c, alpha));
  const shown = displayWindow(bands, 16, 1, () => false, chosen ?? null);
  const { low, high, least, most } = shown;
  const scale = 255 / (high - low);
  const clear = clearColour(png);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const from = i * channels;
    for (let c = 0; c < 3; c++) data[i * 4 + c] = ((samples[from + (colours === 3 ? c : 0)] ?? 0) - low) * scale;
    const isClear = clear.length > 0 && clear.every((value, c) => samples[from + c] === value);
    data[i * 4 + 3] = alpha === null ? (isClear ? 0 : 255) : (samples[from + alpha] ?? 0) / 257;
  }
  return {
    width,
    height,
    data,
    window: shown,
    display: { pages: 1, page: 1, values: { low, high, least, most, chosen: chosen !== undefined } },
    note: `Its 16 bits per colour are shown from ${Math.round(low)} (black) to ${Math.round(high)} (white).`,
  };
}

/** A decoded PNG as transparency, colours or numbers: what a mask picture may say. */
import type { PngImage } from '../image/png.ts';
import type { ColourPlane } from './colour-map.ts';
import type { NumberPlane } from './mask-values.ts';

export type Values = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** Alpha a pixel 0..1 as a whole number up to `top`, or null when nothing is transparent. */
export function alphaOf(png: PngImage): { readonly data: Values; readonly top: number } | null {
  const { channels, samples, transparency, colour, bitDepth, width, height } = png;
  const top = bitDepth === 16 ? 65_535 : 255;
  const data = bitDepth === 16 ? new Uint16Array(width * height) : new Uint8Array(width * height);
  let clear = false;
  const set = (i: number, value: number): void => {
    data[i] = value;
    if (value < top) clear = true;
  };
  if (channels === 2 || channels === 4) {
    for (let i = 0; i < data.length; i++) set(i, samples[i * channels + channels - 1] ?? 0);
  } else if (transparency && colour === 'palette') {
    for (let i = 0; i < data.length; i++) set(i, transparency[samples[i] ?? 0] ?? 255);
  } else if (transparency) {
    const key = Array.from(
      { length: channels },
      (_, c) => ((transparency[2 * c] ?? 0) << 8) | (transparency[2 * c + 1] ?? 0),
    );
    for (let i = 0; i < data.length; i++) set(i, key.every((v, c) => samples[i * channels + c] === v) ? 0 : top);
  }
  return clear ? { data, top } : null;
}

/** Colours as 0xrrggbb, 16 bits cut to 8; null when every pixel is grey. Palettes by their colours. */
export function coloursOf(png: PngImage): ColourPlane | null {
  const { channels, samples, palette, bitDepth, colour, width, height } = png;
  const data = new Int32Array(width * height);
  const shift = bitDepth === 16 ? 8 : 0;
  let grey = true;
  if (channels < 3 && colour !== 'palette') return null;
  for (let i = 0; i < data.length; i++) {
    const at = colour === 'palette' ? 3 * (samples[i] ?? 0) : i * channels;
    const from = colour === 'palette' ? (palette ?? samples) : samples;
    const r = (from[at] ?? 0) >> (colour === 'palette' ? 0 : shift);
    const g = (from[at + 1] ?? 0) >> (colour === 'palette' ? 0 : shift);
    const b = (from[at + 2] ?? 0) >> (colour === 'palette' ? 0 : shift);
    if (r !== g || g !== b) grey = false;
    data[i] = (r << 16) | (g << 8) | b;
  }
  return grey ? null : { width, height, data };
}

/** The grey numbers: samples as stored, the first channel of grey colours, the colours of a grey palette. */
export function numbersOf(png: PngImage): NumberPlane {
  const { channels, samples, palette, colour, width, height, bitDepth } = png;
  if (channels === 1 && colour !== 'palette') return { width, height, data: samples };
  const data = bitDepth === 16 ? new Uint16Array(width * height) : new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const value = samples[i * channels] ?? 0;
    data[i] = colour === 'palette' ? (palette?.[3 * value] ?? value) : value;
  }
  return { width, height, data };
}

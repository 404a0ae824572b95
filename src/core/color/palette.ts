/** Colours of objects, of agreement between two models, and of heat maps: chosen to survive colour blindness. */
import { interpolateCividis, interpolateRdBu, interpolateViridis } from 'd3-scale-chromatic';
import { contrast, formatHex, parseHex, type Rgb } from './vision.ts';

/**
 * Object colours in the order they are given out. The first seven are Okabe and Ito's ("Color Universal Design", 2008);
 * the others were picked one by one, each the colour farthest (OKLab) from all before it in the worst of full, protan,
 * deutan and tritan vision. Any two of the sixteen stay at least 0.075 apart for everyone.
 */
export const INSTANCE_COLORS: readonly string[] = [
  '#e69f00',
  '#56b4e9',
  '#009e73',
  '#f0e442',
  '#0072b2',
  '#d55e00',
  '#cc79a7',
  '#78000f',
  '#87fff0',
  '#3c2d78',
  '#874b5a',
  '#a569ff',
  '#2d00e1',
  '#a5d296',
  '#b42d00',
  '#c3f0a5',
];

/** Colour of the n-th object, repeating after the last; `n` is any whole number >= 0. */
export function instanceColor(n: number): string {
  return INSTANCE_COLORS[n % INSTANCE_COLORS.length] ?? '#e69f00';
}

/** The first colour used least often so far, so that a deleted object's colour comes back before any repeats. */
export function nextInstanceColor(used: readonly string[]): string {
  const counts = INSTANCE_COLORS.map((color) => used.filter((other) => other.toLowerCase() === color).length);
  return instanceColor(counts.indexOf(Math.min(...counts)));
}

const WHITE: Rgb = { r: 255, g: 255, b: 255 };
const BLACK: Rgb = { r: 0, g: 0, b: 0 };

/** Black or white, whichever reads better on the colour; for text and outlines on a swatch. Unknown colours get black. */
export function inkOn(color: string): '#000000' | '#ffffff' {
  const rgb = parseHex(color);
  return rgb !== null && contrast(rgb, WHITE) > contrast(rgb, BLACK) ? '#ffffff' : '#000000';
}

/** What two masks say about a pixel. The two disagreements are blue and orange, never red and green. */
export interface AgreementColors {
  readonly onlyFirst: string;
  readonly onlySecond: string;
  readonly both: string;
}

/** Agreement colours that read on a light and on a dark picture; drawn with an alpha of 0.6 or so. */
export const AGREEMENT_COLORS: AgreementColors = { onlyFirst: '#0072b2', onlySecond: '#e69f00', both: '#f5f5f5' };

/** `viridis` and `cividis` run from low to high; `rdbu` from negative (red) over zero (white) to positive (blue). */
export type RampName = 'viridis' | 'cividis' | 'rdbu';

const RAMPS: Readonly<Record<RampName, (t: number) => string>> = {
  viridis: interpolateViridis,
  cividis: interpolateCividis,
  rdbu: interpolateRdBu,
};

/** Parses the two notations d3-scale-chromatic returns, `rgb(r, g, b)` and `#rrggbb`. */
function parseRampColor(text: string): Rgb {
  const parts = /^rgb\((\d+),\s*(\d+),\s*(\d+)\)$/.exec(text);
  if (parts) return { r: Number(parts[1]), g: Number(parts[2]), b: Number(parts[3]) };
  const rgb = parseHex(text);
  if (rgb === null) throw new TypeError(`unknown colour notation ${text}`);
  return rgb;
}

/** A ramp as a lookup table for textures: RGBA uint8 [256, 4], alpha 255. */
export function rampTable(name: RampName): Uint8Array<ArrayBuffer> {
  const table = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) {
    const { r, g, b } = parseRampColor(RAMPS[name](i / 255));
    table.set([r, g, b, 255], i * 4);
  }
  return table;
}

/** Colour of a ramp at t in 0..1 (clamped), `#rrggbb`. */
export function rampColor(name: RampName, t: number): string {
  return formatHex(parseRampColor(RAMPS[name](Math.min(1, Math.max(0, t)))));
}

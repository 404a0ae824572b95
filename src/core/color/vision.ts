/** How colours look to people with and without colour-vision deficiency, and how far apart they are. */

/** sRGB colour, each channel 0..255. */
export interface Rgb {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

/** Kinds of colour vision; the three deficiencies in their complete form. */
export type Vision = 'full' | 'protan' | 'deutan' | 'tritan';

export const VISIONS: readonly Vision[] = ['full', 'protan', 'deutan', 'tritan'];

type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** Linear-RGB matrices at severity 1. Source: Machado, Oliveira, Fernandes, IEEE TVCG 15(6), 2009, table 1. */
const MATRICES: Readonly<Record<Vision, Matrix>> = {
  full: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

/** sRGB channel 0..255 to linear light 0..1 (IEC 61966-2-1). */
function linear(channel: number): number {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

function seenBy(color: Rgb, vision: Vision): readonly [number, number, number] {
  const r = linear(color.r);
  const g = linear(color.g);
  const b = linear(color.b);
  const m = MATRICES[vision];
  const clamp = (v: number): number => Math.min(1, Math.max(0, v));
  return [
    clamp(m[0] * r + m[1] * g + m[2] * b),
    clamp(m[3] * r + m[4] * g + m[5] * b),
    clamp(m[6] * r + m[7] * g + m[8] * b),
  ];
}

/** Linear RGB to OKLab. Source: Ottosson, "A perceptual color space for image processing", 2020. */
function oklab(rgb: readonly [number, number, number]): readonly [number, number, number] {
  const [r, g, b] = rgb;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Distance of two colours in OKLab as someone with the given vision sees them; black to white is 1. */
export function colorDistance(a: Rgb, b: Rgb, vision: Vision = 'full'): number {
  const p = oklab(seenBy(a, vision));
  const q = oklab(seenBy(b, vision));
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

/** Relative luminance 0..1 (WCAG 2.2). */
export function luminance(color: Rgb): number {
  return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b);
}

/** Contrast ratio 1..21 (WCAG 2.2). */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/**
 * Parses `#rgb` or `#rrggbb`.
 * @returns null for anything else
 */
export function parseHex(text: string): Rgb | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  const hex = short ? `${short[1]}${short[1]}${short[2]}${short[2]}${short[3]}${short[3]}` : text.slice(1);
  if (!/^#[0-9a-f]{6}$/i.test(`#${hex}`) || !text.startsWith('#')) return null;
  const value = Number.parseInt(hex, 16);
  return { r: value >> 16, g: (value >> 8) & 255, b: value & 255 };
}

/** `#rrggbb`, lower case. */
export function formatHex(color: Rgb): string {
  return `#${((1 << 24) | (color.r << 16) | (color.g << 8) | color.b).toString(16).slice(1)}`;
}

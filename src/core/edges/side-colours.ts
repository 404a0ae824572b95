/** The colours on either side of a rough outline, place by place, and the line between them that tells object from ground. */
import { boxHeight, boxWidth } from '../geometry/box.ts';
import { boxMean } from '../mask/box-filter.ts';
import type { GuideCrop } from './guided-filter.ts';

/** Weight of a pixel inside the band against a certain one: decides only where an object is too thin to have certain pixels. */
const IN_BAND = 0.02;
/** Variance of a camera's noise, colours 0..1. */
const NOISE = 3e-4;
/** Squared Mahalanobis distance of the two sides at which colour and mask count alike. */
const TOLD_APART = 6;
/** Mean of the mask in the band's window beyond which a pixel is certain. */
export const CERTAIN = 0.002;
/** Largest block of the reduced grid, pixels. */
export const MOST_STEP = 8;

/** The reduced grid: one value a block of step x step pixels. */
interface Grid {
  readonly step: number;
  readonly width: number;
  readonly height: number;
}

/** Coefficients at every block. */
export interface SideColours extends Grid {
  /** Mean of the mask in the band's window, 0..1. */
  readonly near: Float32Array;
  /** The mask blurred by half the reach. */
  readonly blurred: Float32Array;
  /** How far colour is believed, 0..1. */
  readonly trust: Float32Array;
  /** alpha = slope . colour + offset; colours 0..1. */
  readonly slope: readonly [Float32Array, Float32Array, Float32Array];
  readonly offset: Float32Array;
  /** Mean colours of the two sides, 0..1. */
  readonly front: readonly [Float32Array, Float32Array, Float32Array];
  readonly back: readonly [Float32Array, Float32Array, Float32Array];
}

/** Block size for a reach, pixels. Strips that are to agree begin at multiples of it. */
export function matteStep(reach: number): number {
  return Math.max(1, Math.min(MOST_STEP, Math.floor(reach / 4)));
}

/** Rows around a strip that its alpha depends on. */
export function matteMargin(reach: number): number {
  return 5 * Math.ceil(reach) + 6 * matteStep(reach);
}

function reduced(guide: GuideCrop, rough: Uint8ClampedArray, grid: Grid): Float32Array[] {
  const { step, width, height } = grid;
  const [w, h] = [boxWidth(guide.box), boxHeight(guide.box)];
  const planes = Array.from({ length: 4 }, () => new Float32Array(width * height));
  const [r, g, b, p] = planes;
  if (!r || !g || !b || !p) return planes;
  const { rgba } = guide;
  for (let y = 0; y < height; y++) {
    const y1 = Math.min(h, (y + 1) * step);
    for (let x = 0; x < width; x++) {
      const x1 = Math.min(w, (x + 1) * step);
      let [sr, sg, sb, sp] = [0, 0, 0, 0];
      for (let v = y * step; v < y1; v++) {
        for (let i = v * w + x * step; i < v * w + x1; i++) {
          sr += rgba[4 * i] ?? 0;
          sg += rgba[4 * i + 1] ?? 0;
          sb += rgba[4 * i + 2] ?? 0;
          sp += rough[i] ?? 0;
        }
      }
      const n = 255 * (y1 - y * step) * (x1 - x * step);
      const at = y * width + x;
      r[at] = sr / n;
      g[at] = sg / n;
      b[at] = sb / n;
      p[at] = sp / n;
    }
  }
  return planes;
}

/** Blocks around the unknown pixels whose colours are fitted too: places between two blocks read both. */
const BESIDE = 2;

/** The band that was painted, as {@link SideColours.near} has it: one half there and close by, else what the mask says. */
function paintedBand(guide: GuideCrop, unknown: Uint8Array, p: Float32Array, grid: Grid): Float32Array {
  const { step, width, height } = grid;
  const w = boxWidth(guide.box);
  const painted = new Uint8Array(width * height);
  for (let i = 0; i < unknown.length; i++)
    if (unknown[i] === 1) painted[Math.floor(Math.floor(i / w) / step) * width + Math.floor((i % w) / step)] = 1;
  const out = p.map((v) => (v > 0.5 ? 1 : 0));
  for (let b = 0; b < painted.length; b++) {
    if (painted[b] !== 1) continue;
    const [x, y] = [b % width, Math.floor(b / width)];
    const [from, to] = [Math.max(0, x - BESIDE), Math.min(width - 1, x + BESIDE)];
    for (let v = Math.max(0, y - BESIDE); v <= Math.min(height - 1, y + BESIDE); v++)
      out.fill(0.5, v * width + from, v * width + to + 1);
  }
  return out;
}

/**
 * Fits the two sides' colours at every block of the band.
 * @param unknown the band where it was painted: 1 or 0 on the crop
 */
export function sideColours(
  guide: GuideCrop,
  rough: Uint8ClampedArray,
  reach: number,
  unknown: Uint8Array | undefined,
): SideColours {
  const step = matteStep(reach);
  const width = Math.ceil(boxWidth(guide.box) / step);
  const height = Math.ceil(boxHeight(guide.box) / step);
  const n = width * height;
  const [r = new Float32Array(n), g = new Float32Array(n), b = new Float32Array(n), p = new Float32Array(n)] = reduced(
    guide,
    rough,
    { step, width, height },
  );
  const scratch = new Float32Array(n);
  const mean = (plane: Float32Array, half: number): Float32Array => {
    boxMean(plane, scratch, width, height, half);
    return plane;
  };
  const half = Math.max(1, Math.ceil(reach / step));
  const near = unknown ? paintedBand(guide, unknown, p, { step, width, height }) : mean(p.slice(), half);
  const blurred = mean(p.slice(), Math.max(1, half >> 1));
  const wf = new Float32Array(n);
  const wb = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const q = near[i] ?? 0;
    const v = p[i] ?? 0;
    wf[i] = v * v * (IN_BAND + (q > 1 - CERTAIN ? 1 : 0));
    wb[i] = (1 - v) * (1 - v) * (IN_BAND + (q < CERTAIN ? 1 : 0));
  }
  const window = 2 * half + 1;
  const sum = (weight: Float32Array, x: Float32Array | null, y: Float32Array | null): Float32Array => {
    const out = weight.slice();
    if (x) for (let i = 0; i < n; i++) out[i] = (out[i] ?? 0) * (x[i] ?? 0) * (y ? (y[i] ?? 0) : 1);
    return mean(out, window);
  };
  const front = [sum(wf, r, null), sum(wf, g, null), sum(wf, b, null)] as const;
  const back = [sum(wb, r, null), sum(wb, g, null), sum(wb, b, null)] as const;
  const both = wf.map((v, i) => v + (wb[i] ?? 0));
  const [rr, rg, rb] = [sum(both, r, r), sum(both, r, g), sum(both, r, b)];
  const [gg, gb, bb] = [sum(both, g, g), sum(both, g, b), sum(both, b, b)];
  const nf = sum(wf, null, null);
  const nb = sum(wb, null, null);
  const trust = new Float32Array(n);
  const slope = [new Float32Array(n), new Float32Array(n), new Float32Array(n)] as const;
  const offset = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const q = near[i] ?? 0;
    const cf = nf[i] ?? 0;
    const cb = nb[i] ?? 0;
    if (q <= CERTAIN || q >= 1 - CERTAIN || cf < 1e-6 || cb < 1e-6) continue;
    const fr = (front[0][i] ?? 0) / cf;
    const fg = (front[1][i] ?? 0) / cf;
    const fb = (front[2][i] ?? 0) / cf;
    const br = (back[0][i] ?? 0) / cb;
    const bg = (back[1][i] ?? 0) / cb;
    const bbl = (back[2][i] ?? 0) / cb;
    front[0][i] = fr;
    front[1][i] = fg;
    front[2][i] = fb;
    back[0][i] = br;
    back[1][i] = bg;
    back[2][i] = bbl;
    // Covariance within the two sides.
    const c = cf + cb;
    const s11 = ((rr[i] ?? 0) - cf * fr * fr - cb * br * br) / c + NOISE;
    const s12 = ((rg[i] ?? 0) - cf * fr * fg - cb * br * bg) / c;
    const s13 = ((rb[i] ?? 0) - cf * fr * fb - cb * br * bbl) / c;
    const s22 = ((gg[i] ?? 0) - cf * fg * fg - cb * bg * bg) / c + NOISE;
    const s23 = ((gb[i] ?? 0) - cf * fg * fb - cb * bg * bbl) / c;
    const s33 = ((bb[i] ?? 0) - cf * fb * fb - cb * bbl * bbl) / c + NOISE;
    const [d1, d2, d3] = [fr - br, fg - bg, fb - bbl];
    const m11 = s22 * s33 - s23 * s23;
    const m12 = s13 * s23 - s12 * s33;
    const m13 = s12 * s23 - s13 * s22;
    const m22 = s11 * s33 - s13 * s13;
    const m23 = s12 * s13 - s11 * s23;
    const m33 = s11 * s22 - s12 * s12;
    const det = s11 * m11 + s12 * m12 + s13 * m13;
    if (!(det > 1e-15)) continue;
    const v1 = (m11 * d1 + m12 * d2 + m13 * d3) / det;
    const v2 = (m12 * d1 + m22 * d2 + m23 * d3) / det;
    const v3 = (m13 * d1 + m23 * d2 + m33 * d3) / det;
    const apart = v1 * d1 + v2 * d2 + v3 * d3;
    if (!(apart > 1e-3)) continue;
    const t = apart / (apart + TOLD_APART);
    trust[i] = t;
    slope[0][i] = (t * v1) / apart;
    slope[1][i] = (t * v2) / apart;
    slope[2][i] = (t * v3) / apart;
    offset[i] = (-t * (v1 * br + v2 * bg + v3 * bbl)) / apart;
  }
  // Neighbouring fits are averaged by how far each is believed.
  const known = trust.map((t) => (t > 0 ? 1 : 0));
  const weight = mean(trust.slice(), 1);
  const counted = mean(known, 1);
  for (const plane of [...slope, offset]) {
    mean(plane, 1);
    for (let i = 0; i < n; i++) plane[i] = (weight[i] ?? 0) > 0 ? (plane[i] ?? 0) / (weight[i] ?? 1) : 0;
  }
  for (let i = 0; i < n; i++) trust[i] = (counted[i] ?? 0) > 0 ? (weight[i] ?? 0) / (counted[i] ?? 1) : 0;
  return { step, width, height, near, blurred, trust, slope, offset, front, back };
}

/**
 * Soft edges that follow the picture: the guided filter with a colour guide, subsampled.
 * Sources: He, Sun, Tang, "Guided image filtering", TPAMI 2013 (eq. 19-21); He, Sun, "Fast guided filter", arXiv 1505.00996.
 */
import { boxHeight, boxWidth, type ImageBox } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import { boxMean } from '../mask/box-filter.ts';
import type { SoftMask } from '../mask/soft-edge.ts';

/** The full-resolution part of the picture that guides, RGBA uint8 [box height, box width, 4]. */
export interface GuideCrop {
  readonly box: ImageBox;
  readonly rgba: Uint8ClampedArray;
}

export interface RefineOptions {
  /** How far from the rough outline the true edge may lie, picture pixels. */
  readonly radius: number;
  /** Smallest colour variance (0..1 scale) that counts as an edge; 1e-4 keeps hair, 1e-2 smooths. */
  readonly epsilon: number;
  /** Contrast of the resulting ramp, >= 1; the filter alone leaves a haze. */
  readonly contrast: number;
}

export const DEFAULT_REFINE: RefineOptions = { radius: 12, epsilon: 1e-4, contrast: 1.35 };

interface Planes {
  readonly width: number;
  readonly height: number;
  readonly r: Float32Array;
  readonly g: Float32Array;
  readonly b: Float32Array;
  readonly p: Float32Array;
}

/** Means of step x step blocks: guide colours 0..1 and rough alpha. */
function reduce(guide: GuideCrop, rough: Float32Array, step: number): Planes {
  const w = boxWidth(guide.box);
  const h = boxHeight(guide.box);
  const width = Math.ceil(w / step);
  const height = Math.ceil(h / step);
  const make = (): Float32Array => new Float32Array(width * height);
  const planes = { width, height, r: make(), g: make(), b: make(), p: make() };
  for (let y = 0; y < height; y++) {
    const y1 = Math.min(h, (y + 1) * step);
    for (let x = 0; x < width; x++) {
      const x1 = Math.min(w, (x + 1) * step);
      let r = 0;
      let g = 0;
      let b = 0;
      let p = 0;
      for (let v = y * step; v < y1; v++) {
        for (let i = v * w + x * step; i < v * w + x1; i++) {
          r += guide.rgba[4 * i] ?? 0;
          g += guide.rgba[4 * i + 1] ?? 0;
          b += guide.rgba[4 * i + 2] ?? 0;
          p += rough[i] ?? 0;
        }
      }
      const n = (y1 - y * step) * (x1 - x * step);
      const at = y * width + x;
      planes.r[at] = r / (255 * n);
      planes.g[at] = g / (255 * n);
      planes.b[at] = b / (255 * n);
      planes.p[at] = p / n;
    }
  }
  return planes;
}

/** Linear model alpha = ar R + ag G + ab B + c around every pixel of the reduced planes, already averaged over windows. */
interface Model {
  readonly ar: Float32Array;
  readonly ag: Float32Array;
  readonly ab: Float32Array;
  readonly c: Float32Array;
}

function fitLinear(planes: Planes, half: number, epsilon: number): Model {
  const { width, height, r, g, b, p } = planes;
  const n = width * height;
  const scratch = new Float32Array(n);
  const mean = (x: Float32Array, y: Float32Array | null): Float32Array => {
    const out = y === null ? x.slice() : x.map((v, i) => v * (y[i] ?? 0));
    boxMean(out, scratch, width, height, half);
    return out;
  };
  const mr = mean(r, null);
  const mg = mean(g, null);
  const mb = mean(b, null);
  const mp = mean(p, null);
  const rp = mean(r, p);
  const gp = mean(g, p);
  const bp = mean(b, p);
  const rr = mean(r, r);
  const rg = mean(r, g);
  const rb = mean(r, b);
  const gg = mean(g, g);
  const gb = mean(g, b);
  const bb = mean(b, b);
  for (let i = 0; i < n; i++) {
    const R = mr[i] ?? 0;
    const G = mg[i] ?? 0;
    const B = mb[i] ?? 0;
    const P = mp[i] ?? 0;
    // Covariance of the colours in the window, regularised, and its inverse times the covariance with p.
    const s11 = (rr[i] ?? 0) - R * R + epsilon;
    const s12 = (rg[i] ?? 0) - R * G;
    const s13 = (rb[i] ?? 0) - R * B;
    const s22 = (gg[i] ?? 0) - G * G + epsilon;
    const s23 = (gb[i] ?? 0) - G * B;
    const s33 = (bb[i] ?? 0) - B * B + epsilon;
    const c1 = (rp[i] ?? 0) - R * P;
    const c2 = (gp[i] ?? 0) - G * P;
    const c3 = (bp[i] ?? 0) - B * P;
    const m11 = s22 * s33 - s23 * s23;
    const m12 = s13 * s23 - s12 * s33;
    const m13 = s12 * s23 - s13 * s22;
    const det = s11 * m11 + s12 * m12 + s13 * m13;
    const k = det > 1e-18 ? 1 / det : 0;
    const a1 = k * (m11 * c1 + m12 * c2 + m13 * c3);
    const a2 = k * (m12 * c1 + (s11 * s33 - s13 * s13) * c2 + (s12 * s13 - s11 * s23) * c3);
    const a3 = k * (m13 * c1 + (s12 * s13 - s11 * s23) * c2 + (s11 * s22 - s12 * s12) * c3);
    rp[i] = a1;
    gp[i] = a2;
    bp[i] = a3;
    mp[i] = P - a1 * R - a2 * G - a3 * B;
  }
  for (const plane of [rp, gp, bp, mp]) boxMean(plane, scratch, width, height, half);
  return { ar: rp, ag: gp, ab: bp, c: mp };
}

/**
 * Refines a rough alpha at full resolution. Where the rough alpha is all 0 or all 1 within the radius, it stays so.
 * Cost is linear in the crop's pixels whatever the radius.
 *
 * @param guide the picture's own pixels on the crop
 * @param rough float32 [crop height, crop width], 0..1
 * @param size of the picture
 */
export function refineAlpha(
  guide: GuideCrop,
  rough: Float32Array,
  size: Size,
  options: RefineOptions = DEFAULT_REFINE,
): SoftMask {
  const w = boxWidth(guide.box);
  const h = boxHeight(guide.box);
  const alpha = new Uint8ClampedArray(w * h);
  // A quarter of the radius keeps the windows large enough to be statistics and small enough to be fast.
  const step = Math.max(1, Math.min(4, Math.floor(options.radius / 4)));
  const half = Math.max(1, Math.round(options.radius / step));
  const planes = reduce(guide, rough, step);
  const model = fitLinear(planes, half, options.epsilon);
  const { width, height } = planes;
  for (let y = 0; y < h; y++) {
    const fy = Math.min(height - 1, Math.max(0, (y + 0.5) / step - 0.5));
    const y0 = Math.floor(fy);
    const v = fy - y0;
    const top = y0 * width;
    const bottom = Math.min(height - 1, y0 + 1) * width;
    for (let x = 0; x < w; x++) {
      const fx = Math.min(width - 1, Math.max(0, (x + 0.5) / step - 0.5));
      const x0 = Math.floor(fx);
      const u = fx - x0;
      const x1 = Math.min(width - 1, x0 + 1);
      const k00 = (1 - u) * (1 - v);
      const k10 = u * (1 - v);
      const k01 = (1 - u) * v;
      const k11 = u * v;
      const at = (plane: Float32Array): number =>
        k00 * (plane[top + x0] ?? 0) +
        k10 * (plane[top + x1] ?? 0) +
        k01 * (plane[bottom + x0] ?? 0) +
        k11 * (plane[bottom + x1] ?? 0);
      const i = y * w + x;
      const r = (guide.rgba[4 * i] ?? 0) / 255;
      const g = (guide.rgba[4 * i + 1] ?? 0) / 255;
      const b = (guide.rgba[4 * i + 2] ?? 0) / 255;
      const q = at(model.ar) * r + at(model.ag) * g + at(model.ab) * b + at(model.c);
      alpha[i] = 255 * (0.5 + (q - 0.5) * options.contrast);
    }
  }
  return { box: guide.box, width: size.width, height: size.height, alpha };
}

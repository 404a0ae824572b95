/**
 * Alpha and foreground colours at the picture's full resolution from a rough mask: joint upsampling with the picture.
 *
 * Around the rough outline lies a band of unknown pixels. For each place of the band the colours on either side (those that are
 * certain count most) give a linear discriminant, scaled so that the mean foreground colour has alpha 1 and the mean background
 * colour alpha 0; where the sides cannot be told apart by colour, the blurred mask stands in. Fitting windows are box filters on
 * a reduced grid, as in He and Sun, "Fast guided filter", arXiv 1505.00996, so that cost does not depend on the radius.
 * Foreground colours solve I = alpha F + (1 - alpha) B nearest to the two means.
 */
import { boxHeight, boxWidth } from '../geometry/box.ts';
import type { GuideCrop } from './guided-filter.ts';
import { CERTAIN, type SideColours, sideColours } from './side-colours.ts';

/** Share of the range that is cut off at both ends of the alpha: noise of the two sides. */
const CUT = 0.06;
/** What every block is for sure, looked at with its neighbours: 0 ground, 1 unsure, 2 object. */
function certainty({ near, width, height }: SideColours): Uint8Array {
  const out = new Uint8Array(near.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [least, most] = [1, 0];
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const q = near[v * width + u] ?? 0;
          least = Math.min(least, q);
          most = Math.max(most, q);
        }
      }
      out[y * width + x] = most <= CERTAIN ? 0 : least >= 1 - CERTAIN ? 2 : 1;
    }
  }
  return out;
}

/**
 * The object's own pixels: RGBA of the crop with straight alpha. Where the mask is certain, the picture's own colours and alpha
 * 255 or 0; in the band around its outline, the colours of the foreground alone. The picture's border is no edge: the object goes
 * on beyond it as it reaches it.
 *
 * @param guide the picture's pixels on a crop
 * @param rough the mask on the same crop, 0..255, row-major [crop height, crop width]
 * @param reach how far the true edge may lie from the rough one, pixels, > 0
 * @param unknown a trimap's unknown part in the place of that band, 1 or 0 on the crop: alpha is found there, and is the mask's
 * elsewhere. Then colours are fetched from as far as twice the reach.
 */
export function matteCutout(
  guide: GuideCrop,
  rough: Uint8ClampedArray,
  reach: number,
  unknown?: Uint8Array,
): Uint8ClampedArray<ArrayBuffer> {
  const [w, h] = [boxWidth(guide.box), boxHeight(guide.box)];
  const { rgba } = guide;
  const out = new Uint8ClampedArray(rgba.length);
  out.set(rgba);
  const field = sideColours(guide, rough, reach, unknown);
  const { step, width, height, near, blurred, trust, slope, offset, front, back } = field;
  const sure = unknown ? null : certainty(field);
  for (let y = 0; y < h; y++) {
    const blocks = Math.floor(y / step) * width;
    const fy = Math.min(height - 1, Math.max(0, (y + 0.5) / step - 0.5));
    const yLow = Math.floor(fy);
    const v = fy - yLow;
    const top = yLow * width;
    const bottom = Math.min(height - 1, yLow + 1) * width;
    for (let x = 0; x < w; x++) {
      const i = y * w + x;
      if (unknown && unknown[i] !== 1) {
        out[4 * i + 3] = rough[i] ?? 0;
        continue;
      }
      const known = sure?.[blocks + Math.floor(x / step)] ?? 1;
      if (known !== 1) {
        out[4 * i + 3] = known === 0 ? 0 : 255;
        continue;
      }
      const fx = Math.min(width - 1, Math.max(0, (x + 0.5) / step - 0.5));
      const x0 = Math.floor(fx);
      const x1 = Math.min(width - 1, x0 + 1);
      const u = fx - x0;
      const k00 = (1 - u) * (1 - v);
      const k10 = u * (1 - v);
      const k01 = (1 - u) * v;
      const k11 = u * v;
      const at = (plane: Float32Array): number =>
        k00 * (plane[top + x0] ?? 0) +
        k10 * (plane[top + x1] ?? 0) +
        k01 * (plane[bottom + x0] ?? 0) +
        k11 * (plane[bottom + x1] ?? 0);
      const q = unknown ? 0.5 : at(near);
      if (q <= CERTAIN) {
        out[4 * i + 3] = 0;
        continue;
      }
      if (q >= 1 - CERTAIN) {
        out[4 * i + 3] = 255;
        continue;
      }
      const r = (rgba[4 * i] ?? 0) / 255;
      const g = (rgba[4 * i + 1] ?? 0) / 255;
      const b = (rgba[4 * i + 2] ?? 0) / 255;
      const line = at(slope[0]) * r + at(slope[1]) * g + at(slope[2]) * b + at(offset);
      const byColour = Math.min(1, Math.max(0, (line - CUT) / (1 - 2 * CUT)));
      const t = at(trust);
      // Towards the ends of the band the mask is believed more.
      const own = Math.min(1, 10 * Math.min(q, 1 - q));
      const alpha = own * (t * byColour + (1 - t) * at(blurred)) + (1 - own) * (q > 0.5 ? 1 : 0);
      out[4 * i + 3] = 255 * alpha;
      if (alpha >= 1 || alpha <= 0) continue;
      const share = alpha / (alpha * alpha + (1 - alpha) * (1 - alpha));
      for (let c = 0; c < 3; c++) {
        const f = at(front[c] ?? offset);
        const e = (rgba[4 * i + c] ?? 0) / 255 - alpha * f - (1 - alpha) * at(back[c] ?? offset);
        out[4 * i + c] = 255 * (f + share * e);
      }
    }
  }
  return out;
}

/** How far an edge may lie from the mask's, pixels, by how it is to be cut: a part of the picture's longer side. */
export function edgeReach(edge: 'soft' | 'hair', longerSide: number): number {
  return edge === 'soft' ? Math.max(3, Math.round(longerSide / 160)) : Math.max(8, Math.round(longerSide / 45));
}

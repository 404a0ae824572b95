/** What a picture is of, told from masks: how likely each is the subject, and where a prompt for it goes. */
import { squaredDistance } from '../mask/distance.ts';
import type { Mask } from '../mask/mask.ts';

/** Shares of the picture below and above which a mask is hardly a subject. */
const LEAST_AREA = 0.015;
const MOST_AREA = 0.75;

/** Colour difference across an outline, 0..1, that counts as clear. */
const CLEAR = 0.25;

/**
 * How likely a mask is what the picture is of, 0..1: the model's score, how central it is, how little of the picture's border it
 * covers, the contrast of colours across its outline, and its size.
 *
 * @param mask small enough that its pixels are coarse (about 100 a side)
 * @param rgb the picture at the mask's size, uint8 [height, width, 3]
 * @param score the model's own, 0..1; NaN counts as one half
 */
export function subjectRank(mask: Mask, rgb: Uint8Array, score: number): number {
  const { width, height, data } = mask;
  let [area, sx, sy, border] = [0, 0, 0, 0];
  let [contrast, pairs] = [0, 0];
  const difference = (i: number, j: number): number => {
    let sum = 0;
    for (let c = 0; c < 3; c++) sum += Math.abs((rgb[3 * i + c] ?? 0) - (rgb[3 * j + c] ?? 0));
    return sum / 765;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const on = data[i] === 1;
      // Two cells apart: the cells at the outline mix both sides.
      for (const j of [x + 2 < width ? i + 2 : i, y + 2 < height ? i + 2 * width : i]) {
        if ((data[j] === 1) === on) continue;
        contrast += difference(i, j);
        pairs++;
      }
      if (!on) continue;
      area++;
      sx += x;
      sy += y;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) border++;
    }
  }
  const share = area / (width * height);
  if (share < LEAST_AREA || share > MOST_AREA || pairs === 0) return 0;
  const away = Math.hypot(sx / area / width - 0.5, sy / area / height - 0.5) / Math.SQRT1_2;
  const central = Math.max(0, 1 - away) ** 1.5;
  const inside = Math.max(0, 1 - border / (width + height)) ** 2;
  const told = Math.min(1, contrast / pairs / CLEAR) ** 0.5;
  const size = Math.min(1, share / 0.12) ** 0.5 * Math.min(1, (1 - share) / 0.45);
  const own = Number.isFinite(score) ? Math.min(1, Math.max(0.01, score)) : 0.5;
  return own ** 0.75 * central * inside * told * size;
}

/** The pixel farthest from the mask's outline, or null for an empty mask. */
export function deepestPixel(mask: Mask): { readonly x: number; readonly y: number } | null {
  const distances = squaredDistance(mask);
  let best = -1;
  for (let i = 0; i < distances.length; i++) {
    if (mask.data[i] === 1 && (distances[i] ?? 0) > (best < 0 ? 0 : (distances[best] ?? 0))) best = i;
  }
  return best < 0 ? null : { x: best % mask.width, y: Math.floor(best / mask.width) };
}

/** Mask logits: how a decoder's low-resolution plane lies over the picture, and how it becomes a mask. */
import { boxHeight, boxToPixels, boxWidth, type ImageBox } from '../geometry/box.ts';
import type { Placement } from '../geometry/resize.ts';
import type { Size } from '../geometry/space.ts';
import { emptyMask, type Mask } from './mask.ts';

/**
 * A decoder's output for one candidate: float32 logits, row-major, `data[y * width + x]`; mask = logit > threshold (0 unless said otherwise).
 * Only the top-left `content` part of the plane shows the picture; it covers `box` of the picture.
 */
export interface LogitsPlane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array<ArrayBuffer>;
  /** Part of the plane that is picture, in plane pixels; may be fractional. */
  readonly content: Size;
  /** Part of the picture that `content` covers, picture pixels. */
  readonly box: ImageBox;
}

/** The part of a plane of the given size that is picture, when the plane spans the whole canvas of a placement. */
export function contentOfPlane(placement: Placement, plane: Size): Size {
  return {
    width: (placement.content.width * plane.width) / placement.canvas.width,
    height: (placement.content.height * plane.height) / placement.canvas.height,
  };
}

/** Bilinear taps of one axis, half-pixel centres (align_corners = false), clamped to the picture part of the plane. */
interface Taps {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly weight: Float32Array;
}

function tapsOf(from: number, to: number, boxStart: number, scale: number, limit: number): Taps {
  const n = Math.max(0, to - from);
  const low = new Int32Array(n);
  const high = new Int32Array(n);
  const weight = new Float32Array(n);
  const last = Math.max(0, Math.ceil(limit) - 1);
  for (let i = 0; i < n; i++) {
    const at = Math.min(Math.max((from + i + 0.5 - boxStart) * scale - 0.5, 0), last);
    low[i] = Math.floor(at);
    high[i] = Math.min(Math.floor(at) + 1, last);
    weight[i] = at - Math.floor(at);
  }
  return { low, high, weight };
}

/**
 * Samples the logits at every pixel centre of `region` (whole picture pixels), bilinear with half-pixel centres.
 * Outside the plane's own box the value is -Infinity: the model said nothing there.
 *
 * @returns float32 [height of region, width of region], row-major
 */
export function sampleLogits(plane: LogitsPlane, region: ImageBox): Float32Array<ArrayBuffer> {
  const width = boxWidth(region);
  const out = new Float32Array(width * boxHeight(region)).fill(Number.NEGATIVE_INFINITY);
  const { box, content, data } = plane;
  const x0 = Math.max(region.x0, Math.ceil(box.x0 - 0.5));
  const x1 = Math.min(region.x1, Math.ceil(box.x1 - 0.5));
  const y0 = Math.max(region.y0, Math.ceil(box.y0 - 0.5));
  const y1 = Math.min(region.y1, Math.ceil(box.y1 - 0.5));
  const tx = tapsOf(x0, x1, box.x0, content.width / boxWidth(box), content.width);
  const ty = tapsOf(y0, y1, box.y0, content.height / boxHeight(box), content.height);
  for (let y = y0; y < y1; y++) {
    const top = (ty.low[y - y0] ?? 0) * plane.width;
    const bottom = (ty.high[y - y0] ?? 0) * plane.width;
    const v = ty.weight[y - y0] ?? 0;
    const row = (y - region.y0) * width - region.x0;
    for (let x = x0; x < x1; x++) {
      const l = tx.low[x - x0] ?? 0;
      const r = tx.high[x - x0] ?? 0;
      const u = tx.weight[x - x0] ?? 0;
      const a = (data[top + l] ?? 0) * (1 - u) + (data[top + r] ?? 0) * u;
      const b = (data[bottom + l] ?? 0) * (1 - u) + (data[bottom + r] ?? 0) * u;
      out[row + x] = a * (1 - v) + b * v;
    }
  }
  return out;
}

/**
 * Full-resolution mask of a logits plane: bilinear upsampling, then logit > threshold.
 * Works row by row in the part that the plane covers, so the cost follows the plane's box, not the picture.
 */
export function logitsToMask(plane: LogitsPlane, size: Size, threshold = 0): Mask {
  const mask = emptyMask(size);
  const part = boxToPixels(plane.box, size);
  const width = boxWidth(part);
  for (let y = part.y0; y < part.y1; y++) {
    const row = sampleLogits(plane, { x0: part.x0, y0: y, x1: part.x1, y1: y + 1 });
    const start = y * size.width + part.x0;
    for (let x = 0; x < width; x++) mask.data[start + x] = (row[x] ?? 0) > threshold ? 1 : 0;
  }
  return mask;
}

/**
 * Stability score: IoU between the masks at `threshold + offset` and `threshold - offset`, in 0..1; 0 for an empty mask.
 * Source: segment-anything `utils/amg.py` (`calculate_stability_score`), there with offset 1.
 */
export function stabilityScore(plane: LogitsPlane, threshold = 0, offset = 1): number {
  const width = Math.min(plane.width, Math.ceil(plane.content.width));
  const height = Math.min(plane.height, Math.ceil(plane.content.height));
  let inner = 0;
  let outer = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const v = plane.data[y * plane.width + x] ?? 0;
      if (v > threshold + offset) inner++;
      if (v > threshold - offset) outer++;
    }
  }
  return outer > 0 ? inner / outer : 0;
}

/** Antialiased bilinear resize: the one way in which pictures are reduced for a model, in the tab, in Node and in tests alike. */
import { boxHeight, boxWidth, type ImageBox } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';

/** RGBA, 8 bits, row-major. */
interface Pixels extends Size {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

interface Filter {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Float32Array;
  readonly widest: number;
}

/**
 * Triangle filter whose support grows with the reduction, half-pixel centres: what Pillow's `BILINEAR` and torchvision's
 * `antialias=True` compute (Pillow, `src/libImaging/Resample.c`), here without their 8-bit rounding between the passes, so that
 * results differ from theirs by at most 1 of 255.
 */
function triangle(start: number, length: number, limit: number, out: number): Filter {
  const scale = length / out;
  const support = Math.max(1, scale);
  const widest = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(out);
  const count = new Int32Array(out);
  const weights = new Float32Array(out * widest);
  for (let i = 0; i < out; i++) {
    const centre = start + (i + 0.5) * scale;
    const lo = Math.max(0, Math.floor(centre - support + 0.5));
    const hi = Math.min(limit, Math.floor(centre + support + 0.5));
    let sum = 0;
    for (let j = lo; j < hi; j++) {
      const w = Math.max(0, 1 - Math.abs((j + 0.5 - centre) / support));
      weights[i * widest + j - lo] = w;
      sum += w;
    }
    for (let j = 0; j < hi - lo; j++) weights[i * widest + j] = (weights[i * widest + j] ?? 0) / (sum || 1);
    first[i] = lo;
    count[i] = hi - lo;
  }
  return { first, count, weights, widest };
}

/** The span of input that a filter reads. */
function reach({ first, count }: Filter): readonly [from: number, to: number] {
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < first.length; i++) {
    from = Math.min(from, first[i] ?? 0);
    to = Math.max(to, (first[i] ?? 0) + (count[i] ?? 0));
  }
  return [Math.min(from, to), to];
}

/** A resize that is fed row by row, so that a large picture need not be held as pixels. */
export interface Resampler {
  /** Whole pixels of the picture that are read: every row of it is to be added, from the top down. */
  readonly reads: ImageBox;
  /** @param data opaque RGBA bytes; the row's pixel `reads.x0` begins at byte `at` */
  addRow(y: number, data: Uint8ClampedArray, at: number): void;
  /** The resized picture, opaque; once all rows were added. */
  pixels(): Pixels;
}

/** Resizes the part `source` (picture pixels, may lie between pixels) of a picture of size `picture` to `size`. */
export function createResampler(picture: Size, source: ImageBox, size: Size): Resampler {
  const fx = triangle(source.x0, boxWidth(source), picture.width, size.width);
  const fy = triangle(source.y0, boxHeight(source), picture.height, size.height);
  const [x0, x1] = reach(fx);
  const [y0, y1] = reach(fy);
  const width = size.width * 3;
  const row = new Float32Array(width);
  const sums = new Float32Array(width * size.height);
  // Output rows begin and end in order, so those that read a row are a run that only moves on.
  let top = 0;
  return {
    reads: { x0, y0, x1, y1 },
    addRow(y, data, at) {
      for (let x = 0, o = 0, f = 0; x < size.width; x++, o += 3, f += fx.widest) {
        let r = 0;
        let g = 0;
        let b = 0;
        let from = at + ((fx.first[x] ?? 0) - x0) * 4;
        for (let w = f, end = f + (fx.count[x] ?? 0); w < end; w++, from += 4) {
          const weight = fx.weights[w] ?? 0;
          r += weight * (data[from] ?? 0);
          g += weight * (data[from + 1] ?? 0);
          b += weight * (data[from + 2] ?? 0);
        }
        row[o] = r;
        row[o + 1] = g;
        row[o + 2] = b;
      }
      while (top < size.height && (fy.first[top] ?? 0) + (fy.count[top] ?? 0) <= y) top++;
      for (let out = top; out < size.height && (fy.first[out] ?? 0) <= y; out++) {
        const weight = fy.weights[out * fy.widest + y - (fy.first[out] ?? 0)] ?? 0;
        for (let i = 0, o = out * width; i < width; i++, o++) sums[o] = (sums[o] ?? 0) + weight * (row[i] ?? 0);
      }
    },
    pixels() {
      const data = new Uint8ClampedArray(size.width * size.height * 4).fill(255);
      for (let i = 0, o = 0; i < sums.length; i += 3, o += 4) {
        data[o] = sums[i] ?? 0;
        data[o + 1] = sums[i + 1] ?? 0;
        data[o + 2] = sums[i + 2] ?? 0;
      }
      return { width: size.width, height: size.height, data };
    },
  };
}

/**
 * Straight RGBA over white, rounded as a browser's canvas rounds it: the colour is multiplied by alpha to 8 bits, then
 * what is missing of alpha is added.
 */
function overWhite(data: Uint8ClampedArray): Uint8ClampedArray {
  const out = data.slice();
  for (let i = 0; i < out.length; i += 4) {
    const alpha = out[i + 3] ?? 0;
    if (alpha === 255) continue;
    for (let c = i; c < i + 3; c++) out[c] = Math.round(((out[c] ?? 0) * alpha) / 255) + 255 - alpha;
  }
  return out;
}

/** Resizes the part `source` of a picture to `size`. Alpha is taken over white. */
export function resizePixels(picture: Pixels, source: ImageBox, size: Size): Pixels {
  const resampler = createResampler(picture, source, size);
  const { x0, y0, y1 } = resampler.reads;
  const stride = picture.width * 4;
  for (let y = y0; y < y1; y++) {
    resampler.addRow(y, overWhite(picture.data.subarray(y * stride, (y + 1) * stride)), x0 * 4);
  }
  return resampler.pixels();
}

/** Antialiased bilinear resize in plain TypeScript, for Node, for tests and for runs that must repeat exactly; the screen uses the browser's canvas. */
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
 * `antialias=True` compute (Pillow, `src/libImaging/Resample.c`), here without their 8-bit rounding between the passes.
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

/** Resizes the part `source` of a picture to `size`. Alpha is taken over white. */
export function resizePixels(picture: Pixels, source: ImageBox, size: Size): Pixels {
  const fx = triangle(source.x0, boxWidth(source), picture.width, size.width);
  const fy = triangle(source.y0, boxHeight(source), picture.height, size.height);
  const rows = new Float32Array(size.width * picture.height * 3);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const lo = fx.first[x] ?? 0;
      const n = fx.count[x] ?? 0;
      let [r, g, b] = [0, 0, 0];
      for (let j = 0; j < n; j++) {
        const at = (y * picture.width + lo + j) * 4;
        const w = fx.weights[x * fx.widest + j] ?? 0;
        const alpha = (picture.data[at + 3] ?? 255) / 255;
        const white = 255 * (1 - alpha);
        r += w * ((picture.data[at] ?? 0) * alpha + white);
        g += w * ((picture.data[at + 1] ?? 0) * alpha + white);
        b += w * ((picture.data[at + 2] ?? 0) * alpha + white);
      }
      rows.set([r, g, b], (y * size.width + x) * 3);
    }
  }
  const data = new Uint8ClampedArray(size.width * size.height * 4).fill(255);
  for (let y = 0; y < size.height; y++) {
    const lo = fy.first[y] ?? 0;
    const n = fy.count[y] ?? 0;
    for (let x = 0; x < size.width; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let j = 0; j < n; j++) {
          sum += (fy.weights[y * fy.widest + j] ?? 0) * (rows[((lo + j) * size.width + x) * 3 + c] ?? 0);
        }
        data[(y * size.width + x) * 4 + c] = sum;
      }
    }
  }
  return { width: size.width, height: size.height, data };
}

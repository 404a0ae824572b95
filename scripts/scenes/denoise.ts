/** Calms path-tracing noise without crossing outlines: a bilateral filter that looks at the same thing only. */

const RADIUS = 3;
/** Relative difference of brightness at which a neighbour counts for little. */
const CONTRAST = 0.16;

/**
 * @param linear RGB, row-major
 * @param ids thing seen by each pixel
 */
export function denoise(linear: Float32Array, ids: Int16Array, width: number, height: number): Float32Array {
  const light = new Float32Array(width * height);
  // A small mean first, so that the weights do not follow the noise itself.
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let n = 0;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const j = v * width + u;
          if (ids[j] !== ids[y * width + x]) continue;
          sum += (linear[j * 3] ?? 0) + 2 * (linear[j * 3 + 1] ?? 0) + (linear[j * 3 + 2] ?? 0);
          n++;
        }
      }
      light[y * width + x] = sum / Math.max(1, n);
    }
  }
  const out = new Float32Array(linear.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const here = light[i] ?? 0;
      let total = 0;
      let [r, g, b] = [0, 0, 0];
      for (let v = Math.max(0, y - RADIUS); v <= Math.min(height - 1, y + RADIUS); v++) {
        for (let u = Math.max(0, x - RADIUS); u <= Math.min(width - 1, x + RADIUS); u++) {
          const j = v * width + u;
          if (ids[j] !== ids[i]) continue;
          const apart = ((light[j] ?? 0) - here) / (CONTRAST * (here + 0.05));
          const w = Math.exp(-apart * apart - ((u - x) ** 2 + (v - y) ** 2) / 8);
          total += w;
          r += w * (linear[j * 3] ?? 0);
          g += w * (linear[j * 3 + 1] ?? 0);
          b += w * (linear[j * 3 + 2] ?? 0);
        }
      }
      out[i * 3] = r / total;
      out[i * 3 + 1] = g / total;
      out[i * 3 + 2] = b / total;
    }
  }
  return out;
}

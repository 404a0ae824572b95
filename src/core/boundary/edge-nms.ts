/** Non-maximum suppression across edges, so that soft edge maps become thin ridges. */
import type { Size } from '../geometry/space.ts';

/** An edge strength map, row-major. */
export interface EdgeMap extends Size {
  readonly data: Float32Array<ArrayBuffer>;
}

/** One pass of a triangle filter of radius r along one axis, edges repeated. */
function blurAxis(
  map: Float32Array,
  n: number,
  lines: number,
  step: number,
  lineStep: number,
  r: number,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(map.length);
  const weight = (r + 1) * (r + 1);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let d = -r; d <= r; d++) {
        const j = Math.min(Math.max(i + d, 0), n - 1);
        sum += (r + 1 - Math.abs(d)) * (map[start + j * step] ?? 0);
      }
      out[start + i * step] = sum / weight;
    }
  }
  return out;
}

function blur(map: EdgeMap, r: number): Float32Array<ArrayBuffer> {
  const { width, height } = map;
  return blurAxis(blurAxis(map.data, width, height, 1, width, r), height, width, width, 1, r);
}

/** Central differences along one axis, one-sided at the ends. */
function gradient(map: Float32Array, size: Size, horizontal: boolean): Float32Array<ArrayBuffer> {
  const { width, height } = size;
  const out = new Float32Array(map.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const before = horizontal ? (x > 0 ? at - 1 : at) : y > 0 ? at - width : at;
      const after = horizontal ? (x < width - 1 ? at + 1 : at) : y < height - 1 ? at + width : at;
      const gap = before === at || after === at ? 1 : 2;
      out[at] = ((map[after] ?? 0) - (map[before] ?? 0)) / gap;
    }
  }
  return out;
}

/**
 * Keeps the strength of pixels that are a maximum across the edge, 0 elsewhere; strengths near the picture's rim fade out.
 * Orientation from second derivatives of the smoothed map. Source: pdollar/edges `edgesDetect.m`, `edgesNmsMex.cpp` (radius 1, rim 5,
 * multiplier 1.01).
 */
export function suppressEdges(map: EdgeMap): EdgeMap {
  const { width, height } = map;
  const strength = blur(map, 1);
  const smooth = blur(map, 4);
  const dx = gradient(smooth, map, true);
  const dy = gradient(smooth, map, false);
  const dxx = gradient(dx, map, true);
  const dxy = gradient(dy, map, true);
  const dyy = gradient(dy, map, false);
  const at = (x: number, y: number): number => {
    const cx = Math.min(Math.max(x, 0), width - 1.001);
    const cy = Math.min(Math.max(y, 0), height - 1.001);
    const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
    const [u, v] = [cx - x0, cy - y0];
    const i = y0 * width + x0;
    const top = (strength[i] ?? 0) * (1 - u) + (strength[i + 1] ?? 0) * u;
    const bottom = (strength[i + width] ?? 0) * (1 - u) + (strength[i + width + 1] ?? 0) * u;
    return top * (1 - v) + bottom * v;
  };
  const out = new Float32Array(width * height);
  const rim = 5;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const own = strength[i] ?? 0;
      if (own === 0) continue;
      // an exactly level edge has no mixed derivative; it takes the positive sign so that its normal is upright
      const angle = Math.atan(((dyy[i] ?? 0) * ((dxy[i] ?? 0) > 0 ? -1 : 1)) / ((dxx[i] ?? 0) + 1e-5));
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const beaten = own * 1.01 < at(x + c, y + s) || own * 1.01 < at(x - c, y - s);
      const fade = Math.min(1, Math.min(x, y, width - 1 - x, height - 1 - y) / rim);
      out[i] = beaten ? 0 : own * fade;
    }
  }
  return { width, height, data: out };
}

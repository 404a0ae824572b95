/**
 * Outlines that cling to edges: cheapest paths over an edge-cost map.
 * Source: Mortensen, Barrett, "Intelligent scissors for image composition", SIGGRAPH 1995 (gradient-magnitude term).
 */
import { boxHeight, boxWidth, type ImageBox, intersectBoxes } from '../geometry/box.ts';
import { type ImagePoint, imagePoint } from '../geometry/space.ts';

/** Brightness 0..255 of a part of the picture, row-major uint8 [box height, box width]. */
export interface LumaPlane {
  readonly box: ImageBox;
  readonly data: Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>;
}

/** Cost of stepping on a pixel, 1 (on a strong edge) .. 255 (flat); same layout as its {@link LumaPlane}. */
export interface EdgeCost {
  readonly box: ImageBox;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Brightness of RGBA pixels (Rec. 709 weights on the encoded values). */
export function lumaOf(rgba: Uint8ClampedArray, box: ImageBox): LumaPlane {
  const data = new Uint8Array(boxWidth(box) * boxHeight(box));
  for (let i = 0; i < data.length; i++) {
    const p = 4 * i;
    data[i] = Math.round(0.2126 * (rgba[p] ?? 0) + 0.7152 * (rgba[p + 1] ?? 0) + 0.0722 * (rgba[p + 2] ?? 0));
  }
  return { box, data };
}

/** Sobel gradient magnitude at every pixel, borders replicated. */
function gradients(luma: LumaPlane): Float32Array {
  const width = boxWidth(luma.box);
  const height = boxHeight(luma.box);
  const { data } = luma;
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const up = Math.max(0, y - 1) * width;
    const here = y * width;
    const down = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) {
      const l = Math.max(0, x - 1);
      const r = Math.min(width - 1, x + 1);
      const a = data[up + l] ?? 0;
      const c = data[up + r] ?? 0;
      const g = data[down + l] ?? 0;
      const i = data[down + r] ?? 0;
      const gx = c + 2 * (data[here + r] ?? 0) + i - a - 2 * (data[here + l] ?? 0) - g;
      const gy = g + 2 * (data[down + x] ?? 0) + i - a - 2 * (data[up + x] ?? 0) - c;
      out[here + x] = Math.hypot(gx, gy);
    }
  }
  return out;
}

/** The value below which 98 % of the values lie; robust scale for edges, so that one glint does not flatten the rest. */
function strongEdge(values: Float32Array): number {
  const bins = new Uint32Array(1443);
  for (const v of values) bins[Math.min(1442, Math.floor(v))] = (bins[Math.min(1442, Math.floor(v))] ?? 0) + 1;
  let left = values.length * 0.02;
  for (let bin = 1442; bin > 0; bin--) {
    left -= bins[bin] ?? 0;
    if (left <= 0) return bin;
  }
  return 1;
}

/** Edge cost of brightness: (1 - relative gradient)^2 scaled to 1..255. */
export function edgeCost(luma: LumaPlane): EdgeCost {
  const g = gradients(luma);
  const scale = 1 / strongEdge(g);
  const data = new Uint8Array(g.length);
  for (let i = 0; i < g.length; i++) {
    const flat = 1 - Math.min(1, (g[i] ?? 0) * scale);
    data[i] = 1 + Math.round(254 * flat * flat);
  }
  return { box: luma.box, data };
}

/** Cheapest ways from a seed to every pixel of a window. */
export interface PathTree {
  readonly window: ImageBox;
  readonly seed: ImagePoint;
  /** Direction (0..7) back to the previous pixel; 8 at the seed; 255 unreached. */
  readonly back: Uint8Array<ArrayBuffer>;
}

const DX = [1, 1, 0, -1, -1, -1, 0, 1] as const;
const DY = [0, 1, 1, 1, 0, -1, -1, -1] as const;
/** Steps cost cost * 5 straight and cost * 7 diagonally: a ratio of 1.4 in whole numbers. */
const MOST = 255 * 7 + 1;

function clampPixel(value: number, low: number, high: number): number {
  return Math.min(high - 1, Math.max(low, Math.floor(value)));
}

/**
 * Grows the tree of cheapest paths from `seed` over the pixels within `reach` of it (Dijkstra with circular buckets,
 * linear in the window's pixels). 300 pixels of reach take a few tens of milliseconds, once a click, not once a move.
 */
export function growPaths(cost: EdgeCost, seed: ImagePoint, reach = 300): PathTree {
  const sx = clampPixel(seed.x, cost.box.x0, cost.box.x1);
  const sy = clampPixel(seed.y, cost.box.y0, cost.box.y1);
  const window = intersectBoxes({ x0: sx - reach, y0: sy - reach, x1: sx + reach + 1, y1: sy + reach + 1 }, cost.box);
  const width = boxWidth(window);
  const height = boxHeight(window);
  const stride = boxWidth(cost.box);
  const offset = (window.y0 - cost.box.y0) * stride + window.x0 - cost.box.x0;
  const back = new Uint8Array(width * height).fill(255);
  const total = new Uint32Array(width * height).fill(0xffffffff);
  const buckets: number[][] = Array.from({ length: MOST }, () => []);
  const start = (sy - window.y0) * width + sx - window.x0;
  total[start] = 0;
  back[start] = 8;
  buckets[0]?.push(start);
  let waiting = 1;
  for (let now = 0; waiting > 0; now++) {
    const bucket = buckets[now % MOST];
    if (bucket === undefined || bucket.length === 0) continue;
    for (let at = bucket.pop(); at !== undefined; at = bucket.pop()) {
      waiting--;
      if (total[at] !== now) continue;
      const x = at % width;
      const y = (at - x) / width;
      for (let d = 0; d < 8; d++) {
        const nx = x + (DX[d] ?? 0);
        const ny = y + (DY[d] ?? 0);
        if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
        const next = ny * width + nx;
        const sum = now + (cost.data[offset + ny * stride + nx] ?? 255) * ((d & 1) === 0 ? 5 : 7);
        if (sum >= (total[next] ?? 0)) continue;
        total[next] = sum;
        back[next] = (d + 4) & 7;
        buckets[sum % MOST]?.push(next);
        waiting++;
      }
    }
  }
  return { window, seed: imagePoint(sx + 0.5, sy + 0.5), back };
}

/** The path from the seed to the pixel under `target` (moved into the window), through pixel centres, both ends included. */
export function pathTo(tree: PathTree, target: ImagePoint): readonly ImagePoint[] {
  const { window, back } = tree;
  const width = boxWidth(window);
  let x = clampPixel(target.x, window.x0, window.x1);
  let y = clampPixel(target.y, window.y0, window.y1);
  const path: ImagePoint[] = [];
  for (;;) {
    path.push(imagePoint(x + 0.5, y + 0.5));
    const d = back[(y - window.y0) * width + x - window.x0] ?? 255;
    if (d > 7) break;
    x += DX[d] ?? 0;
    y += DY[d] ?? 0;
  }
  return path.reverse();
}

/** The cheapest pixel centre within `reach` of the point, so that a click lands on the edge; nearest of equals. */
export function snapToEdge(cost: EdgeCost, point: ImagePoint, reach: number): ImagePoint {
  const width = boxWidth(cost.box);
  const px = Math.floor(point.x);
  const py = Math.floor(point.y);
  const r = Math.ceil(reach);
  const area = intersectBoxes({ x0: px - r, y0: py - r, x1: px + r + 1, y1: py + r + 1 }, cost.box);
  let best = point;
  let least = Number.POSITIVE_INFINITY;
  for (let y = area.y0; y < area.y1; y++) {
    for (let x = area.x0; x < area.x1; x++) {
      const away = Math.hypot(x - px, y - py);
      if (away > reach) continue;
      // Distance decides among equals and costs a little, so that a flat area does not move the point.
      const value = (cost.data[(y - cost.box.y0) * width + x - cost.box.x0] ?? 255) + (16 * away) / Math.max(1, reach);
      if (value < least) {
        least = value;
        best = away === 0 ? point : imagePoint(x + 0.5, y + 0.5);
      }
    }
  }
  return best;
}

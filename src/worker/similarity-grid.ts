/** A picture on the coarse grid that find-similar works on: colours, encoder features and boundary strength of every cell. */
import { boxHeight, boxWidth, type ImageBox, intersectBoxes } from '../core/geometry/box.ts';
import type { Placement } from '../core/geometry/resize.ts';
import { type ImagePoint, imagePoint, type Size } from '../core/geometry/space.ts';
import { resizePixels } from '../core/image/resample.ts';
import type { SimilarityGrid } from '../core/likeness/look.ts';
import { contentOfPlane, type LogitsPlane } from '../core/mask/logits.ts';
import { type PackedMask, unpackRegion } from '../core/mask/packed.ts';
import { readFloats } from '../runtime/tensors.ts';
import type { StoredEmbedding } from './embeddings.ts';
import { featureMap } from './feature-map.ts';

/** Cells along the longer side: a quarter of the default model's canvas, the size of its feature maps. */
const SIDE = 128;

/** Channels of a tensor [1, channels, h, w] at every cell of the grid, nearest neighbour: [cells, channels]. */
function sampled(
  data: Float32Array,
  dims: readonly number[],
  placement: Placement,
  grid: Size,
): Float32Array<ArrayBuffer> {
  const [, channels = 0, h = 0, w = 0] = dims;
  const content = contentOfPlane(placement, { width: w, height: h });
  const out = new Float32Array(grid.width * grid.height * channels);
  for (let y = 0; y < grid.height; y++) {
    const row = Math.min(h - 1, Math.floor(((y + 0.5) * content.height) / grid.height));
    for (let x = 0; x < grid.width; x++) {
      const from = row * w + Math.min(w - 1, Math.floor(((x + 0.5) * content.width) / grid.width));
      const to = (y * grid.width + x) * channels;
      for (let c = 0; c < channels; c++) out[to + c] = data[c * h * w + from] ?? 0;
    }
  }
  return out;
}

/** Brightness steps as boundary strength, for models without an `edges` output: the strongest twentieth counts as 1. */
function contrast(colours: Float32Array, { width, height }: Size): Float32Array<ArrayBuffer> {
  const at = (x: number, y: number, c: number): number => colours[(y * width + x) * 3 + c] ?? 0;
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [l, r] = [Math.max(0, x - 1), Math.min(width - 1, x + 1)];
      const [u, d] = [Math.max(0, y - 1), Math.min(height - 1, y + 1)];
      let sum = 0;
      for (let c = 0; c < 3; c++) sum += (at(r, y, c) - at(l, y, c)) ** 2 + (at(x, d, c) - at(x, u, c)) ** 2;
      out[y * width + x] = Math.sqrt(sum);
    }
  }
  const strong = out.toSorted()[Math.floor(out.length * 0.95)] || 1;
  return out.map((v) => Math.min(1, v / strong));
}

/** @throws SegError `internal` when the family keeps no map of features */
export async function readSimilarityGrid({ encoded, pixels }: StoredEmbedding): Promise<SimilarityGrid> {
  const { placement, tensors } = encoded;
  const scale = SIDE / Math.max(placement.content.width, placement.content.height);
  const grid: Size = {
    width: Math.max(8, Math.round(placement.content.width * scale)),
    height: Math.max(8, Math.round(placement.content.height * scale)),
  };
  const whole = { x0: 0, y0: 0, x1: pixels.width, y1: pixels.height };
  const rgba = resizePixels(pixels, whole, grid).data;
  const colours = new Float32Array(grid.width * grid.height * 3);
  for (let i = 0; i < colours.length; i++) colours[i] = rgba[4 * Math.floor(i / 3) + (i % 3)] ?? 0;
  const { edges, features } = tensors;
  const strength = edges
    ? sampled(await readFloats(edges), edges.dims, placement, grid).map((v) => 1 / (1 + Math.exp(-v)))
    : contrast(colours, grid);
  if (features?.dims[0] === 1 && features.dims.length === 4) {
    const values = sampled(await readFloats(features), features.dims, placement, grid);
    return { ...grid, colours, strength, features: values, channels: features.dims[1] ?? 0 };
  }
  const map = await featureMap(encoded);
  const planar = new Float32Array(map.data.length);
  const places = map.width * map.height;
  for (let i = 0; i < map.data.length; i++) {
    planar[(i % map.channels) * places + Math.floor(i / map.channels)] = map.data[i] ?? 0;
  }
  const values = sampled(planar, [1, map.channels, map.height, map.width], placement, grid);
  return { ...grid, colours, strength, features: values, channels: map.channels };
}

/** The cells of a grid over `source` that a mask covers at least half. */
export function cellsOfMask(mask: PackedMask, source: ImageBox, grid: Size): Uint8Array<ArrayBuffer> {
  const box = intersectBoxes(mask.box, source);
  const local = unpackRegion(mask, box);
  const counts = new Float32Array(grid.width * grid.height);
  const [sx, sy] = [grid.width / boxWidth(source), grid.height / boxHeight(source)];
  for (let y = 0; y < local.height; y++) {
    const row = Math.min(grid.height - 1, Math.floor((box.y0 + y + 0.5 - source.y0) * sy)) * grid.width;
    for (let x = 0; x < local.width; x++) {
      if (local.data[y * local.width + x] !== 1) continue;
      const i = row + Math.min(grid.width - 1, Math.floor((box.x0 + x + 0.5 - source.x0) * sx));
      counts[i] = (counts[i] ?? 0) + 1;
    }
  }
  // A mask of less than a cell still covers the cell that it covers most.
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const half = Math.min(0.5 / (sx * sy), most);
  return Uint8Array.from(counts, (n) => (n > 0 && n >= half ? 1 : 0));
}

/** The cells of a grid over the same part of the picture whose centre a plane covers. */
export function cellsOfPlane({ data, width, height, content }: LogitsPlane, grid: Size): Uint8Array<ArrayBuffer> {
  const cells = new Uint8Array(grid.width * grid.height);
  for (let y = 0; y < grid.height; y++) {
    const row = Math.min(height - 1, Math.floor(((y + 0.5) * content.height) / grid.height)) * width;
    for (let x = 0; x < grid.width; x++) {
      const column = Math.min(width - 1, Math.floor(((x + 0.5) * content.width) / grid.width));
      if ((data[row + column] ?? 0) > 0) cells[y * grid.width + x] = 1;
    }
  }
  return cells;
}

/** Logits of a set cell, and of one that is not: a sure mask whose outline lies where the two are even. */
const SURE = 4;

/** Cells as logits over `source`, softened by one cell so that the outline is not a staircase. */
export function planeOfCells(cells: Uint8Array, grid: Size, source: ImageBox): LogitsPlane {
  const { width, height } = grid;
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [sum, weight] = [0, 0];
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const w = (nx === x ? 2 : 1) * (ny === y ? 2 : 1);
          sum += w * (cells[ny * width + nx] ?? 0);
          weight += w;
        }
      }
      data[y * width + x] = SURE * ((2 * sum) / weight - 1);
    }
  }
  return { width, height, data, content: { width, height }, box: source };
}

/** Centre of a cell in picture pixels. */
export function pointOfCell(i: number, grid: Size, source: ImageBox): ImagePoint {
  return imagePoint(
    source.x0 + (((i % grid.width) + 0.5) * boxWidth(source)) / grid.width,
    source.y0 + ((Math.floor(i / grid.width) + 0.5) * boxHeight(source)) / grid.height,
  );
}

/** The box of some cells (half open) in picture pixels. */
export function boxOfCells(
  { x0, y0, x1, y1 }: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number },
  grid: Size,
  source: ImageBox,
): ImageBox {
  const [sx, sy] = [boxWidth(source) / grid.width, boxHeight(source) / grid.height];
  return { x0: source.x0 + x0 * sx, y0: source.y0 + y0 * sy, x1: source.x0 + x1 * sx, y1: source.y0 + y1 * sy };
}

/**
 * Regions that a boundary map encloses, from the finest to the whole picture: a watershed whose basins are merged in the order of
 * the mean boundary strength between them. After Arbelaez et al., "Contour detection and hierarchical image segmentation",
 * TPAMI 2011 (ultrametric contour map), without its oriented signal.
 */
import type { Size } from '../geometry/space.ts';

/** A region of the hierarchy. */
export interface RegionNode {
  /** Cells. */
  readonly area: number;
  /** Strength of the weakest boundary that had to fall for the region to exist, 0..1; 0 for a basin. */
  readonly inside: number;
  /** Strength of the boundary that falls when the region is swallowed, 0..1; 1 for the whole picture. */
  readonly outside: number;
  /** The two regions it was made of; null for a basin. */
  readonly parts: readonly [number, number] | null;
}

export interface RegionTree extends Size {
  /** Basins first, then merged regions in the order of their making. */
  readonly nodes: readonly RegionNode[];
  /** Basin of every cell, row-major. */
  readonly basins: Int32Array<ArrayBuffer>;
}

/** Levels of the flood; finer ones only make more basins of noise. */
const LEVELS = 64;

/** Basin of every cell: cells are flooded from the flattest to the strongest edge; a cell with no flooded neighbour starts a basin. */
function flood(strength: Float32Array, { width, height }: Size): { basins: Int32Array<ArrayBuffer>; count: number } {
  const n = width * height;
  const level = Uint8Array.from(strength.subarray(0, n), (v) =>
    Math.min(LEVELS - 1, Math.max(0, Math.floor(v * LEVELS))),
  );
  const basins = new Int32Array(n).fill(-1);
  let count = 0;
  const buckets: number[][] = Array.from({ length: LEVELS }, () => []);
  const around = (i: number, visit: (j: number) => void): void => {
    const x = i % width;
    if (x > 0) visit(i - 1);
    if (x < width - 1) visit(i + 1);
    if (i >= width) visit(i - width);
    if (i < n - width) visit(i + width);
  };
  const spread = (from: number, now: number): void => {
    const waiting = [from];
    for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
      const basin = basins[i] ?? -1;
      around(i, (j) => {
        if (basins[j] !== -1) return;
        if ((level[j] ?? 0) <= now) {
          basins[j] = basin;
          waiting.push(j);
        } else {
          buckets[level[j] ?? 0]?.push(i);
        }
      });
    }
  };
  const byLevel: number[][] = Array.from({ length: LEVELS }, () => []);
  for (let i = 0; i < n; i++) byLevel[level[i] ?? 0]?.push(i);
  for (let now = 0; now < LEVELS; now++) {
    // The rims of what is flooded already go on first; what stays dry at this level is a basin of its own.
    for (const i of buckets[now] ?? []) spread(i, now);
    for (const i of byLevel[now] ?? []) {
      if (basins[i] !== -1) continue;
      basins[i] = count++;
      spread(i, now);
    }
  }
  return { basins, count };
}

interface Border {
  sum: number;
  count: number;
}

/**
 * @param strength boundary strength of every cell, 0..1, row-major float32 [height, width]
 */
export function regionTree(strength: Float32Array, size: Size): RegionTree {
  const { width, height } = size;
  const { basins, count } = flood(strength, size);
  const nodes: { area: number; inside: number; outside: number; parts: [number, number] | null }[] = [];
  const borders: Map<number, Border>[] = [];
  for (let b = 0; b < count; b++) {
    nodes.push({ area: 0, inside: 0, outside: 1, parts: null });
    borders.push(new Map());
  }
  const touch = (a: number, b: number, value: number): void => {
    for (const [p, q] of [
      [a, b],
      [b, a],
    ] as const) {
      const border = borders[p]?.get(q) ?? { sum: 0, count: 0 };
      border.sum += value;
      border.count++;
      borders[p]?.set(q, border);
    }
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const basin = basins[i] ?? 0;
      const node = nodes[basin];
      if (node) node.area++;
      for (const j of [x < width - 1 ? i + 1 : i, y < height - 1 ? i + width : i]) {
        const other = basins[j] ?? 0;
        if (other !== basin) touch(basin, other, Math.max(strength[i] ?? 0, strength[j] ?? 0));
      }
    }
  }
  const alive = new Set(nodes.keys());
  let strongest = 0;
  while (alive.size > 1) {
    let weakest = Number.POSITIVE_INFINITY;
    let pair: [number, number] | null = null;
    for (const a of alive) {
      for (const [b, { sum, count: length }] of borders[a] ?? []) {
        if (b > a && sum / length < weakest) {
          weakest = sum / length;
          pair = [a, b];
        }
      }
    }
    if (!pair) break;
    // Strengths never fall towards the root, so that a region's contour is one number.
    strongest = Math.max(strongest, weakest);
    mergePair(pair, strongest, nodes, borders, alive);
  }
  return { width, height, nodes, basins };
}

function mergePair(
  [a, b]: readonly [number, number],
  strength: number,
  nodes: { area: number; inside: number; outside: number; parts: [number, number] | null }[],
  borders: Map<number, Border>[],
  alive: Set<number>,
): void {
  const id = nodes.length;
  const joined = new Map<number, Border>();
  for (const part of [a, b]) {
    const node = nodes[part];
    if (node) node.outside = strength;
    alive.delete(part);
    for (const [other, { sum, count }] of borders[part] ?? []) {
      borders[other]?.delete(part);
      if (other === a || other === b) continue;
      const border = joined.get(other) ?? { sum: 0, count: 0 };
      joined.set(other, { sum: border.sum + sum, count: border.count + count });
    }
    borders[part]?.clear();
  }
  for (const [other, border] of joined) borders[other]?.set(id, { ...border });
  nodes.push({ area: (nodes[a]?.area ?? 0) + (nodes[b]?.area ?? 0), inside: strength, outside: 1, parts: [a, b] });
  borders.push(joined);
  alive.add(id);
}

/** The cells of a region: 0 or 1, row-major. */
export function regionCells({ nodes, basins }: RegionTree, node: number): Uint8Array<ArrayBuffer> {
  const own = new Set<number>();
  const waiting = [node];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const parts = nodes[id]?.parts;
    if (parts) waiting.push(...parts);
    else own.add(id);
  }
  return Uint8Array.from(basins, (basin) => (own.has(basin) ? 1 : 0));
}

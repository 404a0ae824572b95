/** Connected components of a mask, by run-based union-find, with the clean-ups built on them. */
import type { ImageBox } from '../geometry/box.ts';
import type { Mask } from './mask.ts';
import { type Runs, runsOf } from './runs.ts';

/** 4: pixels touch by an edge; 8: by an edge or a corner. */
export type Connectivity = 4 | 8;

/** Components in raster order of their first pixel; component c has number c + 1 in label planes. */
export interface Components {
  readonly count: number;
  readonly runs: Runs;
  /** Component index (0-based) of each run. */
  readonly ofRun: Int32Array<ArrayBuffer>;
  /** Pixels in each component. */
  readonly areas: Int32Array<ArrayBuffer>;
  readonly boxes: readonly ImageBox[];
}

function find(parent: Int32Array, i: number): number {
  let root = i;
  while (parent[root] !== root) root = parent[root] ?? root;
  let at = i;
  while (parent[at] !== root) {
    const next = parent[at] ?? root;
    parent[at] = root;
    at = next;
  }
  return root;
}

/**
 * Labels the pixels that equal `value`. Memory follows the number of runs, not of pixels.
 * Union-find over runs: He, Chao, Suzuki, "A run-based two-scan labeling algorithm", IEEE TIP 2008.
 */
export function findComponents(mask: Mask, connectivity: Connectivity = 8, value: 0 | 1 = 1): Components {
  const runs = runsOf(mask, value);
  const { start, end, rowStart } = runs;
  const parent = Int32Array.from({ length: runs.count }, (_, i) => i);
  const reach = connectivity === 8 ? 1 : 0;
  for (let y = 1; y < mask.height; y++) {
    let above = rowStart[y - 1] ?? 0;
    const aboveEnd = rowStart[y] ?? 0;
    const rowEnd = rowStart[y + 1] ?? 0;
    for (let i = aboveEnd; i < rowEnd; i++) {
      const s = (start[i] ?? 0) - reach;
      const e = (end[i] ?? 0) + reach;
      while (above < aboveEnd && (end[above] ?? 0) <= s) above++;
      for (let j = above; j < aboveEnd && (start[j] ?? 0) < e; j++) {
        const a = find(parent, i);
        const b = find(parent, j);
        if (a < b) parent[b] = a;
        else parent[a] = b;
      }
    }
  }
  return gather(mask.height, runs, parent);
}

function gather(height: number, runs: Runs, parent: Int32Array): Components {
  const ofRun = new Int32Array(runs.count);
  const areas: number[] = [];
  const boxes: { x0: number; y0: number; x1: number; y1: number }[] = [];
  for (let y = 0; y < height; y++) {
    for (let i = runs.rowStart[y] ?? 0; i < (runs.rowStart[y + 1] ?? 0); i++) {
      const root = find(parent, i);
      const s = runs.start[i] ?? 0;
      const e = runs.end[i] ?? 0;
      const c = root === i ? areas.length : (ofRun[root] ?? 0);
      ofRun[i] = c;
      areas[c] = (areas[c] ?? 0) + e - s;
      const box = boxes[c];
      if (box === undefined) boxes[c] = { x0: s, y0: y, x1: e, y1: y + 1 };
      else {
        box.x0 = Math.min(box.x0, s);
        box.x1 = Math.max(box.x1, e);
        box.y1 = y + 1;
      }
    }
  }
  return { count: areas.length, runs, ofRun, areas: Int32Array.from(areas), boxes };
}

/** Label plane int32 [height, width]: 0 elsewhere, component index + 1 inside. */
export function labelPlane(mask: Mask, components: Components): Int32Array<ArrayBuffer> {
  const labels = new Int32Array(mask.width * mask.height);
  const { runs, ofRun } = components;
  for (let y = 0; y < mask.height; y++) {
    const row = y * mask.width;
    for (let i = runs.rowStart[y] ?? 0; i < (runs.rowStart[y + 1] ?? 0); i++) {
      labels.fill((ofRun[i] ?? 0) + 1, row + (runs.start[i] ?? 0), row + (runs.end[i] ?? 0));
    }
  }
  return labels;
}

/** The component that holds pixel (x, y), or -1. */
export function componentAt(components: Components, x: number, y: number): number {
  const { runs, ofRun } = components;
  let low = runs.rowStart[y] ?? 0;
  let high = (runs.rowStart[y + 1] ?? low) - 1;
  while (low <= high) {
    const mid = (low + high) >> 1;
    if (x < (runs.start[mid] ?? 0)) high = mid - 1;
    else if (x >= (runs.end[mid] ?? 0)) low = mid + 1;
    else return ofRun[mid] ?? -1;
  }
  return -1;
}

function paint(mask: Mask, components: Components, value: 0 | 1, chosen: (component: number) => boolean): Mask {
  const data = mask.data.slice();
  const { runs, ofRun } = components;
  for (let y = 0; y < mask.height; y++) {
    const row = y * mask.width;
    for (let i = runs.rowStart[y] ?? 0; i < (runs.rowStart[y + 1] ?? 0); i++) {
      if (chosen(ofRun[i] ?? 0)) data.fill(value, row + (runs.start[i] ?? 0), row + (runs.end[i] ?? 0));
    }
  }
  return { width: mask.width, height: mask.height, data };
}

/** Removes components smaller than `minArea` pixels. */
export function removeIslands(mask: Mask, minArea: number, connectivity: Connectivity = 8): Mask {
  const components = findComponents(mask, connectivity);
  return paint(mask, components, 0, (c) => (components.areas[c] ?? 0) < minArea);
}

/** Keeps only the largest component (the first of equals). */
export function keepLargest(mask: Mask, connectivity: Connectivity = 8): Mask {
  const components = findComponents(mask, connectivity);
  let best = 0;
  for (let c = 1; c < components.count; c++) {
    if ((components.areas[c] ?? 0) > (components.areas[best] ?? 0)) best = c;
  }
  return paint(mask, components, 0, (c) => c !== best);
}

/** Keeps only the components for which `keep` is true, given their index. */
export function keepComponents(mask: Mask, components: Components, keep: (component: number) => boolean): Mask {
  return paint(mask, components, 0, (c) => !keep(c));
}

/**
 * Fills holes of at most `maxArea` pixels. A hole is a background component (4-connected, so that a diagonal line of
 * mask pixels closes it) that does not touch the border of the plane.
 */
export function fillHoles(mask: Mask, maxArea: number = Number.POSITIVE_INFINITY): Mask {
  const holes = findComponents(mask, 4, 0);
  return paint(mask, holes, 1, (c) => {
    const box = holes.boxes[c];
    const inside = box !== undefined && box.x0 > 0 && box.y0 > 0 && box.x1 < mask.width && box.y1 < mask.height;
    return inside && (holes.areas[c] ?? 0) <= maxArea;
  });
}

/**
 * Everything mode's clean-up: fills background regions and removes islands smaller than `minArea`, both 8-connected,
 * touching the border or not; when every island is small the largest stays.
 * Source: segment-anything `utils/amg.py` (`remove_small_regions`), holes first.
 */
export function removeSmallRegions(mask: Mask, minArea: number): Mask {
  const gaps = findComponents(mask, 8, 0);
  const filled = paint(mask, gaps, 1, (c) => (gaps.areas[c] ?? 0) < minArea);
  const islands = findComponents(filled, 8);
  if (islands.areas.every((area) => area < minArea)) return keepLargest(filled, 8);
  return paint(filled, islands, 0, (c) => (islands.areas[c] ?? 0) < minArea);
}

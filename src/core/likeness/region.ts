/** Parts of a picture on a coarse grid of cells, to be compared with one another. */
import type { Size } from '../geometry/space.ts';

/** A set of cells. */
export interface Region {
  /** 0 or 1 a cell, row-major. */
  readonly cells: Uint8Array<ArrayBuffer>;
  readonly width: number;
  /** Cells set. */
  readonly area: number;
  /** Cells set that have a neighbour (of four) which is not, the picture's border included. */
  readonly rim: readonly number[];
  readonly x0: number;
  readonly y0: number;
  /** Half open. */
  readonly x1: number;
  readonly y1: number;
}

/** @returns null when no cell is set */
export function regionOf(cells: Uint8Array<ArrayBuffer>, { width, height }: Size): Region | null {
  let [x0, y0, x1, y1, area] = [width, height, 0, 0, 0];
  const rim: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (cells[i] !== 1) continue;
      area++;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x + 1);
      y0 = Math.min(y0, y);
      y1 = y + 1;
      const open = x > 0 && x < width - 1 && y > 0 && y < height - 1;
      const inside =
        open && cells[i - 1] === 1 && cells[i + 1] === 1 && cells[i - width] === 1 && cells[i + width] === 1;
      if (!inside) rim.push(i);
    }
  }
  return area > 0 ? { cells, width, area, rim, x0, y0, x1, y1 } : null;
}

/** Cells that both have. */
export function sharedArea(a: Region, b: Region): number {
  let both = 0;
  const [x0, x1] = [Math.max(a.x0, b.x0), Math.min(a.x1, b.x1)];
  const y1 = Math.min(a.y1, b.y1);
  for (let y = Math.max(a.y0, b.y0); y < y1; y++) {
    for (let i = y * a.width + x0; i < y * a.width + x1; i++) both += (a.cells[i] ?? 0) & (b.cells[i] ?? 0);
  }
  return both;
}

/** Intersection over union, 0..1. */
export function regionIou(a: Region, b: Region): number {
  const both = sharedArea(a, b);
  return both / (a.area + b.area - both);
}

/** What part of the smaller one lies in the other, 0..1. */
export function sharedPart(a: Region, b: Region): number {
  return sharedArea(a, b) / Math.min(a.area, b.area);
}

/** What an object in a film looked like, and which places of another frame look like it. */
import { dotProduct, type FeatureField } from './feature-field.ts';

/** A match of one spread counts as nearly sure. */
const SHARPNESS = 1.5;

/** What the object and its surroundings looked like, as unit vectors. */
export interface AppearanceMemory {
  readonly object: readonly Float32Array[];
  readonly rest: readonly Float32Array[];
}

function evenly<T>(from: readonly T[], most: number): T[] {
  if (from.length <= most) return [...from];
  return Array.from({ length: most }, (_, i) => from[Math.floor(((i + 0.5) * from.length) / most)]).filter(
    (v): v is T => v !== undefined,
  );
}

/**
 * Remembers a frame: vectors spread evenly over the object, and over what lies around it (half of them within twice the object's
 * box, half anywhere), since what is near is what the object may be taken for.
 *
 * @param cells object cells, 0 or 1
 * @param most vectors kept of each kind
 */
export function remember(field: FeatureField, cells: Uint8Array, most: number): AppearanceMemory {
  const object: number[] = [];
  const near: number[] = [];
  const far: number[] = [];
  const box = boundsOf(field, cells);
  const columns = Math.floor(field.content.width);
  const rows = Math.floor(field.content.height);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const i = y * field.width + x;
      if (cells[i] === 1) object.push(i);
      else if (touches(cells, field, x, y)) continue;
      else if (box && inside(box, x, y, 1)) near.push(i);
      else far.push(i);
    }
  }
  const vector = (i: number): Float32Array => field.data.subarray(i * field.channels, (i + 1) * field.channels);
  const half = Math.ceil(most / 2);
  return {
    object: evenly(object, most).map((i) => vector(i).slice()),
    rest: [...evenly(near, half), ...evenly(far, most - half)].map((i) => vector(i).slice()),
  };
}

/** Cells on the outline carry a mixture, which is neither the object nor its surroundings. */
function touches(cells: Uint8Array, field: FeatureField, x: number, y: number): boolean {
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const [nx, ny] = [x + dx, y + dy];
      if (nx >= 0 && ny >= 0 && nx < field.width && ny < field.height && cells[ny * field.width + nx] === 1)
        return true;
    }
  }
  return false;
}

interface CellBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

function boundsOf(field: FeatureField, cells: Uint8Array): CellBox | null {
  let box: CellBox | null = null;
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] !== 1) continue;
    const x = i % field.width;
    const y = Math.floor(i / field.width);
    box = box
      ? { x0: Math.min(box.x0, x), y0: box.y0, x1: Math.max(box.x1, x + 1), y1: y + 1 }
      : { x0: x, y0: y, x1: x + 1, y1: y + 1 };
  }
  return box;
}

/** Whether a cell lies in the box grown on every side by `by` times half its size. */
function inside(box: CellBox, x: number, y: number, by: number): boolean {
  const mx = (by * (box.x1 - box.x0)) / 2;
  const my = (by * (box.y1 - box.y0)) / 2;
  return x >= box.x0 - mx && x < box.x1 + mx && y >= box.y0 - my && y < box.y1 + my;
}

/** Greatest cosine with an object vector minus greatest cosine with another, -2..2. */
function contrast(field: FeatureField, memory: AppearanceMemory, cell: number): number {
  const vector = field.data.subarray(cell * field.channels, (cell + 1) * field.channels);
  let [object, rest] = [-1, -1];
  for (const v of memory.object) object = Math.max(object, dotProduct(v, vector));
  for (const v of memory.rest) rest = Math.max(rest, dotProduct(v, vector));
  return object - rest;
}

/** Cells between two that are read to learn how far contrasts lie apart on a frame. */
const SPREAD_STEP = 7;

/** Standard deviation of the contrast over the frame, from every seventh cell; 1 where all are alike. */
function spreadOf(field: FeatureField, memory: AppearanceMemory): number {
  const columns = Math.floor(field.content.width);
  const cells = columns * Math.floor(field.content.height);
  let [sum, squares, count] = [0, 0, 0];
  for (let i = 0; i < cells; i += SPREAD_STEP) {
    const value = contrast(field, memory, Math.floor(i / columns) * field.width + (i % columns));
    sum += value;
    squares += value * value;
    count++;
  }
  return Math.sqrt(Math.max(0, squares / Math.max(1, count) - (sum / Math.max(1, count)) ** 2)) || 1;
}

/**
 * Whether each cell looks more like the object (towards 1) or like the rest (towards -1): greatest cosine with an object vector
 * minus greatest cosine with another vector, over its own spread in this frame, squashed. Encoders differ widely in how far apart
 * their cosines lie; the spread makes the answer mean the same for all. -1 off the picture. Nearest-neighbour matching as in Hu,
 * Huang, Schwing, VideoMatch (2018).
 */
export function matchMap(field: FeatureField, memory: AppearanceMemory): Float32Array<ArrayBuffer> {
  const out = new Float32Array(field.width * field.height).fill(-1);
  const spread = spreadOf(field, memory);
  const columns = Math.floor(field.content.width);
  const rows = Math.floor(field.content.height);
  for (let y = 0; y < rows; y++) {
    for (let i = y * field.width; i < y * field.width + columns; i++)
      out[i] = Math.tanh((SHARPNESS * contrast(field, memory, i)) / spread);
  }
  return out;
}

/** Cells that are read under a mask. */
const MOST_UNDER = 256;

/** Mean of `matchMap` under the cells, from at most 256 of them; -1 without a cell. */
export function matchUnder(field: FeatureField, memory: AppearanceMemory, cells: Uint8Array): number {
  const under: number[] = [];
  for (let i = 0; i < cells.length; i++) if (cells[i] === 1) under.push(i);
  if (under.length === 0) return -1;
  const spread = spreadOf(field, memory);
  const read = evenly(under, MOST_UNDER);
  return read.reduce((sum, i) => sum + Math.tanh((SHARPNESS * contrast(field, memory, i)) / spread), 0) / read.length;
}

/**
 * How much of the object's appearance is found under the cells: the mean over remembered object vectors of the greatest cosine with
 * a cell, measured from what the surroundings alone would give (0 or less) to a perfect match (1).
 */
export function coverage(field: FeatureField, memory: AppearanceMemory, cells: Uint8Array): number {
  const under: number[] = [];
  for (let i = 0; i < cells.length; i++) if (cells[i] === 1) under.push(i);
  if (under.length === 0 || memory.object.length === 0) return -1;
  const found = evenly(under, MOST_UNDER).map((i) => field.data.subarray(i * field.channels, (i + 1) * field.channels));
  const greatest = (v: Float32Array, among: readonly Float32Array[]): number =>
    among.reduce((best, w) => Math.max(best, dotProduct(v, w)), -1);
  const mean = (among: readonly Float32Array[]): number =>
    memory.object.reduce((sum, v) => sum + greatest(v, among), 0) / memory.object.length;
  const base = memory.rest.length > 0 ? mean(memory.rest) : 0;
  return (mean(found) - base) / Math.max(1e-3, 1 - base);
}

/** What an object in a film looked like, and which places of another frame look like it. */
import { dotProduct, type FeatureField } from './feature-field.ts';

/** A match of one spread counts as nearly sure. */
const SHARPNESS = 1.5;

/** What the object and its surroundings looked like, as unit vectors. */
export interface Memory {
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
export function remember(field: FeatureField, cells: Uint8Array, most: number): Memory {
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

/**
 * Whether each cell looks more like the object (towards 1) or like the rest (towards -1): greatest cosine with an object vector
 * minus greatest cosine with another vector, over its own spread in this frame, squashed. Encoders differ widely in how far apart
 * their cosines lie; the spread makes the answer mean the same for all. -1 off the picture. Nearest-neighbour matching as in Hu,
 * Huang, Schwing, VideoMatch (2018).
 */
export function matchMap(field: FeatureField, memory: Memory): Float32Array<ArrayBuffer> {
  const { channels, data, width, height } = field;
  const out = new Float32Array(width * height).fill(-1);
  const columns = Math.floor(field.content.width);
  const rows = Math.floor(field.content.height);
  const most = (vectors: readonly Float32Array[], cell: Float32Array): number => {
    let best = -1;
    for (const v of vectors) best = Math.max(best, dotProduct(v, cell));
    return best;
  };
  let [sum, squares] = [0, 0];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const i = y * width + x;
      const cell = data.subarray(i * channels, (i + 1) * channels);
      const more = most(memory.object, cell) - most(memory.rest, cell);
      out[i] = more;
      sum += more;
      squares += more * more;
    }
  }
  const cells = Math.max(1, columns * rows);
  const spread = Math.sqrt(Math.max(0, squares / cells - (sum / cells) ** 2)) || 1;
  for (let y = 0; y < rows; y++) {
    for (let i = y * width; i < y * width + columns; i++) out[i] = Math.tanh((SHARPNESS * (out[i] ?? 0)) / spread);
  }
  return out;
}

/** A mask as logits, for what asks a decoder or tracks on from a mask that is kept without them. */
import { boxOfSize } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import type { LogitsPlane } from '../mask/logits.ts';
import { type PackedMask, unpackRegion } from '../mask/packed.ts';

/** Longest side of the plane, as decoders give them. */
const SIDE = 256;
/** Logit of a plane pixel that the mask covers whole. */
const SURE = 8;

/** Grid of a plane: `content` is the part of it that is picture. */
type PlaneGrid = Pick<LogitsPlane, 'width' | 'height' | 'content'>;

/** At most 256 cells wide or high, all of them picture. */
function gridFor({ width, height }: Size): PlaneGrid {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const content = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  return { ...content, content };
}

/** Logits over the whole picture: -8 to 8 by the share of each cell that is mask. @param grid left out, at most 256 cells a side */
export function planeOfMask(mask: PackedMask, grid: PlaneGrid = gridFor(mask)): LogitsPlane {
  const { width, height, content } = grid;
  const covered = new Float32Array(width * height);
  const { box } = mask;
  const local = unpackRegion(mask, box);
  const columns = cellsOf(mask.width, content.width, width);
  const rows = cellsOf(mask.height, content.height, height);
  const wide = countsOf(columns, width);
  const high = countsOf(rows, height);
  for (let y = box.y0; y < box.y1; y++) {
    const to = (rows[y] ?? 0) * width;
    const from = (y - box.y0) * local.width - box.x0;
    for (let x = box.x0; x < box.x1; x++) {
      const at = to + (columns[x] ?? 0);
      if (local.data[from + x] === 1) covered[at] = (covered[at] ?? 0) + 1;
    }
  }
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const area = Math.max(1, (wide[x] ?? 0) * (high[y] ?? 0));
      data[at] = SURE * ((2 * (covered[at] ?? 0)) / area - 1);
    }
  }
  return { ...grid, data, box: boxOfSize(mask) };
}

/** Cell of each pixel of one side. */
function cellsOf(pixels: number, content: number, cells: number): readonly number[] {
  return Array.from({ length: pixels }, (_, i) => Math.min(cells - 1, Math.floor(((i + 0.5) * content) / pixels)));
}

function countsOf(places: readonly number[], length: number): Uint32Array {
  const counts = new Uint32Array(length);
  for (const place of places) counts[place] = (counts[place] ?? 0) + 1;
  return counts;
}

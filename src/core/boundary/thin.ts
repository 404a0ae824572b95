/** Thinning of boundary maps to lines one pixel wide. */
import type { Mask } from '../mask/mask.ts';

/**
 * Deletable neighbourhoods, one table a sub-iteration; bit i = neighbour i, counted from east against the clock.
 * Conditions G1, G2 and G3 (G3' in the second) of Guo and Hall, "Parallel thinning with two-subiteration algorithms" (1989),
 * as MATLAB's `bwmorph(..., 'thin')` states them.
 */
const deletable: readonly [Uint8Array, Uint8Array] = [makeTable(false), makeTable(true)];

function makeTable(second: boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => {
    // x(1) is east, x(3) north, x(5) west, x(7) south; x(9) is x(1) again
    const x = (i: number): number => (code >> ((i - 1) % 8)) & 1;
    let crossings = 0;
    let oddPairs = 0;
    let evenPairs = 0;
    for (let k = 1; k <= 4; k++) {
      if (x(2 * k - 1) === 0 && (x(2 * k) === 1 || x(2 * k + 1) === 1)) crossings++;
      oddPairs += x(2 * k - 1) | x(2 * k);
      evenPairs += x(2 * k) | x(2 * k + 1);
    }
    const pairs = Math.min(oddPairs, evenPairs);
    const side = second ? (x(6) | x(7) | (1 - x(4))) & x(5) : (x(2) | x(3) | (1 - x(8))) & x(1);
    return crossings === 1 && pairs >= 2 && pairs <= 3 && side === 0 ? 1 : 0;
  });
}

/**
 * Thins until a whole iteration changes nothing; the outside of the picture counts as empty.
 * A pixel is looked at again only when a neighbour has gone since it was last judged by the same table.
 */
export function thin(mask: Mask): Mask {
  const { width, height } = mask;
  const stride = width + 2;
  const grid = new Uint8Array(stride * (height + 2));
  const all: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (mask.data[y * width + x] === 0) continue;
      const at = (y + 1) * stride + x + 1;
      grid[at] = 1;
      all.push(at);
    }
  }
  const around = [1, 1 - stride, -stride, -stride - 1, -1, stride - 1, stride, stride + 1] as const;
  const stamp = new Int32Array(grid.length);
  // pixels deleted by the last two sub-iterations, newest first
  let recent: readonly [readonly number[], readonly number[]] = [[], []];
  for (let round = 0; ; round++) {
    const candidates = round < 2 ? all : neighboursOf(recent, grid, stamp, round, around);
    const table = deletable[round % 2 === 0 ? 0 : 1];
    const gone: number[] = [];
    for (const at of candidates) {
      if (grid[at] === 1 && table[codeAt(grid, at, stride)] === 1) gone.push(at);
    }
    for (const at of gone) grid[at] = 0;
    recent = [gone, recent[0]];
    if (round % 2 === 1 && recent[0].length === 0 && recent[1].length === 0) break;
  }
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    data.set(grid.subarray((y + 1) * stride + 1, (y + 1) * stride + 1 + width), y * width);
  return { width, height, data };
}

function codeAt(grid: Uint8Array, at: number, stride: number): number {
  const up = at - stride;
  const down = at + stride;
  return (
    (grid[at + 1] ?? 0) |
    ((grid[up + 1] ?? 0) << 1) |
    ((grid[up] ?? 0) << 2) |
    ((grid[up - 1] ?? 0) << 3) |
    ((grid[at - 1] ?? 0) << 4) |
    ((grid[down - 1] ?? 0) << 5) |
    ((grid[down] ?? 0) << 6) |
    ((grid[down + 1] ?? 0) << 7)
  );
}

function neighboursOf(
  recent: readonly [readonly number[], readonly number[]],
  grid: Uint8Array,
  stamp: Int32Array,
  round: number,
  around: readonly number[],
): number[] {
  const out: number[] = [];
  for (const gone of recent) {
    for (const at of gone) {
      for (const step of around) {
        const next = at + step;
        if (grid[next] !== 1 || stamp[next] === round) continue;
        stamp[next] = round;
        out.push(next);
      }
    }
  }
  return out;
}

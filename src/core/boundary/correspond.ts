/** One-to-one correspondence between the pixels of two boundary maps. */
import type { Size } from '../geometry/space.ts';
import type { Mask } from '../mask/mask.ts';

/** A boundary map made ready to be matched against many others. */
export interface BoundaryPixels {
  /** Pixel positions on the matcher's padded grid, in row-major order. */
  readonly positions: Int32Array;
  /** Index of the pixel on the padded grid, -1 where there is none. */
  readonly grid: Int32Array;
}

/** Differences of summed distances below this are rounding. */
const ROUNDING = 1e-9;

/** For each pixel of the two maps, the index of its partner, -1 for none. */
export interface Correspondence {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly count: number;
}

/**
 * Matches boundary maps of one size.
 *
 * The benchmark asks for the assignment of largest cardinality and, among those, of least total distance
 * (`correspondPixels`, BSDS500 `bench/source/match.cc`); its own solver adds random edges, so that official figures vary by some 1e-4.
 * Here pixels are paired nearest first, augmenting paths then reach the exact largest cardinality, and exchanges that shorten the
 * total distance are made until none of the tried kinds is left. The count of pairs is exact; the choice of which pixels are
 * paired may differ from the least total distance.
 */
export class BoundaryMatcher {
  readonly #size: Size;
  readonly #stride: number;
  readonly #margin: number;
  /** Steps on the padded grid, nearest first. */
  readonly #steps: Int32Array;
  readonly #lengths: Float64Array;
  /** Distance by step offset, for pairs already made. */
  readonly #reach: number;

  /**
   * @param tolerance largest distance of a pair as a part of the picture's diagonal, inclusive; 0.0075 in BSDS
   */
  constructor(size: Size, tolerance = 0.0075) {
    this.#size = size;
    this.#reach = tolerance * Math.sqrt(size.width * size.width + size.height * size.height);
    this.#margin = Math.ceil(this.#reach);
    this.#stride = size.width + 2 * this.#margin;
    const steps: { step: number; length: number }[] = [];
    for (let dy = -this.#margin; dy <= this.#margin; dy++) {
      for (let dx = -this.#margin; dx <= this.#margin; dx++) {
        const square = dx * dx + dy * dy;
        if (square <= this.#reach * this.#reach)
          steps.push({ step: dy * this.#stride + dx, length: Math.sqrt(square) });
      }
    }
    steps.sort((a, b) => a.length - b.length || a.step - b.step);
    this.#steps = Int32Array.from(steps, (s) => s.step);
    this.#lengths = Float64Array.from(steps, (s) => s.length);
  }

  /** Largest distance of a pair in pixels. */
  get reach(): number {
    return this.#reach;
  }

  /** Lists the pixels of a map of the matcher's size. */
  prepare(map: Mask): BoundaryPixels {
    const { width, height } = this.#size;
    const grid = new Int32Array(this.#stride * (height + 2 * this.#margin)).fill(-1);
    const positions: number[] = [];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (map.data[y * width + x] === 0) continue;
        const at = (y + this.#margin) * this.#stride + x + this.#margin;
        grid[at] = positions.length;
        positions.push(at);
      }
    }
    return { positions: Int32Array.from(positions), grid };
  }

  /** Pairs the pixels of two maps; each pixel has at most one partner. */
  match(first: BoundaryPixels, second: BoundaryPixels): Correspondence {
    const partner = new Int32Array(first.positions.length).fill(-1);
    const other = new Int32Array(second.positions.length).fill(-1);
    const { offsets, targets, ranks } = this.#candidates(first, second);
    let count = nearestFirst(offsets, targets, ranks, this.#steps.length, partner, other);
    count += augment(offsets, targets, partner, other);
    shorten(offsets, targets, ranks, this.#lengths, partner, other);
    return { first: partner, second: other, count };
  }

  /** Every pair within reach: second pixels of first pixel i are `targets[offsets[i] .. offsets[i + 1]]`, nearest first. */
  #candidates(
    first: BoundaryPixels,
    second: BoundaryPixels,
  ): { offsets: Int32Array; targets: Int32Array; ranks: Uint8Array } {
    const n = first.positions.length;
    const offsets = new Int32Array(n + 1);
    let targets = new Int32Array(n * 12 + 64);
    let ranks = new Uint8Array(targets.length);
    let used = 0;
    const steps = this.#steps;
    const { grid } = second;
    for (let i = 0; i < n; i++) {
      if (used + steps.length > targets.length) {
        const larger = new Int32Array(targets.length * 2 + steps.length);
        larger.set(targets);
        targets = larger;
        const largerRanks = new Uint8Array(larger.length);
        largerRanks.set(ranks);
        ranks = largerRanks;
      }
      const at = first.positions[i] ?? 0;
      for (let s = 0; s < steps.length; s++) {
        const j = grid[at + (steps[s] ?? 0)] ?? -1;
        if (j < 0) continue;
        targets[used] = j;
        ranks[used++] = s;
      }
      offsets[i + 1] = used;
    }
    return { offsets, targets, ranks };
  }
}

/** Pairs in rising order of distance. */
function nearestFirst(
  offsets: Int32Array,
  targets: Int32Array,
  ranks: Uint8Array,
  kinds: number,
  partner: Int32Array,
  other: Int32Array,
): number {
  // counting sort of all candidate pairs by rank, stable in row-major order
  const edges = offsets[offsets.length - 1] ?? 0;
  const starts = new Int32Array(kinds + 1);
  for (let e = 0; e < edges; e++) {
    const rank = (ranks[e] ?? 0) + 1;
    starts[rank] = (starts[rank] ?? 0) + 1;
  }
  for (let k = 0; k < kinds; k++) starts[k + 1] = (starts[k + 1] ?? 0) + (starts[k] ?? 0);
  const order = new Int32Array(edges);
  const owner = new Int32Array(edges);
  for (let i = 0; i < partner.length; i++) {
    for (let e = offsets[i] ?? 0; e < (offsets[i + 1] ?? 0); e++) {
      const rank = ranks[e] ?? 0;
      const place = starts[rank] ?? 0;
      order[place] = e;
      owner[place] = i;
      starts[rank] = place + 1;
    }
  }
  let count = 0;
  for (let place = 0; place < edges; place++) {
    const i = owner[place] ?? 0;
    const j = targets[order[place] ?? 0] ?? 0;
    if (partner[i] !== -1 || other[j] !== -1) continue;
    partner[i] = j;
    other[j] = i;
    count++;
  }
  return count;
}

/**
 * Adds pairs along shortest augmenting paths until there is none: then the number of pairs is the largest possible (Berge).
 * What a failed search has visited can never lead to a free pixel later, and is not visited again.
 */
function augment(offsets: Int32Array, targets: Int32Array, partner: Int32Array, other: Int32Array): number {
  const cameFrom = new Int32Array(other.length);
  const seen = new Int32Array(other.length).fill(-1);
  const queue = new Int32Array(partner.length);
  let added = 0;
  for (let root = 0; root < partner.length; root++) {
    if (partner[root] !== -1 || offsets[root] === offsets[root + 1]) continue;
    let head = 0;
    let tail = 0;
    queue[tail++] = root;
    let end = -1;
    while (head < tail && end < 0) {
      const i = queue[head++] ?? 0;
      for (let e = offsets[i] ?? 0; e < (offsets[i + 1] ?? 0); e++) {
        const j = targets[e] ?? 0;
        if (seen[j] === root || seen[j] === -2) continue;
        seen[j] = root;
        cameFrom[j] = i;
        const next = other[j] ?? -1;
        if (next === -1) {
          end = j;
          break;
        }
        queue[tail++] = next;
      }
    }
    if (end < 0) {
      for (let q = 0; q < tail; q++) {
        const i = queue[q] ?? 0;
        for (let e = offsets[i] ?? 0; e < (offsets[i + 1] ?? 0); e++) seen[targets[e] ?? 0] = -2;
      }
      continue;
    }
    added++;
    for (let j = end; j >= 0; ) {
      const i = cameFrom[j] ?? 0;
      const before = partner[i] ?? -1;
      partner[i] = j;
      other[j] = i;
      j = before;
    }
  }
  return added;
}

/**
 * Exchanges that shorten the total distance and keep the number of pairs, until none of these kinds is left: a pixel moves to a
 * nearer free partner, a free pixel takes the partner of one that is farther from it, two pairs swap partners.
 */
function shorten(
  offsets: Int32Array,
  targets: Int32Array,
  ranks: Uint8Array,
  lengths: Float64Array,
  partner: Int32Array,
  other: Int32Array,
): void {
  const n = partner.length;
  const lengthOf = (i: number, j: number): number => {
    const end = offsets[i + 1] ?? 0;
    for (let e = offsets[i] ?? 0; e < end; e++) if (targets[e] === j) return lengths[ranks[e] ?? 0] ?? 0;
    return Number.POSITIVE_INFINITY;
  };
  const current = new Float64Array(n);
  const queue = new Int32Array(n + 1);
  const waiting = new Uint8Array(n).fill(1);
  for (let i = 0; i < n; i++) {
    const j = partner[i] ?? -1;
    current[i] = j < 0 ? 0 : lengthOf(i, j);
    queue[i] = i;
  }
  let head = 0;
  let tail = n;
  const wait = (i: number): void => {
    if (waiting[i] === 1) return;
    waiting[i] = 1;
    queue[tail] = i;
    tail = tail === n ? 0 : tail + 1;
  };
  const pair = (i: number, j: number, length: number): void => {
    partner[i] = j;
    other[j] = i;
    current[i] = length;
  };
  while (head !== tail) {
    const i = queue[head] ?? 0;
    head = head === n ? 0 : head + 1;
    waiting[i] = 0;
    const mine = partner[i] ?? -1;
    const now = current[i] ?? 0;
    const end = offsets[i + 1] ?? 0;
    for (let e = offsets[i] ?? 0; e < end; e++) {
      const j = targets[e] ?? 0;
      if (j === mine) continue;
      const length = lengths[ranks[e] ?? 0] ?? 0;
      const k = other[j] ?? -1;
      const theirs = k < 0 ? 0 : (current[k] ?? 0);
      if (mine >= 0 && length >= now + theirs) continue;
      if (k < 0) {
        if (mine < 0 || length >= now) continue;
        other[mine] = -1;
      } else if (mine < 0) {
        if (length >= theirs) continue;
        partner[k] = -1;
        current[k] = 0;
        wait(k);
      } else {
        const back = lengthOf(k, mine);
        if (length + back >= now + theirs - ROUNDING) continue;
        pair(k, mine, back);
        wait(k);
      }
      pair(i, j, length);
      wait(i);
      break;
    }
  }
}

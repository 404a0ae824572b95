/** What a region looks like, as a few vectors, and how far two looks are apart. */
import type { Size } from '../geometry/space.ts';
import type { Region } from './region.ts';

/** What is known of every cell of a picture. */
export interface SimilarityGrid extends Size {
  /** Red, green, blue 0..255, [height * width, 3]. */
  readonly colours: Float32Array<ArrayBuffer>;
  /** The encoder's output, [height * width, channels]. */
  readonly features: Float32Array<ArrayBuffer>;
  readonly channels: number;
  /** Boundary strength 0..1, [height * width]. */
  readonly strength: Float32Array<ArrayBuffer>;
}

/** Means and deviations, each in units of the whole picture's deviation, so that no channel outweighs another. */
export interface Look {
  /** Encoder features under the region: means about the picture's mean, then deviations. */
  readonly features: Float32Array<ArrayBuffer>;
  /** Brightness, red-green and yellow-blue: means, then deviations. */
  readonly colour: Float32Array<ArrayBuffer>;
  /** Natural logarithm of the area. */
  readonly size: number;
  /** Width to height, fullness of the box, roundness. */
  readonly shape: Float32Array<ArrayBuffer>;
}

interface Spread {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

function spreadOf(values: Float32Array, channels: number, cells: Uint8Array | null): Spread {
  const sum = new Float64Array(channels);
  const squares = new Float64Array(channels);
  let count = 0;
  for (let i = 0; i * channels < values.length; i++) {
    if (cells && cells[i] !== 1) continue;
    count++;
    for (let c = 0; c < channels; c++) {
      const v = values[i * channels + c] ?? 0;
      sum[c] = (sum[c] ?? 0) + v;
      squares[c] = (squares[c] ?? 0) + v * v;
    }
  }
  const mean = sum.map((v) => v / Math.max(1, count));
  const deviation = squares.map((v, c) => Math.sqrt(Math.max(0, v / Math.max(1, count) - (mean[c] ?? 0) ** 2)));
  return { mean, deviation };
}

/** Opponent colours: brightness, red against green, yellow against blue. */
function opponent(colours: Float32Array): Float32Array<ArrayBuffer> {
  const out = new Float32Array(colours.length);
  for (let i = 0; i < colours.length; i += 3) {
    const [r, g, b] = [colours[i] ?? 0, colours[i + 1] ?? 0, colours[i + 2] ?? 0];
    out[i] = 0.3 * r + 0.59 * g + 0.11 * b;
    out[i + 1] = r - g;
    out[i + 2] = (r + g) / 2 - b;
  }
  return out;
}

/** Colour differences below this (of 255) are noise. */
const COLOUR_NOISE = 5;

/** Describes regions of one picture. */
export class Looks {
  private readonly grid: SimilarityGrid;
  private readonly colours: Float32Array<ArrayBuffer>;
  private readonly allFeatures: Spread;
  private readonly allColours: Spread;

  constructor(grid: SimilarityGrid) {
    this.grid = grid;
    this.colours = opponent(grid.colours);
    this.allFeatures = spreadOf(grid.features, grid.channels, null);
    this.allColours = spreadOf(this.colours, 3, null);
  }

  of(region: Region): Look {
    const features = spreadOf(this.grid.features, this.grid.channels, region.cells);
    const colour = spreadOf(this.colours, 3, region.cells);
    const [w, h] = [region.x1 - region.x0, region.y1 - region.y0];
    return {
      features: relative(features, this.allFeatures, 1e-6),
      colour: relative(colour, this.allColours, COLOUR_NOISE),
      size: Math.log(region.area),
      shape: Float32Array.of(
        2 * Math.log(w / h),
        (4 * region.area) / (w * h),
        2 * Math.log(region.rim.length ** 2 / region.area),
      ),
    };
  }

  /** Mean boundary strength along a region's outline, 0..1: the strongest within a cell of each rim cell. */
  contour(region: Region): number {
    const { width, height, strength } = this.grid;
    let sum = 0;
    for (const i of region.rim) {
      const [x, y] = [i % width, Math.floor(i / width)];
      let most = 0;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          most = Math.max(most, strength[ny * width + nx] ?? 0);
        }
      }
      sum += most;
    }
    return sum / Math.max(1, region.rim.length);
  }
}

function relative(own: Spread, all: Spread, noise: number): Float32Array<ArrayBuffer> {
  const n = own.mean.length;
  const out = new Float32Array(2 * n);
  for (let c = 0; c < n; c++) {
    const unit = (all.deviation[c] ?? 0) + noise;
    out[c] = ((own.mean[c] ?? 0) - (all.mean[c] ?? 0)) / unit;
    out[n + c] = (own.deviation[c] ?? 0) / unit;
  }
  return out;
}

function angle(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [a[i] ?? 0, b[i] ?? 0];
    dot += p * q;
    aa += p * p;
    bb += q * q;
  }
  return 1 - dot / (Math.sqrt(aa * bb) || 1);
}

function gap(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Differences of two looks: features, colour, size, shape. */
function differences(a: Look, b: Look): readonly number[] {
  return [angle(a.features, b.features), gap(a.colour, b.colour), Math.abs(a.size - b.size), gap(a.shape, b.shape)];
}

/**
 * Units never go below these: where nearly all regions are the same thing, the median difference is noise, and must not be taken
 * for the distance to something else.
 */
const LEAST_UNITS: readonly number[] = [0.2, 0.5, 0.3, 0.5];

/** Among examples that differ as much as any two regions do, a term counts a third of what it counts among equal ones. */
const VARIED = 0.5;

/** How unlike some examples regions are. */
export interface Unlikeness {
  /** 0 is an example's own look, 1 that of any region; one value for each of the others. */
  readonly toExamples: readonly number[];
  /** The same of other looks, one row each, in the same units. */
  readonly to: (looks: readonly Look[]) => readonly (readonly number[])[];
}

/**
 * Features, colour, size and shape count alike, each in units of its median over `others`; with several examples, what
 * differs among them counts less, and each region is compared with the nearest of them.
 */
export function unlikeness(examples: readonly Look[], others: readonly Look[]): Unlikeness {
  const all = examples.map((e) => others.map((o) => differences(e, o)));
  const terms = [0, 1, 2, 3];
  const units = terms.map((t) => {
    const median = medianOf(all.flatMap((row) => row.map((d) => d[t] ?? 0)));
    return Math.max(median, LEAST_UNITS[t] ?? 1);
  });
  const pairs = examples.flatMap((a, i) => examples.slice(i + 1).map((b) => differences(a, b)));
  const weights = terms.map((t) => {
    const varied = pairs.reduce((sum, d) => sum + (d[t] ?? 0), 0) / Math.max(1, pairs.length) / (units[t] ?? 1);
    return VARIED / (VARIED + varied);
  });
  const whole = weights.reduce((a, b) => a + b, 0);
  const total = (d: readonly number[]): number =>
    terms.reduce((sum, t) => sum + ((weights[t] ?? 0) * (d[t] ?? 0)) / (units[t] ?? 1), 0) / whole;
  const rows = all.map((row) => row.map(total));
  return {
    toExamples: others.map((_, i) => Math.min(...rows.map((row) => row[i] ?? Number.POSITIVE_INFINITY))),
    to: (looks) => looks.map((look) => others.map((o) => total(differences(look, o)))),
  };
}

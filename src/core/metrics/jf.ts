/** J&F of video segmentation: region overlap and outline agreement, frame by frame. */
import { type Mask, maskIou } from '../mask/mask.ts';
import { dilate } from '../mask/morphology.ts';
import type { Metric } from './metric.ts';

/** Tolerance of the outline as a part of the picture's diagonal. Source: davis2017-evaluation `metrics.py` (`bound_th`). */
const BOUNDARY_TOLERANCE = 0.008;

/** A frame counts as found from this value on. Source: davis2017-evaluation `utils.py` (`db_statistics`, recall). */
const FOUND = 0.5;

/** Pixels by which an outline may be off in a picture of this size. */
export function boundaryTolerance(size: { readonly width: number; readonly height: number }): number {
  return Math.ceil(BOUNDARY_TOLERANCE * Math.hypot(size.width, size.height));
}

/**
 * Outline one pixel wide: a pixel that differs from its right, lower or lower-right neighbour; the last row and column compare
 * with the one neighbour they have. Source: davis2017-evaluation `metrics.py` (`_seg2bmap`), after Martin's BSDS tools.
 */
function outlineOf({ width, height, data }: Mask): Mask {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const own = data[at] ?? 0;
      const right = x + 1 < width ? (data[at + 1] ?? 0) : own;
      const below = y + 1 < height ? (data[at + width] ?? 0) : own;
      const corner = x + 1 < width && y + 1 < height ? (data[at + width + 1] ?? 0) : own;
      out[at] = (own ^ right) | (own ^ below) | (own ^ corner);
    }
  }
  return { width, height, data: out };
}

function count(mask: Mask): number {
  let n = 0;
  for (const v of mask.data) n += v;
  return n;
}

function common(a: Mask, b: Mask): number {
  let n = 0;
  for (let i = 0; i < a.data.length; i++) n += (a.data[i] ?? 0) & (b.data[i] ?? 0);
  return n;
}

/**
 * Outline F-measure, 0..1: precision and recall of outline pixels that have one of the other outline within a disc of the
 * tolerance. 1 when neither mask has an outline.
 * Source: Perazzi et al. (CVPR 2016), section 4; davis2017-evaluation `metrics.py` (`f_measure`).
 *
 * @param tolerance pixels; left out, 0.8 % of the diagonal, rounded up
 * @throws RangeError when sizes differ
 */
export function boundaryF(prediction: Mask, truth: Mask, tolerance: number = boundaryTolerance(truth)): number {
  if (prediction.width !== truth.width || prediction.height !== truth.height) {
    throw new RangeError('the masks differ in size');
  }
  const mine = outlineOf(prediction);
  const theirs = outlineOf(truth);
  const [ofMine, ofTheirs] = [count(mine), count(theirs)];
  if (ofMine === 0 && ofTheirs === 0) return 1;
  if (ofMine === 0 || ofTheirs === 0) return 0;
  const precision = common(mine, dilate(theirs, tolerance)) / ofMine;
  const recall = common(theirs, dilate(mine, tolerance)) / ofTheirs;
  return precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
}

/** J and F of one frame, 0..1 each. */
export interface FrameScore {
  readonly j: number;
  readonly f: number;
}

/** @throws RangeError when sizes differ */
export function frameScore(prediction: Mask, truth: Mask): FrameScore {
  return { j: maskIou(prediction, truth), f: boundaryF(prediction, truth) };
}

export interface JFResult {
  readonly frames: number;
  /** Means over frames, 0..1; null without frames. */
  readonly j: number | null;
  readonly f: number | null;
  /** Mean of the two. */
  readonly jf: number | null;
  /** Share of frames with J above 0.5. */
  readonly recall: number | null;
}

interface Sums {
  frames: number;
  j: number;
  f: number;
  found: number;
}

/** Mean J, F and J&F over the frames of one object. A sample is one frame's score. */
export class JFMetric implements Metric<FrameScore, JFResult> {
  private readonly sums: Sums = { frames: 0, j: 0, f: 0, found: 0 };

  add({ j, f }: FrameScore): void {
    this.sums.frames++;
    this.sums.j += j;
    this.sums.f += f;
    if (j > FOUND) this.sums.found++;
  }

  merge(other: this): void {
    this.sums.frames += other.sums.frames;
    this.sums.j += other.sums.j;
    this.sums.f += other.sums.f;
    this.sums.found += other.sums.found;
  }

  result(): JFResult {
    const { frames, j, f, found } = this.sums;
    if (frames === 0) return { frames, j: null, f: null, jf: null, recall: null };
    return { frames, j: j / frames, f: f / frames, jf: (j + f) / (2 * frames), recall: found / frames };
  }

  toJSON(): unknown {
    return { ...this.sums };
  }

  /** @param json what {@link JFMetric.toJSON} gave */
  static fromJSON(json: { frames: number; j: number; f: number; found: number }): JFMetric {
    const metric = new JFMetric();
    Object.assign(metric.sums, json);
    return metric;
  }
}

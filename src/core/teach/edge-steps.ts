/** From an edge output to matched boundary pixels, one step at a time, by the benchmark's own functions. */
import { BoundaryMatcher, type BoundaryPixels } from '../boundary/correspond.ts';
import { type EdgeMap, suppressEdges } from '../boundary/edge-nms.ts';
import { labelBoundary } from '../boundary/label-boundary.ts';
import { thin } from '../boundary/thin.ts';
import { boxOfSize } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import { type LogitsPlane, sampleLogits } from '../mask/logits.ts';
import type { Mask } from '../mask/mask.ts';
import { thresholdStrength } from '../metrics/bsds-boundary.ts';

/** BSDS: a pair may be this far apart, as a part of the diagonal. */
export const EDGE_TOLERANCE = 0.0075;

/**
 * Edge probability of every pixel of a picture of the given size: logits brought up bilinearly, logistic function.
 * @param plane the model's edge logits with `box` in picture pixels of `picture`
 */
export function edgeProbability(plane: LogitsPlane, picture: Size, size: Size): EdgeMap {
  const sx = size.width / picture.width;
  const sy = size.height / picture.height;
  const { x0, y0, x1, y1 } = plane.box;
  const scaled = { ...plane, box: { x0: x0 * sx, y0: y0 * sy, x1: x1 * sx, y1: y1 * sy } };
  const data = sampleLogits(scaled, boxOfSize(size));
  for (let i = 0; i < data.length; i++) data[i] = 1 / (1 + Math.exp(-(data[i] ?? 0)));
  return { width: size.width, height: size.height, data };
}

/** Ridges of the probability, the strongest scaled to 1 as the benchmark run does. */
export function edgeRidges(probability: EdgeMap): EdgeMap {
  const ridges = suppressEdges(probability);
  const top = ridges.data.reduce((most, v) => Math.max(most, v), 1e-6);
  return { ...ridges, data: ridges.data.map((v) => v / top) };
}

/**
 * Outlines of a label map as a person would draw them: lines one pixel wide. Slanted boundaries of a label map are stairs two pixels
 * wide, of which thin lines could never match all.
 */
export function truthOutlines(labels: Size & { readonly data: Uint8Array<ArrayBuffer> }): Mask {
  return thin(labelBoundary(labels));
}

/** A label map at another size by nearest pixel centres. */
export function resizeLabels(
  labels: Size & { readonly data: Uint8Array<ArrayBuffer> },
  size: Size,
): Size & { readonly data: Uint8Array<ArrayBuffer> } {
  const { width, height } = size;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * labels.height) / height) * labels.width;
    for (let x = 0; x < width; x++)
      data[y * width + x] = labels.data[row + Math.floor(((x + 0.5) * labels.width) / width)] ?? 0;
  }
  return { width, height, data };
}

/** Classes of {@link EdgeMatch.classes}. */
export const EDGE_CLASS = { none: 0, matched: 1, wrong: 2, missed: 3 } as const;

export interface EdgeMatch {
  readonly threshold: number;
  /** Thinned boundary pixels of the prediction. */
  readonly found: number;
  readonly truth: number;
  /** One-to-one pairs. */
  readonly pairs: number;
  readonly precision: number;
  readonly recall: number;
  readonly f: number;
  /** Per pixel, see {@link EDGE_CLASS}; row-major. */
  readonly classes: Uint8Array<ArrayBuffer>;
}

/** Matches thinned edges at any threshold with one true boundary map. */
export class EdgeJudge {
  private readonly ridges: EdgeMap;
  private readonly truth: Mask;
  private readonly matcher: BoundaryMatcher;
  private readonly prepared: BoundaryPixels;

  constructor(ridges: EdgeMap, truth: Mask, tolerance: number = EDGE_TOLERANCE) {
    this.ridges = ridges;
    this.truth = truth;
    this.matcher = new BoundaryMatcher(ridges, tolerance);
    this.prepared = this.matcher.prepare(truth);
  }

  /** Largest distance of a pair, pixels. */
  get reach(): number {
    return this.matcher.reach;
  }

  /** @param isThin whether the thresholded map is thinned, as the benchmark does */
  at(threshold: number, isThin = true): EdgeMatch {
    const map = thresholdStrength(this.ridges, threshold);
    const lines = isThin ? thin(map) : map;
    const found = this.matcher.prepare(lines);
    const { first, second, count } = this.matcher.match(found, this.prepared);
    const classes = new Uint8Array(map.data.length);
    let t = 0;
    for (let i = 0; i < classes.length; i++) {
      if (this.truth.data[i] && (second[t++] ?? -1) < 0) classes[i] = EDGE_CLASS.missed;
    }
    let p = 0;
    for (let i = 0; i < classes.length; i++) {
      if (lines.data[i]) classes[i] = (first[p++] ?? -1) >= 0 ? EDGE_CLASS.matched : EDGE_CLASS.wrong;
    }
    const precision = first.length > 0 ? count / first.length : 0;
    const recall = second.length > 0 ? count / second.length : 0;
    const f = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
    return { threshold, found: first.length, truth: second.length, pairs: count, precision, recall, f, classes };
  }
}

/** Intersection over union of run-length masks and of COCO boxes, in matrices of detections by truths. */
import { type CocoBox, type Rle, rleBox } from './rle.ts';

/**
 * A run-length mask made ready for many comparisons: its runs of ones as half-open intervals of column-major positions.
 */
export interface Spans {
  readonly width: number;
  readonly height: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly area: number;
  readonly box: CocoBox;
}

/** Prepares a mask for {@link spansIou}. */
export function toSpans(rle: Rle): Spans {
  const n = rle.counts.length >> 1;
  const starts = new Uint32Array(n);
  const ends = new Uint32Array(n);
  let position = 0;
  let area = 0;
  for (let i = 0; i < n; i++) {
    position += rle.counts[2 * i] ?? 0;
    starts[i] = position;
    const ones = rle.counts[2 * i + 1] ?? 0;
    position += ones;
    area += ones;
    ends[i] = position;
  }
  return { width: rle.width, height: rle.height, starts, ends, area, box: rleBox(rle) };
}

/** Index of the first interval that ends after `position`. */
function firstEndingAfter(ends: Uint32Array, position: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? 0) > position) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Number of pixels that both masks have; sizes must agree. Works on the runs in time linear in those that overlap. */
export function spansIntersection(a: Spans, b: Spans): number {
  let common = 0;
  let j = firstEndingAfter(b.ends, a.starts[0] ?? 0);
  let i = firstEndingAfter(a.ends, b.starts[0] ?? 0);
  const na = a.starts.length;
  const nb = b.starts.length;
  while (i < na && j < nb) {
    const aStart = a.starts[i] ?? 0;
    const bStart = b.starts[j] ?? 0;
    const aEnd = a.ends[i] ?? 0;
    const bEnd = b.ends[j] ?? 0;
    const overlap = Math.min(aEnd, bEnd) - Math.max(aStart, bStart);
    if (overlap > 0) common += overlap;
    if (aEnd <= bEnd) i++;
    else j++;
  }
  return common;
}

/**
 * IoU of a detection with a truth, 0..1. With `crowd` the union is the detection's own area.
 * -1 when the sizes differ though the boxes meet (cocoapi `rleIou`); 0 when nothing overlaps, two empty masks included.
 */
export function spansIou(detection: Spans, truth: Spans, crowd: boolean): number {
  if (!boxesMeet(detection.box, truth.box)) return 0;
  if (detection.width !== truth.width || detection.height !== truth.height) return -1;
  const common = spansIntersection(detection, truth);
  if (common === 0) return 0;
  return common / (crowd ? detection.area : detection.area + truth.area - common);
}

function boxesMeet(a: CocoBox, b: CocoBox): boolean {
  return (
    Math.min(a[0] + a[2], b[0] + b[2]) > Math.max(a[0], b[0]) &&
    Math.min(a[1] + a[3], b[1] + b[3]) > Math.max(a[1], b[1])
  );
}

/** IoU of boxes [x, y, width, height]; with `crowd` the union is the detection's own area (cocoapi `bbIou`). */
export function cocoBoxIou(detection: CocoBox, truth: CocoBox, crowd: boolean): number {
  const width = Math.min(detection[2] + detection[0], truth[2] + truth[0]) - Math.max(detection[0], truth[0]);
  if (width <= 0) return 0;
  const height = Math.min(detection[3] + detection[1], truth[3] + truth[1]) - Math.max(detection[1], truth[1]);
  if (height <= 0) return 0;
  const common = width * height;
  const own = detection[2] * detection[3];
  return common / (crowd ? own : own + truth[2] * truth[3] - common);
}

/** From decoder output tensors to candidates, and from an earlier candidate back to a mask prompt. */
import type { Candidate } from '../../contract/segmenter.ts';
import { boxHeight, boxWidth } from '../../core/geometry/box.ts';
import type { Placement } from '../../core/geometry/resize.ts';
import type { Size } from '../../core/geometry/space.ts';
import { contentOfPlane, type LogitsPlane, stabilityScore } from '../../core/mask/logits.ts';

/**
 * Cuts plane `index` out of a [.., K, height, width] output.
 * @param score NaN when the family predicts none
 */
export function candidateOf(
  masks: Float32Array,
  index: number,
  plane: Size,
  placement: Placement,
  score: number,
): Candidate {
  const length = plane.width * plane.height;
  const logits: LogitsPlane = {
    width: plane.width,
    height: plane.height,
    data: masks.slice(index * length, (index + 1) * length),
    content: contentOfPlane(placement, plane),
    box: placement.source,
  };
  return { logits, score, stability: stabilityScore(logits) };
}

/** Pixels of the plane's picture part above 0: how candidates of one click are ranked from part to whole. */
export function planeArea({ data, width, content }: LogitsPlane): number {
  const columns = Math.min(width, Math.ceil(content.width));
  const rows = Math.ceil(content.height);
  let area = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) if ((data[y * width + x] ?? 0) > 0) area++;
  }
  return area;
}

/** Logit that stands for "not the object" where an earlier mask says nothing. */
const OUTSIDE = -10;

/**
 * An earlier mask as the decoder's mask prompt: taken as it is when it lies on the same plane, else sampled bilinearly
 * through picture coordinates (another crop, another model).
 * @returns float32 [height, width] of the wanted plane
 */
export function maskPrompt(previous: LogitsPlane, placement: Placement, plane: Size): Float32Array<ArrayBuffer> {
  const { box } = previous;
  const { source } = placement;
  const same =
    previous.width === plane.width &&
    previous.height === plane.height &&
    box.x0 === source.x0 &&
    box.y0 === source.y0 &&
    box.x1 === source.x1 &&
    box.y1 === source.y1;
  if (same) return previous.data.slice();
  const out = new Float32Array(plane.width * plane.height).fill(OUTSIDE);
  const content = contentOfPlane(placement, plane);
  const scaleX = boxWidth(source) / content.width;
  const scaleY = boxHeight(source) / content.height;
  const toX = previous.content.width / boxWidth(box);
  const toY = previous.content.height / boxHeight(box);
  for (let y = 0; y < Math.min(plane.height, Math.ceil(content.height)); y++) {
    const py = (source.y0 + (y + 0.5) * scaleY - box.y0) * toY - 0.5;
    if (py < -0.5 || py > previous.content.height - 0.5) continue;
    for (let x = 0; x < Math.min(plane.width, Math.ceil(content.width)); x++) {
      const px = (source.x0 + (x + 0.5) * scaleX - box.x0) * toX - 0.5;
      if (px < -0.5 || px > previous.content.width - 0.5) continue;
      out[y * plane.width + x] = bilinear(previous, px, py);
    }
  }
  return out;
}

function bilinear({ data, width, content }: LogitsPlane, x: number, y: number): number {
  const right = Math.max(0, Math.ceil(content.width) - 1);
  const bottom = Math.max(0, Math.ceil(content.height) - 1);
  const cx = Math.min(Math.max(x, 0), right);
  const cy = Math.min(Math.max(y, 0), bottom);
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const x1 = Math.min(x0 + 1, right);
  const y1 = Math.min(y0 + 1, bottom);
  const u = cx - x0;
  const v = cy - y0;
  const top = (data[y0 * width + x0] ?? 0) * (1 - u) + (data[y0 * width + x1] ?? 0) * u;
  const low = (data[y1 * width + x0] ?? 0) * (1 - u) + (data[y1 * width + x1] ?? 0) * u;
  return top * (1 - v) + low * v;
}

/** Averages planes down by a whole factor in both directions; the picture part keeps its place. */
export function poolPlanes(
  masks: Float32Array,
  whole: Size,
  factor: number,
): { readonly data: Float32Array; readonly plane: Size } {
  if (factor === 1) return { data: masks, plane: whole };
  const plane = { width: Math.floor(whole.width / factor), height: Math.floor(whole.height / factor) };
  const count = masks.length / (whole.width * whole.height);
  const data = new Float32Array(count * plane.width * plane.height);
  for (let i = 0; i < data.length; i++) {
    const x = (i % plane.width) * factor;
    const row = Math.floor(i / plane.width);
    const y = (row % plane.height) * factor + Math.floor(row / plane.height) * whole.height;
    let sum = 0;
    for (let dy = 0; dy < factor; dy++) {
      for (let dx = 0; dx < factor; dx++) sum += masks[(y + dy) * whole.width + x + dx] ?? 0;
    }
    data[i] = sum / (factor * factor);
  }
  return { data, plane };
}

/** An encoder's features as unit vectors over the picture, pooled under masks and compared by cosine. */
import type { ImageBox } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import type { LogitsPlane } from '../mask/logits.ts';

/** Vectors of length 1, layout [height * width, channels]: one cell's vector is contiguous. */
export interface FeatureField {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array<ArrayBuffer>;
  /** Cells that lie on the picture, anchored top-left; may be fractional. */
  readonly content: Size;
  /** Part of the picture that `content` covers, picture pixels. */
  readonly box: ImageBox;
}

/** Encoder outputs that carry meaning per place, best first: ours, then those of the public families. */
const FEATURE_TENSORS: readonly string[] = [
  'embedding',
  'image_embeddings',
  'image_embed',
  'image_embeddings.2',
  'image_feats',
];

/** The output to compare places by, or null where a family keeps none. */
export function featureTensor(names: readonly string[]): string | null {
  return FEATURE_TENSORS.find((name) => names.includes(name)) ?? null;
}

/** Turns planes [channels, height, width] into unit vectors; a zero vector stays zero. */
export function fieldFrom(planes: {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
  readonly content: Size;
  readonly box: ImageBox;
}): FeatureField {
  const { channels, width, height, data: from, content, box } = planes;
  const cells = width * height;
  const data = new Float32Array(cells * channels);
  for (let i = 0; i < cells; i++) {
    let square = 0;
    for (let c = 0; c < channels; c++) square += (from[c * cells + i] ?? 0) ** 2;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let c = 0; c < channels; c++) data[i * channels + c] = (from[c * cells + i] ?? 0) * scale;
  }
  return { channels, width, height, data, content, box };
}

/**
 * The cells whose centre a mask covers, 0 or 1, layout [height, width]. A mask that misses every centre keeps the one cell
 * where its logit is greatest, as long as it covers anything.
 *
 * @param mask logits over the same encoded part of the picture, at any resolution
 */
export function cellsUnder(field: FeatureField, mask: LogitsPlane, threshold = 0): Uint8Array<ArrayBuffer> {
  const cells = new Uint8Array(field.width * field.height);
  const scaleX = mask.content.width / field.content.width;
  const scaleY = mask.content.height / field.content.height;
  const columns = Math.floor(field.content.width);
  const rows = Math.floor(field.content.height);
  let any = false;
  for (let y = 0; y < rows; y++) {
    const row = Math.min(mask.height - 1, Math.floor((y + 0.5) * scaleY)) * mask.width;
    for (let x = 0; x < columns; x++) {
      const at = row + Math.min(mask.width - 1, Math.floor((x + 0.5) * scaleX));
      if ((mask.data[at] ?? 0) > threshold) {
        cells[y * field.width + x] = 1;
        any = true;
      }
    }
  }
  if (!any) {
    let best = 0;
    for (let i = 1; i < mask.data.length; i++) if ((mask.data[i] ?? 0) > (mask.data[best] ?? 0)) best = i;
    if ((mask.data[best] ?? 0) > threshold) {
      const x = Math.min(columns - 1, Math.floor((best % mask.width) / scaleX));
      const y = Math.min(rows - 1, Math.floor(Math.floor(best / mask.width) / scaleY));
      cells[y * field.width + x] = 1;
    }
  }
  return cells;
}

/** Masked average pooling: the mean of the unit vectors under the cells, made unit length; null without a cell. */
export function pool(field: FeatureField, cells: Uint8Array): Float32Array<ArrayBuffer> | null {
  const { channels, data } = field;
  const sum = new Float32Array(channels);
  let count = 0;
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] !== 1) continue;
    for (let c = 0; c < channels; c++) sum[c] = (sum[c] ?? 0) + (data[i * channels + c] ?? 0);
    count++;
  }
  return count > 0 ? unitVector(sum) : null;
}

/** The vector scaled to length 1; a zero vector stays zero. */
export function unitVector(vector: Float32Array): Float32Array<ArrayBuffer> {
  const length = Math.sqrt(dotProduct(vector, vector)) || 1;
  return Float32Array.from(vector, (v) => v / length);
}

/** Dot product; for vectors of length 1 the cosine similarity, -1..1. */
export function dotProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

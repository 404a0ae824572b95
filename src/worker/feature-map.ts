/** An encoder output as unit vectors over the picture: what find-similar and the similarity view compare. */
import { SegError } from '../contract/errors.ts';
import type { Size } from '../core/geometry/space.ts';
import type { LogitsPlane } from '../core/mask/logits.ts';
import type { Encoded } from '../runtime/families/family.ts';
import { readFloats } from '../runtime/tensors.ts';

/** Vectors of length 1, layout [height * width, channels], so that one place's vector is contiguous. */
export interface FeatureMap {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** Names of the outputs that carry meaning per place, best first. */
const MEANINGFUL = ['embedding', 'image_embeddings', 'image_embed', 'image_embeddings.2', 'image_feats'];

/** @throws SegError `internal` when the family keeps no map of features */
export async function featureMap(encoded: Encoded): Promise<FeatureMap> {
  const name = MEANINGFUL.find((n) => encoded.tensors[n]);
  const tensor = name === undefined ? undefined : encoded.tensors[name];
  const [batch, channels, height, width] = tensor?.dims ?? [];
  if (!tensor || batch !== 1 || !channels || !height || !width) {
    throw new SegError('internal', 'this model keeps no feature map to compare places by');
  }
  const from = await readFloats(tensor);
  const places = width * height;
  const data = new Float32Array(places * channels);
  for (let i = 0; i < places; i++) {
    let square = 0;
    for (let c = 0; c < channels; c++) square += (from[c * places + i] ?? 0) ** 2;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let c = 0; c < channels; c++) data[i * channels + c] = (from[c * places + i] ?? 0) * scale;
  }
  return { channels, width, height, data };
}

/** Mean vector under a mask, length 1; a logits plane of any size over the same placement. Undefined when the mask is empty. */
export function maskedMean(map: FeatureMap, mask: LogitsPlane): Float32Array | undefined {
  const sum = new Float32Array(map.channels);
  let count = 0;
  const scaleX = mask.width / map.width;
  const scaleY = mask.height / map.height;
  for (let y = 0; y < map.height; y++) {
    const row = Math.floor((y + 0.5) * scaleY) * mask.width;
    for (let x = 0; x < map.width; x++) {
      if (!((mask.data[row + Math.floor((x + 0.5) * scaleX)] ?? 0) > 0)) continue;
      const at = (y * map.width + x) * map.channels;
      for (let c = 0; c < map.channels; c++) sum[c] = (sum[c] ?? 0) + (map.data[at + c] ?? 0);
      count++;
    }
  }
  return count > 0 ? unit(sum) : undefined;
}

/** The vector at a place of the map, clamped into it. */
export function vectorAt(map: FeatureMap, x: number, y: number): Float32Array {
  const cx = Math.min(Math.max(Math.floor(x), 0), map.width - 1);
  const cy = Math.min(Math.max(Math.floor(y), 0), map.height - 1);
  const at = (cy * map.width + cx) * map.channels;
  return map.data.slice(at, at + map.channels);
}

/** Cosine similarity of every place with a vector of length 1, -1..1, layout [height, width]. */
export function cosineMap(map: FeatureMap, vector: Float32Array): Float32Array<ArrayBuffer> {
  const out = new Float32Array(map.width * map.height);
  for (let i = 0; i < out.length; i++)
    out[i] = dot(map.data.subarray(i * map.channels, (i + 1) * map.channels), vector);
  return out;
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((v) => v / length);
}

/** A local maximum of a map. */
export interface Peak {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

/** Places that are the greatest within `radius` and at least `least`, greatest first; only inside the picture part of the map. */
export function peaks(
  values: Float32Array,
  width: number,
  content: Size,
  radius: number,
  least: number,
): readonly Peak[] {
  const columns = Math.floor(content.width);
  const rows = Math.floor(content.height);
  const found: Peak[] = [];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const value = values[y * width + x] ?? 0;
      if (value < least) continue;
      let top = true;
      for (let dy = -radius; dy <= radius && top; dy++) {
        for (let dx = -radius; dx <= radius && top; dx++) {
          const nx = x + dx;
          const ny = y + dy;
          if (nx < 0 || ny < 0 || nx >= columns || ny >= rows || (dx === 0 && dy === 0)) continue;
          const other = values[ny * width + nx] ?? 0;
          // Of equal neighbours the first in reading order counts.
          top = other < value || (other === value && (dy > 0 || (dy === 0 && dx > 0)));
        }
      }
      if (top) found.push({ x, y, value });
    }
  }
  return found.toSorted((a, b) => b.value - a.value);
}

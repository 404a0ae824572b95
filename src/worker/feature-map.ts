/** An encoder output as unit vectors over the picture: what find-similar and the similarity view compare. */
import { SegError } from '../contract/errors.ts';
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

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

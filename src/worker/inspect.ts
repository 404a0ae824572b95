/** Reads an embedding's tensors for teaching views. */
import type { InspectQuery, TensorView } from '../contract/segmenter.ts';
import { toModel } from '../core/geometry/resize.ts';
import { imagePoint, type Size } from '../core/geometry/space.ts';
import { contentOfPlane } from '../core/mask/logits.ts';
import { tensorView } from '../runtime/tensor-view.ts';
import type { StoredEmbedding } from './embeddings.ts';
import { cosineMap, featureMap, vectorAt } from './feature-map.ts';

/** @throws SegError `internal` for a name that is not there or a tensor that is no stack of planes */
export async function inspect(entry: StoredEmbedding, query: InspectQuery): Promise<readonly TensorView[]> {
  switch (query.kind) {
    case 'tensor':
      return [await tensorView(entry.encoded, query.name)];
    case 'input':
      return [inputView(entry)];
    case 'similarity':
      return [await similarityView(entry, query.x, query.y)];
  }
}

function view(
  entry: StoredEmbedding,
  name: string,
  channels: number,
  size: Size,
  data: Float32Array<ArrayBuffer>,
): TensorView {
  const { placement } = entry.encoded;
  return { name, channels, ...size, data, content: contentOfPlane(placement, size), box: placement.source };
}

/** The picture as the encoder saw it, RGB in 0..1, without padding. */
function inputView({ encoded, pixels }: StoredEmbedding): TensorView {
  const { width, height } = pixels;
  const plane = width * height;
  const data = new Float32Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) data[c * plane + i] = (pixels.data[i * 4 + c] ?? 0) / 255;
  }
  return { name: 'input', channels: 3, width, height, data, content: { width, height }, box: encoded.placement.source };
}

/** Cosine similarity of every place with the one at picture point (x, y), -1..1. */
async function similarityView(entry: StoredEmbedding, x: number, y: number): Promise<TensorView> {
  const { placement } = entry.encoded;
  const map = await featureMap(entry.encoded);
  const at = toModel(placement, imagePoint(x, y));
  const vector = vectorAt(
    map,
    (at.x * map.width) / placement.canvas.width,
    (at.y * map.height) / placement.canvas.height,
  );
  return view(entry, 'similarity', 1, { width: map.width, height: map.height }, cosineMap(map, vector));
}

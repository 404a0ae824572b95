/** Reads what an encoder left behind, for views. */
import type { TensorName, TensorView } from '../../contract/segmenter.ts';
import type { Encoded } from '../flows/encode.ts';

/** Outputs that hold one vector of meaning a place, best first; the families' own names. */
const MEANINGFUL = ['embedding', 'image_embeddings', 'image_embed', 'image_embeddings.2', 'image_feats'];

/** Fewer channels are a picture or a map, not an embedding. */
const LEAST_CHANNELS = 8;

/** The name of the tensor to look at: a known one, else the stack of planes with the most channels; null when there is none. */
export function embeddingName(names: readonly TensorName[]): string | null {
  const stacks = names.filter(({ dims }) => dims.length === 4 && dims[0] === 1 && (dims[1] ?? 0) >= LEAST_CHANNELS);
  for (const name of MEANINGFUL) if (stacks.some((s) => s.name === name)) return name;
  return stacks.toSorted((a, b) => (b.dims[1] ?? 0) - (a.dims[1] ?? 0))[0]?.name ?? null;
}

/**
 * The embedding of the picture, straight from the worker.
 * @returns null for a model that keeps none
 * @throws SegError when the engine fails
 */
export async function readEmbedding({
  engine,
  embedding,
}: Pick<Encoded, 'engine' | 'embedding'>): Promise<TensorView | null> {
  const name = embeddingName(await engine.tensorNames(embedding));
  if (name === null) return null;
  const [view] = await engine.inspect(embedding, { kind: 'tensor', name });
  return view ?? null;
}

/** Whole cells of a view that show the picture; a cell that is picture in part counts. */
export function contentCells(view: TensorView): { readonly width: number; readonly height: number } {
  // A hair of tolerance: 85.000001 columns are 85.
  const whole = (cells: number, most: number): number => Math.min(most, Math.ceil(cells - 1e-3));
  return { width: whole(view.content.width, view.width), height: whole(view.content.height, view.height) };
}

/** Reads what an encoder left behind, for views. */
import type { ImagePredictor } from '../../contract/predictor.ts';
import type { TensorName, TensorView } from '../../contract/segmenter.ts';
import { boxHeight, boxWidth } from '../../core/geometry/box.ts';
import type { ImagePoint } from '../../core/geometry/space.ts';
import { type Direction, directionAt } from '../../core/teach/similarity.ts';

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
export async function readEmbedding(predictor: ImagePredictor): Promise<TensorView | null> {
  const name = embeddingName(await predictor.tensorNames());
  return name === null ? null : predictor.tensor(name);
}

/** Whole cells of a view that show the picture; a cell that is picture in part counts. */
export function contentCells(view: TensorView): { readonly width: number; readonly height: number } {
  // A hair of tolerance: 85.000001 columns are 85.
  const whole = (cells: number, most: number): number => Math.min(most, Math.ceil(cells - 1e-3));
  return { width: whole(view.content.width, view.width), height: whole(view.content.height, view.height) };
}

/** The embedding's direction at a place of the picture. */
export function directionOf(view: TensorView, at: ImagePoint): Direction {
  const { box, content } = view;
  return directionAt(
    view,
    ((at.x - box.x0) / boxWidth(box)) * content.width,
    ((at.y - box.y0) / boxHeight(box)) * content.height,
  );
}

/** A map in a few figures, for the sentence beside it. */
export interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** Share of the places above 0.7. */
  readonly above: number;
}

const ALIKE = 0.7;

/** Figures of the cells of a map [height, width] that show the picture. */
export function spreadOf(values: Float32Array, view: TensorView): Spread {
  const part = contentCells(view);
  const inside = new Float32Array(part.width * part.height);
  for (let y = 0; y < part.height; y++) {
    inside.set(values.subarray(y * view.width, y * view.width + part.width), y * part.width);
  }
  inside.sort();
  const first = inside.findIndex((value) => value > ALIKE);
  return {
    low: inside[0] ?? 0,
    median: inside[inside.length >> 1] ?? 0,
    high: inside.at(-1) ?? 0,
    above: first < 0 ? 0 : 1 - first / inside.length,
  };
}

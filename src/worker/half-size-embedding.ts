/** A second, half-size embedding of the same pixels: a quarter of the decoding work, good enough to see where something is. */
import type { ImagePoint } from '../core/geometry/space.ts';
import { resizePixels } from '../core/image/resample.ts';
import type { Decoded, FamilyModel } from '../runtime/families/family.ts';
import type { StoredEmbedding } from './embeddings.ts';

export interface HalfSizeEmbedding {
  /** One include point each; candidates on planes of half the size. */
  decode(points: readonly ImagePoint[]): Promise<readonly Decoded[]>;
  /** Frees the embedding. */
  close(): void;
}

/**
 * Encodes the stored pixels at half the side.
 * @returns undefined where the model does not run at that side
 */
export async function openHalfSizeEmbedding(
  model: FamilyModel,
  { encoded, pixels }: StoredEmbedding,
): Promise<HalfSizeEmbedding | undefined> {
  const { source, canvas } = encoded.placement;
  const placement = model.placeAt?.(source, Math.max(canvas.width, canvas.height) / 2);
  if (!placement) return undefined;
  const whole = { x0: 0, y0: 0, x1: pixels.width, y1: pixels.height };
  const small = await model.encode(resizePixels(pixels, whole, placement.content), placement);
  return {
    decode: (points) => model.decodeBatch(small, points),
    close: () => model.dispose(small),
  };
}

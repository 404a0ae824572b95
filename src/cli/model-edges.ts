/** Boundary maps from a model's own `edges` output. */
import type { EdgeMap } from '../core/boundary/edge-nms.ts';
import { edgeStrength } from '../core/boundary/edge-strength.ts';
import type { FamilyModel } from '../runtime/families/family.ts';
import type { Pixels } from '../runtime/pixels.ts';
import { nodePredictor, outputOf } from './image-predictor.ts';

/**
 * Boundary strength at the photo's size.
 * @throws InputError when the model has no edge output
 */
export async function modelEdges(model: FamilyModel, photo: Pixels): Promise<EdgeMap> {
  const predictor = await nodePredictor(model, photo);
  try {
    return edgeStrength(await outputOf(predictor, 'edges'), photo);
  } finally {
    predictor.close();
  }
}

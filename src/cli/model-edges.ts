/** Boundary maps from a model's own `edges` output. */
import type { EdgeMap } from '../core/boundary/edge-nms.ts';
import { edgeStrength } from '../core/boundary/edge-strength.ts';
import { boxOfSize } from '../core/geometry/box.ts';
import { contentOfPlane } from '../core/mask/logits.ts';
import type { FamilyModel } from '../runtime/families/family.ts';
import type { Pixels } from '../runtime/pixels.ts';
import { InputError } from './command.ts';
import { encodeWhole } from './load-model.ts';

/**
 * Boundary strength at the photo's size.
 * @throws InputError when the model has no edge output
 */
export async function modelEdges(model: FamilyModel, photo: Pixels): Promise<EdgeMap> {
  const encoded = await encodeWhole(model, photo);
  try {
    const tensor = encoded.tensors.edges;
    if (!tensor) throw new InputError('the model has no edges output');
    const [, , height = 0, width = 0] = tensor.dims;
    const values = await tensor.getData();
    if (!(values instanceof Float32Array)) throw new InputError('the edges output is not float32');
    const content = contentOfPlane(encoded.placement, { width, height });
    return edgeStrength({ width, height, data: new Float32Array(values), content, box: boxOfSize(photo) }, photo);
  } finally {
    model.dispose(encoded);
  }
}

/** Boundary maps from a model's own `edges` output. */
import { type EdgeMap, suppressEdges } from '../core/boundary/edge-nms.ts';
import { boxOfSize } from '../core/geometry/box.ts';
import { contentOfPlane, sampleLogits } from '../core/mask/logits.ts';
import type { FamilyModel } from '../runtime/families/family.ts';
import type { Pixels } from '../runtime/pixels.ts';
import { InputError } from './command.ts';
import { encodeWhole } from './load-model.ts';

/**
 * Boundary probability at the photo's size: logits brought up bilinearly, logistic function, suppression across the edge, strongest
 * ridge scaled to 1.
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
    const box = boxOfSize(photo);
    const content = contentOfPlane(encoded.placement, { width, height });
    const data = sampleLogits({ width, height, data: new Float32Array(values), content, box }, box);
    for (let i = 0; i < data.length; i++) data[i] = 1 / (1 + Math.exp(-(data[i] ?? 0)));
    const thin = suppressEdges({ width: photo.width, height: photo.height, data });
    const top = thin.data.reduce((most, v) => Math.max(most, v), 1e-6);
    return { ...thin, data: thin.data.map((v) => v / top) };
  } finally {
    model.dispose(encoded);
  }
}

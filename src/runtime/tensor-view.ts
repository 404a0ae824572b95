/** An encoder's output as planes over the picture. */
import { SegError } from '../contract/errors.ts';
import type { TensorName, TensorView } from '../contract/segmenter.ts';
import { contentOfPlane } from '../core/mask/logits.ts';
import type { Encoded } from './families/family.ts';
import { readFloats } from './tensors.ts';

/** Names and dims of everything that the encoder gave. */
export function tensorNames({ tensors }: Pick<Encoded, 'tensors'>): readonly TensorName[] {
  return Object.entries(tensors).map(([name, tensor]) => ({ name, dims: [...tensor.dims] }));
}

/**
 * A copy of the output of this name.
 * @throws SegError `internal` for a name that is not there
 */
export async function tensorView({ tensors, placement }: Encoded, name: string): Promise<TensorView> {
  const tensor = tensors[name];
  if (!tensor) throw new SegError('internal', `the embedding holds no "${name}"`);
  const size = { width: tensor.dims.at(-1) ?? 1, height: tensor.dims.at(-2) ?? 1 };
  const data = (await readFloats(tensor)).slice();
  const channels = data.length / (size.width * size.height);
  return { name, channels, ...size, data, content: contentOfPlane(placement, size), box: placement.source };
}

/** Prompts as the tensors that a decoder asks for. */
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { OrtTensor } from '../ort.ts';
import type { Session } from '../session.ts';
import type { TensorLedger } from '../tensors.ts';
import type { PromptableContract } from './contract.ts';
import type { Encoded } from './family.ts';
import { maskPrompt } from './planes.ts';
import type { PointList } from './points.ts';

/**
 * All lists have the same number of points. The caller releases the tensors.
 * Shapes: coords [B,N,2] or [1,B,N,2], labels without the 2, boxes [1,0|1,4], mask [B,1,h,w], flag [B].
 */
export function promptTensors(
  contract: PromptableContract,
  decoder: Session,
  tensors: TensorLedger,
  encoded: Encoded,
  lists: readonly PointList[],
  previous: LogitsPlane | undefined,
): Readonly<Record<string, OrtTensor>> {
  const { points, mask, constants } = contract;
  const batch = lists.length;
  const count = lists[0]?.labels.length ?? 0;
  const lead = points.rank === 4 ? [1, batch, count] : [batch, count];
  const own: Record<string, OrtTensor> = {};
  /** Adds an input if the graph has it, in the type it declares. */
  const add = (name: string, values: readonly number[], dims: readonly number[]): void => {
    const port = decoder.input(name);
    if (port) own[name] = tensors.numbers(port.type, values, dims);
  };
  const flatten = (part: (list: PointList) => readonly number[]): number[] => lists.flatMap((list) => [...part(list)]);
  add(
    points.coords,
    flatten((list) => list.coords),
    [...lead, 2],
  );
  add(
    points.labels,
    flatten((list) => list.labels),
    lead,
  );
  if (points.boxes) {
    const boxes = flatten((list) => list.box ?? []);
    add(points.boxes, boxes, [1, boxes.length / 4, 4]);
  }
  if (mask && decoder.input(mask.input)) {
    const plane = mask.plane(encoded, decoder);
    const data = previous
      ? maskPrompt(previous, encoded.placement, plane)
      : new Float32Array(batch * plane.width * plane.height);
    if (previous && mask.values === 'probabilities')
      data.forEach((v, i) => {
        data[i] = 1 / (1 + Math.exp(-v));
      });
    own[mask.input] = tensors.make({ type: 'float32', data }, [batch, 1, plane.height, plane.width]);
    if (mask.flag)
      add(
        mask.flag,
        lists.map(() => (previous ? 1 : 0)),
        [batch],
      );
  }
  for (const [name, values] of Object.entries(constants)) add(name, values, [values.length]);
  for (const name of contract.shapesOnly ?? []) {
    const dims = decoder.input(name)?.shape.map((d) => (typeof d === 'number' ? d : 1));
    if (dims)
      own[name] = tensors.make({ type: 'float32', data: new Float32Array(dims.reduce((a, b) => a * b, 1)) }, dims);
  }
  return own;
}

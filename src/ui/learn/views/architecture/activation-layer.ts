/** A block's activation on the stage: one channel as a heat map. */
import type { BlockRun } from '../../../../contract/dissect.ts';
import type { MaskLayer } from '../../../canvas/stage-types.ts';

/** Smallest and largest value over the picture part of one channel. */
export function channelRange(
  activation: NonNullable<BlockRun['activation']>,
  index: number,
): readonly [number, number] {
  const { width, height, content, data } = activation;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let y = 0; y < Math.min(height, Math.ceil(content.height)); y++) {
    for (let x = 0; x < Math.min(width, Math.ceil(content.width)); x++) {
      const v = data[(index * height + y) * width + x] ?? 0;
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
  }
  return low < high ? [low, high] : [low, low + 1];
}

/** Nothing for a vector: it has no place on the picture. */
export function activationLayers(run: BlockRun | undefined, index: number): readonly MaskLayer[] {
  const activation = run?.activation;
  if (!activation || activation.height === 1) return [];
  const { width, height, content, box, data } = activation;
  return [
    {
      id: 'activation',
      kind: 'plane',
      width,
      height,
      channels: 1,
      data: data.slice(index * width * height, (index + 1) * width * height),
      content,
      box,
      range: channelRange(activation, index),
      ramp: 'viridis',
      opacity: 0.85,
      smooth: false,
    },
  ];
}

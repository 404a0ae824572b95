/** What a model holds of a picture, as layers for the stage; the same for lessons, Segment and Compare. */
import type { TensorView } from '../../contract/segmenter.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { MaskLayer } from './stage-types.ts';

/** How far the scale of logits reaches at least and at most: beyond 8 they differ in nothing that matters, the sigmoid of 8 is 0.9997. */
const REACH = [3, 8] as const;

/** How far a scale of colours must reach on both sides of 0 for these logits. */
export function reachOf({ data }: LogitsPlane): number {
  const most = data.reduce((far, value) => Math.max(far, Math.abs(value)), 0);
  return Math.min(REACH[1], Math.max(REACH[0], Math.ceil(most)));
}

/** @param rgb the leading directions as colours, [3, height, width], 0..1 */
export function embeddingLayer(
  { width, height, content, box }: TensorView,
  rgb: Float32Array<ArrayBuffer>,
  opacity: number,
  smooth: boolean,
): MaskLayer {
  return {
    id: 'embedding',
    kind: 'plane',
    width,
    height,
    channels: 3,
    data: rgb,
    content,
    box,
    range: [0, 1],
    ramp: 'rgb',
    opacity,
    smooth,
  };
}

/** @param cosines of every cell to one direction, -1..1, [height, width] */
export function likenessLayer(
  { width, height, content, box }: TensorView,
  cosines: Float32Array<ArrayBuffer>,
): MaskLayer {
  return {
    id: 'similarity',
    kind: 'plane',
    width,
    height,
    channels: 1,
    data: cosines,
    content,
    box,
    range: [-1, 1],
    ramp: 'viridis',
    opacity: 0.75,
    smooth: false,
  };
}

/** @param offset what lies within threshold +- offset is tinted as undecided */
export function logitsLayer(plane: LogitsPlane, threshold: number, offset: number, reach: number): MaskLayer {
  const { width, height, data, content, box } = plane;
  return {
    id: 'logits',
    kind: 'plane',
    width,
    height,
    channels: 1,
    data,
    content,
    box,
    range: [-reach, reach],
    ramp: 'diverging',
    opacity: 0.8,
    smooth: true,
    level: threshold,
    band: offset,
  };
}

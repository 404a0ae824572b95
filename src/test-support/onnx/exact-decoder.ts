/** Decoders whose masks can be computed on paper: distance to exclude points minus distance to include points, boxes honoured. */
import type { Dims, Element } from './writer.ts';
import { GraphWriter } from './writer.ts';

/** Points are this far from "no point at all". */
const FAR = 100_000;

export interface ExactDecoder {
  readonly embeddings: readonly (readonly [name: string, dims: Dims])[];
  readonly coords: string;
  readonly labels: string;
  readonly labelType: Element;
  readonly rank: 3 | 4;
  readonly boxes?: string;
  readonly mask?: { readonly input: string; readonly flag?: string; readonly side: number };
  readonly sizes?: readonly (readonly [name: string, type: Element, dims: Dims])[];
  /** Side of the space that points are in. */
  readonly space: number;
  /** Side of the mask plane. */
  readonly plane: number;
  /** Radius of the disk around include points where nothing is excluded, in point space. */
  readonly radius: number;
  /** Added to the distance of every mask: its size, and so the number of masks and their order. */
  readonly offsets: readonly number[];
  readonly scores: readonly number[];
  /** What the graph adds to every point (SAM: 0.5). */
  readonly shift: number;
  /** Output names in the graph's own order, with the rank of the mask tensor. */
  readonly outputs: readonly ('masks' | 'scores')[];
  readonly names: { readonly masks: string; readonly scores?: string };
  readonly maskRank: 4 | 5;
  /** Adds nodes that only cost time. @returns the name of one number next to nothing, added to every logit */
  readonly work?: (g: GraphWriter) => string;
}

/**
 * mask = min(nearest exclude or `radius`) - nearest include + offset, cut by the signed distance to the box's sides; with a mask
 * prompt the greater of the two. Scores gain 0.01 for every point token, so that a test sees how many were given.
 */
export function exactDecoder(d: ExactDecoder): Uint8Array<ArrayBuffer> {
  const g = new GraphWriter();
  for (const [name, dims] of d.embeddings) g.input(name, 'float32', dims);
  const lead: Dims = d.rank === 4 ? [1, 'batch', 'num_points'] : ['batch', 'num_points'];
  g.input(d.coords, 'float32', [...lead, 2]);
  g.input(d.labels, d.labelType, lead);
  if (d.boxes) g.input(d.boxes, 'float32', [1, 'boxes', 4]);
  if (d.mask) {
    g.input(d.mask.input, 'float32', ['batch', 1, d.mask.side, d.mask.side]);
    if (d.mask.flag) g.input(d.mask.flag, 'float32', ['batch']);
  }
  for (const [name, type, dims] of d.sizes ?? []) g.input(name, type, dims);

  // Points as [B, N, 1, 1] in x and y, labels likewise; a far-away dummy keeps reductions over no points defined.
  const batch = d.rank === 4 ? 1 : 0;
  const flat = d.rank === 4 ? g.node('Squeeze', [d.coords, g.ints([0])]) : d.coords;
  const codes = g.node('Cast', [d.rank === 4 ? g.node('Squeeze', [d.labels, g.ints([0])]) : d.labels], { to: 1 });
  // One more point that is no point at all, so that nothing is reduced over nothing.
  const padded = g.node('Pad', [flat, g.ints([0, 0, 0, 0, 1, 0]), g.floats([FAR], [])]);
  const known = g.node('Pad', [codes, g.ints([0, 0, 0, 1]), g.floats([-1], [])]);
  const shifted = g.node('Add', [padded, g.floats([d.shift], [1])]);
  const axis = (i: number): string => {
    const one = g.node('Gather', [shifted, g.ints([i])], { axis: 2 });
    return g.node('Unsqueeze', [one, g.ints([3])]);
  };
  const labels = g.node('Unsqueeze', [known, g.ints([2, 3])]);
  const step = d.space / d.plane;
  const centres = Array.from({ length: d.plane }, (_, i) => (i + 0.5) * step);
  const gx = g.floats(centres, [1, 1, 1, d.plane]);
  const gy = g.floats(centres, [1, 1, d.plane, 1]);
  const dx = g.node('Sub', [gx, axis(0)]);
  const dy = g.node('Sub', [gy, axis(1)]);
  const distance = g.node('Sqrt', [g.node('Add', [g.node('Mul', [dx, dx]), g.node('Mul', [dy, dy])])]);

  const is = (code: number): string => {
    const off = g.node('Abs', [g.node('Sub', [labels, g.floats([code], [1])])]);
    return g.node('Cast', [g.node('Less', [off, g.floats([0.5], [1])])], { to: 1 });
  };
  /** Of the points with a label the nearest; FAR where there is none. */
  const nearest = (code: number): string => {
    const away = g.node('Mul', [g.node('Sub', [g.floats([1], [1]), is(code)]), g.floats([FAR], [1])]);
    const all = g.node('Add', [distance, away]);
    const none = g.node('Add', [g.node('Mul', [all, g.floats([0], [1])]), g.floats([FAR], [1])]);
    const some = g.node('ReduceMin', [g.node('Min', [all, none])], { axes: [1], keepdims: 1 });
    return some;
  };
  const include = nearest(1);
  const exclude = g.node('Min', [nearest(0), g.floats([d.radius], [1])]);
  const clicked = g.node('Cast', [g.node('Less', [include, g.floats([FAR / 2], [1])])], { to: 1 });
  const points = g.node('Sub', [exclude, include]);
  // Without an include point only the box speaks.
  const spoken = g.node('Add', [
    g.node('Mul', [points, clicked]),
    g.node('Mul', [g.node('Sub', [g.floats([1], [1]), clicked]), g.floats([FAR], [1])]),
  ]);

  /** Signed distance to the inner side of two corners; FAR where there is no box. */
  const corners = (code: number, values: string, sign: number, grid: string): string => {
    const side = g.node('Mul', [g.node('Sub', [grid, values]), g.floats([sign], [1])]);
    const away = g.node('Mul', [g.node('Sub', [g.floats([1], [1]), is(code)]), g.floats([FAR], [1])]);
    return g.node('ReduceMin', [g.node('Add', [side, away])], { axes: [1], keepdims: 1 });
  };
  const sides = [
    corners(2, axis(0), 1, gx),
    corners(2, axis(1), 1, gy),
    corners(3, axis(0), -1, gx),
    corners(3, axis(1), -1, gy),
  ];
  let mask = g.node('Min', [spoken, ...sides]);
  if (d.boxes) mask = g.node('Min', [mask, boxTensor(g, d.boxes, gx, gy)]);
  if (d.mask) {
    const flag = d.mask.flag ? g.node('Unsqueeze', [d.mask.flag, g.ints([1, 2, 3])]) : g.floats([1], [1]);
    const said = g.node('Mul', [d.mask.input, flag]);
    const silent = g.node('Mul', [g.node('Sub', [g.floats([1], [1]), flag]), g.floats([-FAR], [1])]);
    if (d.mask.flag) mask = g.node('Max', [mask, g.node('Add', [said, silent])]);
    else mask = g.node('Add', [mask, g.node('Mul', [d.mask.input, g.floats([64], [1])])]);
  }
  const offsets = g.floats(d.offsets, [1, d.offsets.length, 1, 1]);
  const exact = g.node('Add', [mask, offsets]);
  const masks4 = d.work ? g.node('Add', [exact, d.work(g)]) : exact;
  const tokens = g.node('Cast', [g.node('Gather', [g.node('Shape', [codes]), g.ints([1])])], { to: 1 });
  const counted = g.node('Mul', [tokens, g.floats([0.01], [1])]);
  const batchOnes = g.node('ReduceMin', [g.node('Mul', [known, g.floats([0], [1])])], { axes: [1], keepdims: 1 });
  const scores2 = g.node('Add', [g.node('Add', [g.floats(d.scores, [1, d.scores.length]), counted]), batchOnes]);
  const up = (value: string): string => (d.maskRank === 5 ? g.node('Unsqueeze', [value, g.ints([0])]) : value);
  const count = d.offsets.length;
  for (const kind of d.outputs) {
    if (kind === 'masks') {
      const dims: Dims = [...(batch ? [1] : []), 'batch', count, d.plane, d.plane];
      g.output(d.names.masks, up(masks4), 'float32', d.maskRank === 5 && !batch ? undefined : dims);
    } else if (d.names.scores) {
      g.output(d.names.scores, up(scores2), 'float32', batch ? [1, 'batch', count] : ['batch', count]);
    }
  }
  return g.model();
}

/** Signed distance into the box [1, boxes, 4]; FAR where the tensor holds no box. */
function boxTensor(g: GraphWriter, name: string, gx: string, gy: string): string {
  const padded = g.node('Concat', [name, g.floats([-FAR, -FAR, FAR, FAR], [1, 1, 4])], { axis: 1 });
  const side = (i: number, sign: number, grid: string): string => {
    const value = g.node('Unsqueeze', [g.node('Gather', [padded, g.ints([i])], { axis: 2 }), g.ints([3])]);
    const inner = g.node('Mul', [g.node('Sub', [grid, value]), g.floats([sign], [1])]);
    return g.node('ReduceMin', [inner], { axes: [1], keepdims: 1 });
  };
  return g.node('Min', [side(0, 1, gx), side(1, 1, gy), side(2, -1, gx), side(3, -1, gy)]);
}

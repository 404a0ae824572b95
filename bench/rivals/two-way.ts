/**
 * The work of the mask decoder of SAM (Kirillov et al. 2023, the same for every encoder size): two two-way transformer blocks, a last
 * attention, two transposed convolutions and the masks' products, 1.7 GMAC, with random weights.
 */
import { seededRandom } from '../../src/core/metrics/seeded-random.ts';
import type { GraphWriter } from '../../src/test-support/onnx/writer.ts';

const WIDTH = 256;
const INNER = 128;
const HEADS = 8;
const MLP = 2048;
const SIDE = 64;
const CELLS = SIDE * SIDE;
/** One for the expected IoU, four for masks, two for a click and its padding. */
const TOKENS = 7;
const MASKS = 4;

/**
 * Adds the decoder's nodes, fed by the picture's embedding and its position encoding ([1, 256, 64, 64] both).
 * @returns the name of one number that depends on all of it and is next to nothing: added to a result it keeps the work in the graph
 */
export function twoWayWork(g: GraphWriter, embedding: string, positions: string): string {
  const random = seededRandom(11);
  const weights = (from: number, to: number, ...kernel: number[]): string => {
    const count = kernel.reduce((a, b) => a * b, from * to);
    const scale = 1 / Math.sqrt(from);
    return g.floats(
      Array.from({ length: count }, () => (random() * 2 - 1) * scale),
      [from, to, ...kernel],
    );
  };
  const linear = (x: string, from: number, to: number): string => g.node('MatMul', [x, weights(from, to)]);
  const add = (a: string, b: string): string => g.node('Add', [a, b]);
  const rows = (x: string): string =>
    g.node('Transpose', [g.node('Reshape', [x, g.ints([WIDTH, CELLS])])], { perm: [1, 0] });
  const heads = (x: string, count: number, width: number, perm: readonly number[]): string =>
    g.node('Transpose', [g.node('Reshape', [x, g.ints([count, HEADS, width / HEADS])])], { perm });

  /** Attention of `n` queries over `m` keys, both of SAM's width, computed at `inner`. */
  const attention = (q: string, n: number, k: string, v: string, m: number, inner: number): string => {
    const queries = heads(linear(q, WIDTH, inner), n, inner, [1, 0, 2]);
    const keys = heads(linear(k, WIDTH, inner), m, inner, [1, 2, 0]);
    const values = heads(linear(v, WIDTH, inner), m, inner, [1, 0, 2]);
    const scaled = g.node('Mul', [g.node('MatMul', [queries, keys]), g.floats([1 / Math.sqrt(inner / HEADS)], [1])]);
    const mixed = g.node('MatMul', [g.node('Softmax', [scaled], { axis: -1 }), values]);
    const flat = g.node('Reshape', [g.node('Transpose', [mixed], { perm: [1, 0, 2] }), g.ints([n, inner])]);
    return linear(flat, inner, WIDTH);
  };

  let image = rows(embedding);
  const where = rows(positions);
  let tokens = weights(TOKENS, WIDTH);
  for (let block = 0; block < 2; block++) {
    tokens = add(tokens, attention(tokens, TOKENS, tokens, tokens, TOKENS, WIDTH));
    tokens = add(tokens, attention(tokens, TOKENS, add(image, where), image, CELLS, INNER));
    tokens = add(tokens, linear(g.node('Relu', [linear(tokens, WIDTH, MLP)]), MLP, WIDTH));
    image = add(image, attention(add(image, where), CELLS, tokens, tokens, TOKENS, INNER));
  }
  tokens = add(tokens, attention(tokens, TOKENS, add(image, where), image, CELLS, INNER));

  const map = g.node('Reshape', [g.node('Transpose', [image], { perm: [1, 0] }), g.ints([1, WIDTH, SIDE, SIDE])]);
  const twice = { strides: [2, 2] };
  const half = g.node('Relu', [g.node('ConvTranspose', [map, weights(WIDTH, 64, 2, 2)], twice)]);
  const full = g.node('Relu', [g.node('ConvTranspose', [half, weights(64, 32, 2, 2)], twice)]);
  const filters = linear(g.node('Slice', [tokens, g.ints([1]), g.ints([1 + MASKS]), g.ints([0])]), WIDTH, 32);
  const masks = g.node('MatMul', [filters, g.node('Reshape', [full, g.ints([32, CELLS * 16])])]);
  const mean = g.node('ReduceMean', [masks], { axes: [0, 1], keepdims: 0 });
  return g.node('Mul', [mean, g.floats([1e-12], [1])]);
}

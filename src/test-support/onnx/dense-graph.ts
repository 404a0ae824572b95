/** Promptless graphs whose answer can be told from the picture: its channels, shrunk to a quarter. */
import { GraphWriter } from './writer.ts';

/** Side of the picture that the graphs take, pixels. */
export const DENSE_SIDE = 64;

/** Classes are the picture's own channels; a probability is the first of them through a sigmoid. */
export function denseGraph(kind: 'classes' | 'probability', output: string): Uint8Array<ArrayBuffer> {
  const g = new GraphWriter();
  g.input('pixel_values', 'float32', [1, 3, DENSE_SIDE, DENSE_SIDE]);
  const small = g.node('AveragePool', ['pixel_values'], { kernel_shape: [4, 4], strides: [4, 4] });
  if (kind === 'classes') g.output(output, small, 'float32', [1, 3, DENSE_SIDE / 4, DENSE_SIDE / 4]);
  else {
    const first = g.node('Gather', [small, g.ints([0])], { axis: 1 });
    const logit = g.node('Sub', [g.node('Mul', [first, g.floats([8], [1])]), g.floats([4], [1])]);
    g.output(output, g.node('Sigmoid', [logit]), 'float32', [1, 1, DENSE_SIDE / 4, DENSE_SIDE / 4]);
  }
  return g.model();
}

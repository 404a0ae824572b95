/**
 * The weights that every contender runs: files in the contract of Hugging Face's SAM exports, of random weights, so that nothing
 * has to be downloaded. The encoder costs about as much as EfficientSAM-Ti's, the decoder what SAM ViT-B's does; it draws a disk around
 * each click.
 */
import { seededRandom } from '../../src/core/metrics/seeded-random.ts';
import { exactDecoder } from '../../src/test-support/onnx/exact-decoder.ts';
import { FIXTURES } from '../../src/test-support/onnx/fixtures.ts';
import { GraphWriter } from '../../src/test-support/onnx/writer.ts';
import { twoWayWork } from './two-way.ts';

/** Width and depth of the convolutions behind the patches: 4 x (192 x 192 x 3 x 3) x 64 x 64 = 5.4 GMAC. */
const WIDTH = 192;
const DEPTH = 4;
const PATCH = 16;

export interface SamFiles {
  readonly encoder: Uint8Array;
  readonly decoder: Uint8Array;
  /** One node: low-resolution logits [1, M, h, w] to the picture's size, as Meta's decoder does inside its graph. */
  readonly upsample: Uint8Array;
}

function randomFloats(count: number, scale: number, random: () => number): number[] {
  return Array.from({ length: count }, () => (random() * 2 - 1) * scale);
}

function encoder(): Uint8Array {
  const random = seededRandom(7);
  const g = new GraphWriter();
  g.input('pixel_values', 'float32', ['batch', 3, 1024, 1024]);
  const patches = g.floats(randomFloats(WIDTH * 3 * PATCH * PATCH, 0.02, random), [WIDTH, 3, PATCH, PATCH]);
  let x = g.node('Conv', ['pixel_values', patches], { strides: [PATCH, PATCH] });
  for (let i = 0; i < DEPTH; i++) {
    const weights = g.floats(randomFloats(WIDTH * WIDTH * 9, 0.02, random), [WIDTH, WIDTH, 3, 3]);
    x = g.node('Relu', [g.node('Conv', [x, weights], { pads: [1, 1, 1, 1] })]);
  }
  for (const name of ['image_embeddings', 'image_positional_embeddings']) {
    const neck = g.floats(randomFloats(256 * WIDTH, 0.05, random), [256, WIDTH, 1, 1]);
    g.output(name, g.node('Conv', [x, neck]), 'float32', ['batch', 256, 64, 64]);
  }
  return g.model();
}

function upsample(): Uint8Array {
  const g = new GraphWriter();
  g.input('low_res_masks', 'float32', [1, 'masks', 'low_height', 'low_width']);
  g.input('sizes', 'int64', [4]);
  const full = g.node('Resize', ['low_res_masks', '', '', 'sizes'], { mode: 'linear' });
  g.output('masks', full, 'float32', [1, 'masks', 'height', 'width']);
  return g.model();
}

/** The same bytes in every run. */
export function samFiles(): SamFiles {
  const fixture = FIXTURES.find((f) => f.name.startsWith('hf-sam (SlimSAM)'));
  if (!fixture) throw new Error('the decoder fixture is gone');
  const work = (g: GraphWriter): string => twoWayWork(g, 'image_embeddings', 'image_positional_embeddings');
  return { encoder: encoder(), decoder: exactDecoder({ ...fixture.exact, work }), upsample: upsample() };
}

import { afterAll, expect, test } from 'vitest';
import type { FamilyId, ModelManifest } from '../../contract/manifest.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import { logitsToMask } from '../../core/mask/logits.ts';
import { DENSE_SIDE, denseGraph } from '../../test-support/onnx/dense-graph.ts';
import { FIXTURES, manifestOf } from '../../test-support/onnx/fixtures.ts';
import { createModel } from '../model.ts';
import { detectFamily } from '../onnx/detect.ts';
import { readHeader } from '../onnx/header.ts';
import { loadOrtNode } from '../ort-node.ts';
import type { Pixels } from '../pixels.ts';
import { Runtime } from '../runtime.ts';

const runtime = new Runtime(loadOrtNode());
afterAll(() => runtime.dispose());

const SIZE = { width: 128, height: 96 };

/** Left third red, middle green, right blue: column of the picture by its channel. */
function thirds(width: number, height: number): Pixels {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    const third = Math.floor((3 * (i % width)) / width);
    for (let c = 0; c < 3; c++) data[i * 4 + c] = c === third ? 255 : 0;
  }
  return { width, height, data };
}

async function answer(
  family: FamilyId,
  file: string,
  model: Uint8Array<ArrayBuffer>,
  click: boolean,
  picture = thirds(DENSE_SIDE, DENSE_SIDE),
) {
  expect(detectFamily([{ file, header: readHeader(model) }]).family).toBe(family);
  const [any] = FIXTURES;
  if (!any) throw new Error('no fixtures');
  const manifest: ModelManifest = {
    ...manifestOf(any),
    family,
    transform: {
      size: DENSE_SIDE,
      rule: 'stretch',
      range: 1,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      layout: 'nchw',
      pad: 'zero-after-normalise',
    },
  };
  const m = await createModel(runtime, manifest, new Map([['model', { model, external: new Map() }]]));
  const placement = m.place({ x0: 0, y0: 0, x1: SIZE.width, y1: SIZE.height });
  const encoded = await m.encode(picture, placement);
  const at = imagePoint(120, 50); // in the blue third
  const decoded = await m.decode(encoded, click ? [{ kind: 'point', at, label: 'include' }] : []);
  m.dispose(encoded);
  expect(runtime.tensors.count).toBe(0);
  return decoded.candidates.map((c) => {
    const row = logitsToMask(c.logits, SIZE).data.subarray(50 * SIZE.width, 51 * SIZE.width);
    return { from: row.indexOf(1), to: row.lastIndexOf(1) + 1 };
  });
}

test('a click picks the class that wins there, to the place where another one wins', async () => {
  const [blue, ...rest] = await answer('semantic', 'segformer.onnx', denseGraph('classes', 'logits'), true);
  expect(rest).toEqual([]);
  expect(blue?.to).toBe(128);
  expect(Math.abs((blue?.from ?? 0) - 256 / 3)).toBeLessThan(128 / 16);
});

test('without a click every class that is there is offered', async () => {
  expect(await answer('semantic', 'segformer.onnx', denseGraph('classes', 'logits'), false)).toHaveLength(3);
});

test('where classes are equal, the first one has the pixel', async () => {
  const data = new Uint8ClampedArray(DENSE_SIDE * DENSE_SIDE * 4).fill(200);
  const grey: Pixels = { width: DENSE_SIDE, height: DENSE_SIDE, data };
  for (const click of [true, false])
    expect(await answer('semantic', 'segformer.onnx', denseGraph('classes', 'logits'), click, grey)).toEqual([
      { from: 0, to: SIZE.width },
    ]);
});

test('saliency maps of probabilities are cut at one half', async () => {
  const [red] = await answer('saliency', 'u2netp.onnx', denseGraph('probability', 'd0'), true);
  expect(red?.from).toBe(0);
  expect(Math.abs((red?.to ?? 0) - 128 / 3)).toBeLessThan(128 / 16);
});

test('edge maps are told by their names', async () => {
  expect(await answer('edges', 'hed.onnx', denseGraph('probability', 'fused'), false)).toHaveLength(1);
});

/** Graphs that people bring, in every layout, type and shape: the same class map whatever the form, or a refusal that names the property. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { imagePoint } from '../../core/geometry/space.ts';
import { logitsToMask } from '../../core/mask/logits.ts';
import { maskArea } from '../../core/mask/mask.ts';
import { type Dims, type Element, GraphWriter } from '../../test-support/onnx/writer.ts';
import { fromHalves, toHalves } from '../half.ts';
import { createModel } from '../model.ts';
import { detectFamily } from '../onnx/detect.ts';
import { draftManifest } from '../onnx/drafts.ts';
import { readHeader } from '../onnx/header.ts';
import { loadOrtNode } from '../ort-node.ts';
import type { Pixels } from '../pixels.ts';
import { Runtime } from '../runtime.ts';

const runtime = new Runtime(loadOrtNode());
afterAll(() => runtime.dispose());

const SIZE = { width: 120, height: 90 };

interface Form {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly last: boolean;
  readonly type: 'float32' | 'float16' | 'uint8';
  readonly ends: 'logits' | 'argmax64' | 'argmax32' | 'softmax' | 'aux first';
}

const form = (name: string, part: Partial<Form>): Form => ({
  name,
  width: 32,
  height: 32,
  last: false,
  type: 'float32',
  ends: 'logits',
  ...part,
});

/** Class values are the picture's own channels, shrunk to an eighth: the class is the strongest channel. */
function graph({ width, height, last, type, ends }: Form): Uint8Array<ArrayBuffer> {
  const g = new GraphWriter();
  g.input('x', type, last ? [1, height, width, 3] : [1, 3, height, width]);
  const floats = type === 'float32' ? 'x' : g.node('Cast', ['x'], { to: 1 });
  const first = last ? g.node('Transpose', [floats], { perm: [0, 3, 1, 2] }) : floats;
  const small = g.node('AveragePool', [first], { kernel_shape: [8, 8], strides: [8, 8] });
  const [h, w] = [height / 8, width / 8];
  const give = (name: string, from: string, out: Element, dims: Dims): void => g.output(name, from, out, dims);
  if (ends === 'argmax64' || ends === 'argmax32') {
    const large = g.node('ArgMax', [first], { axis: 1, keepdims: 0 });
    if (ends === 'argmax64') give('y', large, 'int64', [1, height, width]);
    else give('y', g.node('Cast', [large], { to: 6 }), 'int32', [1, height, width]);
  } else if (ends === 'softmax') {
    give('y', g.node('Softmax', [small], { axis: 1 }), 'float32', [1, 3, h, w]);
  } else if (ends === 'aux first') {
    give('aux', g.node('Neg', [small]), 'float32', [1, 3, h, w]);
    give('main', small, 'float32', [1, 3, h, w]);
  } else if (last) {
    give('y', g.node('Transpose', [small], { perm: [0, 2, 3, 1] }), 'float32', [1, h, w, 3]);
  } else if (type === 'float16') {
    give('y', g.node('Cast', [small], { to: 10 }), 'float16', [1, 3, h, w]);
  } else give('y', small, 'float32', [1, 3, h, w]);
  return g.model();
}

/** Left half red, right half blue. */
function halves(width: number, height: number): Pixels {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    const right = i % width >= width / 2;
    data.set([right ? 10 : 240, 20, right ? 230 : 15], i * 4);
  }
  return { width, height, data };
}

const FORMS: readonly Form[] = [
  form('plain', {}),
  form('channels last', { last: true }),
  form('float16', { type: 'float16' }),
  form('bytes', { type: 'uint8' }),
  form('wide', { width: 64, height: 32 }),
  form('tall and channels last', { width: 32, height: 48, last: true }),
  form('argmax of 64 bits', { ends: 'argmax64' }),
  form('argmax of 32 bits', { ends: 'argmax32' }),
  form('probabilities', { ends: 'softmax' }),
  form('an auxiliary output first', { ends: 'aux first' }),
];

test.each(FORMS)('$name: a click takes the half that it lies in', async (f) => {
  const model = graph(f);
  const detection = detectFamily([{ file: 'mine.onnx', header: readHeader(model) }]);
  expect(detection.family).toBe('semantic');
  const draft = draftManifest(detection, new Map([['mine.onnx', model.length]]), 'abc');
  if (!draft) throw new Error('no draft');
  const raw = f.type === 'uint8' ? { range: 255 } : {};
  const transform = { ...draft.transform, mean: [0, 0, 0], std: [1, 1, 1], ...raw } satisfies typeof draft.transform;
  const m = await createModel(runtime, { ...draft, transform }, new Map([['model', { model, external: new Map() }]]));
  const placement = m.place({ x0: 0, y0: 0, x1: SIZE.width, y1: SIZE.height });
  expect(placement.canvas).toEqual({ width: f.width, height: f.height });
  const encoded = await m.encode(halves(f.width, f.height), placement);
  for (const [x, from, to] of [
    [100, 60, 120],
    [20, 0, 60],
  ] as const) {
    const decoded = await m.decode(encoded, [{ kind: 'point', at: imagePoint(x, 40), label: 'include' }]);
    const mask = logitsToMask(decoded.candidates[0]?.logits ?? fail(), SIZE);
    const row = mask.data.subarray(40 * SIZE.width, 41 * SIZE.width);
    expect([row.indexOf(1), row.lastIndexOf(1) + 1].map((v, i) => Math.abs(v - (i === 0 ? from : to)) <= 2)).toEqual([
      true,
      true,
    ]);
  }
  const all = await m.decode(encoded, []);
  const areas = all.candidates.map((c) => maskArea(logitsToMask(c.logits, SIZE)));
  expect(Math.abs(areas.reduce((a, b) => a + b, 0) - SIZE.width * SIZE.height)).toBeLessThanOrEqual(SIZE.height);
  m.dispose(encoded);
  expect(runtime.tensors.count).toBe(0);
});

function fail(): never {
  throw new Error('no candidate');
}

test('class values are enlarged before the greatest is taken: every clicked pixel lies in its mask', async () => {
  const model = graph(form('low', {}));
  const detection = detectFamily([{ file: 'mine.onnx', header: readHeader(model) }]);
  const draft = draftManifest(detection, new Map(), 'abc') ?? fail();
  const m = await createModel(runtime, draft, new Map([['model', { model, external: new Map() }]]));
  const placement = m.place({ x0: 0, y0: 0, x1: SIZE.width, y1: SIZE.height });
  const encoded = await m.encode(halves(32, 32), placement);
  for (let x = 50; x < 70; x++) {
    const decoded = await m.decode(encoded, [{ kind: 'point', at: imagePoint(x + 0.5, 45.5), label: 'include' }]);
    const mask = logitsToMask(decoded.candidates[0]?.logits ?? fail(), SIZE);
    expect(mask.data[45 * SIZE.width + x]).toBe(1);
  }
  m.dispose(encoded);
});

describe('a graph that is not understood', () => {
  const refusal = (type: Element, dims: Dims, outputs: Dims, more = 0): string => {
    const g = new GraphWriter();
    g.input('x', type, dims);
    for (let i = 0; i < more; i++) g.input(`extra${i}`, 'float32', [1]);
    g.output('y', 'x', 'float32', outputs);
    const { family, reasons } = detectFamily([{ file: 'mine.onnx', header: readHeader(g.model()) }]);
    expect(family).toBeUndefined();
    expect(reasons.join(' ')).toMatch(/nearest family is “(saliency|semantic)”/);
    return reasons.join(' ');
  };
  test('says which property stopped it', () => {
    expect(refusal('float32', [1, 1, 64, 64], [1, 1, 64, 64])).toContain('no dimension of 3 colour channels');
    expect(refusal('int64', [1, 3, 64, 64], [1, 1, 64, 64])).toContain('of type int64');
    expect(refusal('float32', [4, 3, 64, 64], [4, 1, 64, 64])).toContain('batch size');
    expect(refusal('float32', [3, 64], [1, 1, 64, 64])).toContain('2 dimensions');
    expect(refusal('float32', [1, 3, 64, 64], [1, 1000], 0)).toContain('no output is a map');
    expect(refusal('float32', [1, 3, 64, 64], [1, 1, 64, 64], 2)).toContain('3 inputs');
    expect(refusal('float32', [1, 3, 1024, 1024], [1, 256, 64, 64])).toContain('perhaps an encoder');
  });
});

test('halves come back as the nearest number that 16 bits hold', () => {
  expect([...fromHalves(toHalves(Float32Array.of(0, 1, -2, 65_504, 1e9, 2 ** -24, 0.1)))]).toEqual([
    0,
    1,
    -2,
    65_504,
    Number.POSITIVE_INFINITY,
    2 ** -24,
    0.0999755859375,
  ]);
  fc.assert(
    fc.property(fc.float({ min: -60_000, max: 60_000, noNaN: true }), (value) => {
      const [back = Number.NaN] = fromHalves(toHalves(Float32Array.of(value)));
      expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.max(2 ** -25, Math.abs(value) * 2 ** -11));
    }),
  );
});

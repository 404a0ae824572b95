import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { SegError } from '../../contract/errors.ts';
import { runs } from '../../test-support/long.ts';
import type { Fixture } from '../../test-support/onnx/fixture-kit.ts';
import { FIXTURES } from '../../test-support/onnx/fixtures.ts';
import { type Dims, GraphWriter } from '../../test-support/onnx/writer.ts';
import { loadOrtNode } from '../ort-node.ts';
import { Runtime } from '../runtime.ts';
import { detectFamily } from './detect.ts';
import { draftManifest } from './drafts.ts';
import { readHeader } from './header.ts';
import { repairShapes } from './repair.ts';

const runtime = new Runtime(loadOrtNode());
afterAll(() => runtime.dispose());

function filesOf(f: Fixture) {
  return [
    { file: 'b.onnx', header: readHeader(f.decoder()) },
    { file: 'a.onnx', header: readHeader(f.encoder()) },
  ];
}

describe('header', () => {
  test('names, types, shapes, opset, producer, metadata and operators are those that were written', () => {
    const g = new GraphWriter();
    g.input('points', 'int64', ['batch', 'n', 2]);
    g.output('y', g.node('Mul', [g.node('Cast', ['points'], { to: 1 }), g.external('w.bin', [1])]), 'float32', [
      1,
      'k',
    ]);
    const header = readHeader(g.model(13, 'me'));
    expect(header).toMatchObject({
      opset: 13,
      producer: 'me',
      inputs: [{ name: 'points', type: 'int64', shape: ['batch', 'n', 2] }],
      outputs: [{ name: 'y', type: 'float32', shape: [1, 'k'] }],
      externalData: ['w.bin'],
      ops: { Cast: 1, Mul: 1, Identity: 1 },
      metadata: { purpose: 'test' },
    });
  });

  test('the runtime’s own format is told from a broken file', () => {
    const ort = Uint8Array.from([24, 0, 0, 0, ...new TextEncoder().encode('ORTM'), 0, 0, 0, 0]);
    expect(() => readHeader(ort)).toThrow(/\.ort/);
  });

  test('any bytes end in a header or in bad-model, never in another error or a hang', () => {
    const model = FIXTURES[0]?.decoder().slice(0, 3000) ?? new Uint8Array();
    const attempt = (bytes: Uint8Array<ArrayBuffer>): void => {
      try {
        readHeader(bytes);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(SegError);
        expect(SegError.from(thrown).code).toBe('bad-model');
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => attempt(Uint8Array.from(bytes))),
      { numRuns: runs(500) },
    );
    fc.assert(
      fc.property(fc.nat(model.length - 1), fc.nat(255), (at, value) => {
        const broken = model.slice();
        broken[at] = value;
        attempt(broken);
        attempt(broken.slice(0, at));
      }),
      { numRuns: runs(500) },
    );
  });
});

/** An `If` whose branch declares a shape that contradicts what its nodes give. */
function contradicting(): Uint8Array<ArrayBuffer> {
  const branch = (value: number): GraphWriter => {
    const b = new GraphWriter();
    const made = b.floats([value, value, value, value], [4]);
    b.output('out', made, 'float32', [5]);
    return b;
  };
  const g = new GraphWriter();
  g.input('x', 'float32', [1]);
  const condition = g.node('Squeeze', [g.node('Greater', ['x', g.floats([0], [1])])]);
  const chosen = g.node('If', [condition], {
    then_branch: { graph: branch(1).graph() },
    else_branch: { graph: branch(2).graph() },
  });
  g.output('y', chosen, 'float32', undefined);
  return g.model();
}

describe('repair', () => {
  test('a graph that contradicts its own shapes is refused as it is and runs once repaired', async () => {
    const file = contradicting();
    await expect(runtime.ort.create(file, { executionProviders: ['wasm'] })).rejects.toThrow(/shape/i);
    const session = await runtime.create({ model: file, external: new Map() });
    const x = runtime.tensors.make({ type: 'float32', data: Float32Array.of(3) }, [1]);
    const { y } = await session.run({ x });
    expect(y?.data).toEqual(Float32Array.of(1, 1, 1, 1));
    runtime.tensors.release([x, ...(y ? [y] : [])]);
    await session.dispose();
  });

  test('nothing but shapes changes', () => {
    const file = contradicting();
    const before = readHeader(file);
    const after = readHeader(repairShapes(file));
    expect(after).toEqual(before);
    const plain = FIXTURES[0]?.decoder() ?? new Uint8Array();
    expect(repairShapes(plain)).toEqual(plain);
  });
});

describe('detection', () => {
  test.each(FIXTURES.map((f) => [f.name, f] as const))('%s', (_, f) => {
    const detection = detectFamily(filesOf(f));
    expect(detection.family).toBe(f.family);
    expect(detection.roles.encoder?.file).toBe('a.onnx');
    expect(detection.roles.decoder?.file).toBe('b.onnx');
    const draft = draftManifest(detection, new Map(), 'c0ffee');
    expect(draft?.transform.size).toBe(f.transform.size);
    expect(draft?.transform.rule).toBe(f.transform.rule);
    expect(draft?.transform.layout).toBe(f.transform.layout);
    // The same values reach the graph: N1 on 0..1 is N255 on 0..255.
    const unit = (t = draft?.transform) =>
      t?.mean.map((m, i) => [m / t.range, (t.std[i] ?? 1) / t.range].map((v) => v.toFixed(4)));
    expect(unit()).toEqual(unit(f.transform));
  });

  test.each(FIXTURES.map((f) => [f.name, f] as const))(
    '%s without its encoder is not loadable, and says what is missing',
    (_, f) => {
      const detection = detectFamily([{ file: 'b.onnx', header: readHeader(f.decoder()) }]);
      expect(detection.family).toBeUndefined();
      expect(detection.reasons.join(' ')).toMatch(/missing/);
    },
  );

  test('whole-number weights are told by their operators', () => {
    const [, f] = FIXTURES;
    if (!f) throw new Error('no fixtures');
    const [decoder, encoder] = filesOf(f);
    if (!decoder || !encoder) throw new Error('no files');
    const quantised = { ...encoder, header: { ...encoder.header, ops: { ...encoder.header.ops, ConvInteger: 9 } } };
    const { files } = draftManifest(detectFamily([decoder, quantised]), new Map(), 'c0ffee') ?? {};
    expect(files?.encoder?.precision).toBe('int8');
    expect(files?.decoder?.precision).toBe('fp32');
  });

  const PICTURE: Dims = [1, 3, 224, 224];
  const unrelated: readonly (readonly [
    string,
    readonly (readonly [string, Dims])[],
    readonly (readonly [string, Dims])[],
  ])[] = [
    ['classifier', [['input', PICTURE]], [['logits', [1, 1000]]]],
    ['detector', [['images', [1, 3, 640, 640]]], [['output0', [1, 84, 8400]]]],
    ['text encoder', [['input_ids', [1, 77]]], [['last_hidden_state', [1, 77, 512]]]],
    [
      'two-tower',
      [
        ['pixel_values', PICTURE],
        ['input_ids', [1, 77]],
      ],
      [['logits', [1, 1]]],
    ],
    ['audio', [['waveform', [1, 16000]]], [['logits', [1, 32]]]],
    ['vision encoder alone', [['pixel_values', [1, 3, 1024, 1024]]], [['image_embeddings', [1, 256, 64, 64]]]],
    [
      'super resolution with a factor',
      [
        ['x', [1, 3, 64, 64]],
        ['scale', [1]],
      ],
      [['y', [1, 3, 256, 256]]],
    ],
    [
      'keypoints',
      [['image', PICTURE]],
      [
        ['heatmaps', [1, 17, 64, 64]],
        ['offsets', [1, 34]],
      ],
    ],
    [
      'language model',
      [
        ['input_ids', ['b', 's']],
        ['attention_mask', ['b', 's']],
      ],
      [['logits', ['b', 's', 32000]]],
    ],
    ['point cloud', [['points', [1, 1024, 3]]], [['labels', [1, 1024]]]],
  ];
  test.each(unrelated)('an unrelated graph is named no family: %s', (_, inputs, outputs) => {
    const g = new GraphWriter();
    for (const [name, dims] of inputs) g.input(name, 'float32', dims);
    for (const [name, dims] of outputs) g.output(name, inputs[0]?.[0] ?? '', 'float32', dims);
    const detection = detectFamily([{ file: 'x.onnx', header: readHeader(g.model()) }]);
    expect(detection.family).toBeUndefined();
    expect(detection.reasons[0]).toMatch(/x\.onnx/);
  });
});

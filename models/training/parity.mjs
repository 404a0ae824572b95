// Parity of the exported files with PyTorch, on ONNX Runtime's WASM build:
//   node parity.mjs --model ../playground --reference reference.json [--tolerance 0.01]
// Cases come from export.py --reference. Exits with 1 where a difference is larger.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-web';

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    reference: { type: 'string' },
    tolerance: { type: 'string', default: '0.01' },
  },
});
if (!values.model || !values.reference) throw new Error('needs --model and --reference');
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const open = (name) => ort.InferenceSession.create(readFileSync(join(values.model, name)));
const encoder = await open('encoder.onnx');
const decoder = await open('decoder.onnx');
const limit = Number(values.tolerance);
let bad = 0;
for (const [index, entry] of JSON.parse(readFileSync(values.reference, 'utf8')).entries()) {
  const tensor = (name) => new ort.Tensor('float32', Float32Array.from(entry[name].data), entry[name].dims);
  const encoded = await encoder.run({ image: tensor('image') });
  const prompt = Object.fromEntries(
    ['point_coords', 'point_labels', 'mask_input', 'has_mask_input'].map((n) => [n, tensor(n)]),
  );
  const { features, embedding, detail } = encoded;
  const decoded = await decoder.run({ features, embedding, detail, ...prompt });
  for (const [name, out] of Object.entries({ ...encoded, ...decoded })) {
    const want = entry[name];
    if (out.dims.join() !== want.dims.join()) throw new Error(`${name}: ${out.dims} instead of ${want.dims}`);
    let worst = 0;
    for (let i = 0; i < want.data.length; i++) worst = Math.max(worst, Math.abs(out.data[i] - want.data[i]));
    const ok = worst <= limit;
    if (!ok) bad++;
    console.log(`case ${index} ${name.padEnd(16)} ${want.dims.join('x').padEnd(14)} ${worst.toExponential(2)} ${ok ? 'ok' : 'TOO FAR'}`);
  }
}
process.exit(bad ? 1 : 0);

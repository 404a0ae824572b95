import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { Catalogue } from '../../contract/catalogue.ts';
import { bufferBytes } from '../../contract/demands.ts';
import type { DeviceFacts, GpuFacts } from '../../contract/device.ts';
import { FAMILY_IDS, type ModelManifest } from '../../contract/manifest.ts';
import { RUNNABLE_FAMILIES } from '../../contract/runnable.ts';
import { familyOf } from '../../runtime/families/registry.ts';
import { bestPrecision, fitOf } from './fit.ts';

const catalogue = v.parse(
  Catalogue,
  JSON.parse(readFileSync(new URL('../../../models/catalogue.json', import.meta.url), 'utf8')),
);
/** The catalogue's entry, as if this build could run its family: what is tested is the device. */
function model(id: string): ModelManifest {
  const found = catalogue.models.find((m) => m.id === id);
  if (!found) throw new Error(id);
  return { ...found, family: 'playground' };
}

const gpu = (binding: number, features: readonly string[]): GpuFacts => ({
  vendor: 'v',
  architecture: 'a',
  description: '',
  software: false,
  features,
  limits: { maxStorageBufferBindingSize: binding, maxBufferSize: binding },
});
const device = (facts: GpuFacts | string): DeviceFacts => ({
  gpu: facts,
  webgl: 'x',
  isolated: true,
  cores: 8,
  threads: 7,
  wasmSimd: true,
  jspi: true,
  storage: { opfs: true },
  online: true,
  touch: false,
  platform: 'test',
});

it('lists exactly the families that the runtime can build', () => {
  const built = FAMILY_IDS.filter((id) => {
    try {
      familyOf(id);
      return true;
    } catch {
      return false;
    }
  });
  expect([...RUNNABLE_FAMILIES].sort()).toEqual([...built].sort());
});

it('refuses a model whose attention scores do not fit into one binding, and says both sizes', () => {
  const fit = fitOf(model('slimsam-77'), 'fp32', device(gpu(128 * 2 ** 20, [])));
  expect(fit.webgpu).toEqual({ can: false, reason: 'it needs one buffer of 768 MiB and this adapter allows 128 MiB' });
  expect(fit.wasm.can).toBe(true);
  expect(bufferBytes(model('slimsam-77'), 'fp16')).toBe(384 * 2 ** 20);
});

it('asks for 16-bit shaders for 16-bit weights, and sends whole numbers to the processor', () => {
  expect(fitOf(model('edgetam'), 'fp16', device(gpu(2 ** 31, []))).webgpu.reason).toContain('shader-f16');
  expect(fitOf(model('edgetam'), 'fp16', device(gpu(2 ** 31, ['shader-f16']))).webgpu.can).toBe(true);
  expect(fitOf(model('slimsam-77'), 'int8', device(gpu(2 ** 31, ['shader-f16']))).webgpu.can).toBe(false);
});

it('offers 16 bit where it runs, else 8 bit on a machine without a graphics card', () => {
  expect(bestPrecision(model('slimsam-77'), device(gpu(2 ** 31, ['shader-f16'])))).toBe('fp16');
  expect(bestPrecision(model('slimsam-77'), device('no adapter'))).toBe('int8');
  expect(bestPrecision(model('edgetam'), device('no adapter'))).toBe('fp32');
});

it('says of a family that this build lacks that it cannot run, before a download', () => {
  const lacking = FAMILY_IDS.find((id) => !RUNNABLE_FAMILIES.includes(id));
  if (!lacking) return;
  const fit = fitOf({ ...model('edgetam'), family: lacking }, 'fp32', device('none'));
  expect(fit.wasm.can).toBe(false);
});

/** Whether a model can run on this device, said before it is downloaded. */
import { downloadBytes, precisionsOf } from '../../contract/catalogue.ts';
import { bufferBytes, gpuDemands, unmetDemand } from '../../contract/demands.ts';
import type { DeviceFacts } from '../../contract/device.ts';
import type { ModelManifest, Precision } from '../../contract/manifest.ts';
import { RUNNABLE_FAMILIES } from '../../contract/runnable.ts';

/** WASM can address 4 GiB in all; files above this leave no room for the work itself. */
const MOST_WASM_BYTES = 1.5 * 2 ** 30;

export interface BackendFit {
  readonly can: boolean;
  /** In words for a person: why not, or what to expect. */
  readonly reason: string;
}

export interface Fit {
  readonly webgpu: BackendFit;
  readonly wasm: BackendFit;
  /** Least memory while encoding, bytes: the weights twice (as file and unpacked) and the largest single buffer. */
  readonly memory: number;
}

function onWebGpu(manifest: ModelManifest, precision: Precision, device: DeviceFacts): BackendFit {
  const { gpu } = device;
  if (typeof gpu === 'string') return { can: false, reason: gpu };
  const demands = gpuDemands(manifest, precision);
  if (!demands) {
    return {
      can: false,
      reason: 'whole-number weights have no WebGPU form in this runtime; they run on the processor',
    };
  }
  const { maxStorageBufferBindingSize: binding = 0, maxBufferSize: buffer = 0 } = gpu.limits;
  const unmet = unmetDemand(demands, { features: gpu.features, bufferBytes: Math.min(binding, buffer) });
  if (unmet !== undefined) return { can: false, reason: unmet };
  return { can: true, reason: gpu.software ? 'yes, but this adapter is software and will be slow' : 'yes' };
}

function onWasm(manifest: ModelManifest, precision: Precision, device: DeviceFacts): BackendFit {
  const bytes = downloadBytes(manifest, precision);
  if (bytes + bufferBytes(manifest, precision) > MOST_WASM_BYTES) {
    return { can: false, reason: 'it would not fit into the 4 GiB that WebAssembly can address' };
  }
  if (precision === 'fp16')
    return { can: true, reason: 'yes, but 16-bit weights are slow on a processor: 32 or 8 bit is better' };
  return { can: true, reason: device.threads > 1 ? `yes, with ${device.threads} threads` : 'yes, with one thread' };
}

export function fitOf(manifest: ModelManifest, precision: Precision, device: DeviceFacts): Fit {
  const spoken = RUNNABLE_FAMILIES.includes(manifest.family);
  const unspoken: BackendFit = { can: false, reason: 'this version of the app cannot run this kind of model yet' };
  return {
    webgpu: spoken ? onWebGpu(manifest, precision, device) : unspoken,
    wasm: spoken ? onWasm(manifest, precision, device) : unspoken,
    memory: 2 * downloadBytes(manifest, precision) + bufferBytes(manifest, precision),
  };
}

/** The precision to offer first: 16 bit where the graphics card takes it, else 8 bit, else what there is. */
export function bestPrecision(manifest: ModelManifest, device: DeviceFacts): Precision {
  const offered = precisionsOf(manifest);
  if (offered.includes('fp16') && fitOf(manifest, 'fp16', device).webgpu.can) return 'fp16';
  const hardware = typeof device.gpu !== 'string' && !device.gpu.software;
  if (offered.includes('int8') && !(hardware && fitOf(manifest, 'fp32', device).webgpu.can)) return 'int8';
  return offered[0] ?? 'fp32';
}

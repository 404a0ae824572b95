/** What WebGPU offers on this device, asked before anything is loaded for it. */
import type { GpuDemands } from '../contract/demands.ts';

export interface AdapterReport {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** True for a software adapter: correct but slower than WASM. */
  readonly fallback: boolean;
  readonly features: readonly string[];
  /** Largest single storage-buffer binding, bytes. */
  readonly maxBindingBytes: number;
  readonly maxBufferBytes: number;
}

/** @returns the adapter's report, or why there is none, in words */
export async function probeAdapter(): Promise<AdapterReport | string> {
  const gpu = globalThis.navigator?.gpu;
  if (!gpu) return 'this browser does not offer WebGPU here';
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch((e: unknown) => String(e));
  if (typeof adapter === 'string') return `the GPU adapter failed: ${adapter}`;
  if (!adapter) return 'no GPU adapter is available';
  const { info, limits } = adapter;
  return {
    vendor: info.vendor,
    architecture: info.architecture,
    description: info.description,
    fallback:
      info.isFallbackAdapter || /swiftshader|llvmpipe|software/i.test(`${info.architecture} ${info.description}`),
    features: [...adapter.features],
    maxBindingBytes: limits.maxStorageBufferBindingSize,
    maxBufferBytes: limits.maxBufferSize,
  };
}

/** Why a model with these demands cannot run on this adapter, or undefined when it can. */
export function unmetNeeds(adapter: AdapterReport, { features, bufferBytes }: GpuDemands): string | undefined {
  const missing = features.find((f) => !adapter.features.includes(f));
  if (missing !== undefined) return `the GPU lacks "${missing}"`;
  if (bufferBytes > Math.min(adapter.maxBindingBytes, adapter.maxBufferBytes)) {
    return `the model needs one GPU buffer of ${Math.ceil(bufferBytes / 2 ** 20)} MiB, the device allows ${Math.floor(adapter.maxBindingBytes / 2 ** 20)} MiB`;
  }
  return undefined;
}

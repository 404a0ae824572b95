/** What WebGPU offers on this device, asked before anything is loaded for it. */

export interface AdapterReport {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** True for a software adapter: correct but slower than WASM. */
  readonly fallback: boolean;
  readonly features: readonly string[];
  /** Largest single storage buffer, bytes. */
  readonly bufferBytes: number;
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
    bufferBytes: Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize),
  };
}

/** What this device offers, as shown to a person and compared with what a model needs. */

export interface GpuFacts {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** A software adapter: correct but slow. */
  readonly software: boolean;
  readonly features: readonly string[];
  /** Named WebGPU limits as the adapter states them. */
  readonly limits: Readonly<Record<string, number>>;
}

export interface DeviceFacts {
  /** The adapter, or in words why there is none. */
  readonly gpu: GpuFacts | string;
  /** WebGL2 renderer as the browser names it (often masked), or in words why there is none. */
  readonly webgl: string;
  readonly isolated: boolean;
  readonly cores: number;
  /** Threads that WASM may use here: 1 without isolation. */
  readonly threads: number;
  readonly wasmSimd: boolean;
  /** The browser can suspend WASM, so WebGPU needs no asyncify build. */
  readonly jspi: boolean;
  /** GiB, rounded down by the browser and never above 8 (some say nothing). */
  readonly memoryGiB?: number;
  readonly storage: { readonly opfs: boolean; readonly quota?: number; readonly usage?: number };
  readonly online: boolean;
  readonly touch: boolean;
  readonly platform: string;
}

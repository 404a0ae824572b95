/** The sole import of ONNX Runtime in the browser: picks one of its builds, loads it from our own origin, sets its threads. */
import type { env as Env, InferenceSession, Tensor } from 'onnxruntime-web';
import { SegError } from '../contract/errors.ts';
import type { Backend } from '../contract/manifest.ts';
import { sharesMemory } from '../contract/shared-memory.ts';
import { fetchBytes } from './fetch-bytes.ts';

export type OrtTensor = Tensor;
export type OrtSession = InferenceSession;
export type OrtSessionOptions = InferenceSession.SessionOptions;
export type OrtMetadata = InferenceSession.ValueMetadata;

/** What the rest of the runtime needs of ONNX Runtime; the Node build and the fakes of tests offer the same. */
export interface Ort {
  readonly backend: Backend;
  readonly threads: number;
  readonly Tensor: typeof Tensor;
  readonly create: (model: Uint8Array<ArrayBuffer>, options: OrtSessionOptions) => Promise<OrtSession>;
  /** The GPU device behind the WebGPU sessions, once one exists; undefined on WASM. */
  readonly device: () => Promise<GPUDevice | undefined>;
}

export interface OrtOptions {
  readonly backend: Backend;
  /** WASM threads; absent = {@link defaultThreads}. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Bytes of the runtime's WebAssembly file so far. */
  readonly report?: (done: number, total?: number) => void;
}

interface Build {
  readonly module: typeof import('onnxruntime-web');
  /** Address of the WebAssembly file. */
  readonly wasm: string;
  /** Address of its loader; a file of its own so that threads start from it under a strict content security policy. */
  readonly loader: string;
}

async function plainBuild(): Promise<Build> {
  const [module, wasm, loader] = await Promise.all([
    import('onnxruntime-web/wasm'),
    import('onnxruntime-web/ort-wasm-simd-threaded.wasm?url'),
    import('onnxruntime-web/ort-wasm-simd-threaded.mjs?url'),
  ]);
  return { module, wasm: wasm.default, loader: loader.default };
}

async function jspiBuild(): Promise<Build> {
  const [module, wasm, loader] = await Promise.all([
    import('onnxruntime-web/jspi'),
    import('onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url'),
    import('onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url'),
  ]);
  return { module, wasm: wasm.default, loader: loader.default };
}

async function asyncifyBuild(): Promise<Build> {
  const [module, wasm, loader] = await Promise.all([
    import('onnxruntime-web/webgpu'),
    import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url'),
    import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url'),
  ]);
  return { module, wasm: wasm.default, loader: loader.default };
}

/** True where WebAssembly can suspend (JSPI); the WebGPU build that needs it is 10 MB smaller. */
export function canSuspend(): boolean {
  return 'Suspending' in WebAssembly;
}

/** WASM threads that pay: all cores up to eight where memory can be shared, else one. */
export function defaultThreads(): number {
  return sharesMemory() ? Math.max(1, Math.min(navigator.hardwareConcurrency, 8)) : 1;
}

/**
 * Loads the runtime: 14 MB for WASM alone, 17 MB (JSPI) or 27 MB (asyncify) with WebGPU, before compression.
 * Call it once a worker: the runtime keeps global state.
 * @throws SegError `offline`, `stalled`, `download`, `aborted`
 */
export async function loadOrt(options: OrtOptions): Promise<Ort> {
  const build = await (options.backend === 'wasm' ? plainBuild() : canSuspend() ? jspiBuild() : asyncifyBuild());
  const { env, InferenceSession, Tensor } = build.module;
  const threads = sharesMemory() ? (options.threads ?? defaultThreads()) : 1;
  const wasm = absolute(build.wasm);
  env.wasm.numThreads = threads;
  env.wasm.wasmPaths = { mjs: absolute(build.loader), wasm };
  env.logLevel = 'error';
  // Fetched here for its progress in bytes. A file that is on this device already needs none: the runtime then reads it itself and
  // compiles it as it comes.
  if (!(await isKept(wasm))) {
    const { signal, report } = options;
    const binary = await fetchBytes(wasm, { ...(signal ? { signal } : {}), ...(report ? { report } : {}) });
    env.wasm.wasmBinary = binary.buffer;
  }
  return {
    backend: options.backend,
    threads,
    Tensor,
    create: async (model, sessionOptions) => {
      const session = await InferenceSession.create(model, sessionOptions);
      delete env.wasm.wasmBinary; // compiled by now; 14 MB or more need not be held
      return session;
    },
    device: async () => (options.backend === 'webgpu' ? deviceOf(env) : undefined),
  };
}

function absolute(url: string): string {
  return new URL(url, globalThis.location.href).href;
}

/** Whether the service worker keeps the file. */
async function isKept(url: string): Promise<boolean> {
  try {
    return (await caches.match(url)) !== undefined;
  } catch {
    return false; // storage is blocked, or there is none
  }
}

async function deviceOf(env: typeof Env): Promise<GPUDevice | undefined> {
  const device: unknown = await env.webgpu.device;
  if (device === undefined || device === null) return undefined;
  if (typeof GPUDevice !== 'undefined' && device instanceof GPUDevice) return device;
  throw new SegError('internal', 'the runtime offers a GPU device of an unknown kind');
}

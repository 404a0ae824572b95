/** Asks the browser what this device offers, for showing it to a person. Nothing of it leaves the tab. */
import type { DeviceFacts, GpuFacts } from '../../contract/device.ts';
import { sharesMemory } from '../../contract/shared-memory.ts';

/** The limits that decide whether a model fits, and a few that explain why. */
const LIMITS = [
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxTextureDimension2D',
] as const;

async function probeGpu(): Promise<GpuFacts | string> {
  if (!('gpu' in navigator)) return 'This browser does not offer WebGPU here.';
  try {
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return 'The browser knows WebGPU but found no graphics adapter for it.';
    const { info, limits } = adapter;
    return {
      vendor: info.vendor,
      architecture: info.architecture,
      description: info.description,
      software:
        info.isFallbackAdapter || /swiftshader|llvmpipe|software/i.test(`${info.architecture} ${info.description}`),
      features: [...adapter.features].sort(),
      limits: Object.fromEntries(LIMITS.map((name) => [name, limits[name]])),
    };
  } catch (thrown) {
    return `The graphics adapter failed: ${String(thrown)}`;
  }
}

function probeWebGl(): string {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return 'No WebGL2: the picture cannot be drawn.';
  const named = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof name === 'string' ? name : 'unnamed';
}

/** The smallest module with one vector instruction: `(func (result v128) i32.const 0 i8x16.splat)`. */
const SIMD_MODULE = Uint8Array.of(
  0,
  0x61,
  0x73,
  0x6d,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  0x60,
  0,
  1,
  0x7b,
  3,
  2,
  1,
  0,
  10,
  8,
  1,
  6,
  0,
  0x41,
  0,
  0xfd,
  15,
  0x0b,
);

/** GiB as the browser rounds it; only some browsers say. */
function memoryOf(nav: Navigator): { readonly memoryGiB?: number } {
  const value: unknown = Reflect.get(nav, 'deviceMemory');
  return typeof value === 'number' ? { memoryGiB: value } : {};
}

export async function probeDevice(): Promise<DeviceFacts> {
  const [gpu, estimate] = await Promise.all([probeGpu(), navigator.storage?.estimate?.().catch(() => undefined)]);
  const isolated = globalThis.crossOriginIsolated;
  const cores = navigator.hardwareConcurrency || 1;
  return {
    gpu,
    webgl: probeWebGl(),
    isolated,
    cores,
    threads: sharesMemory() ? Math.max(1, Math.min(8, cores - 1)) : 1,
    wasmSimd: WebAssembly.validate(SIMD_MODULE),
    jspi: 'Suspending' in WebAssembly,
    ...memoryOf(navigator),
    storage: {
      opfs: typeof navigator.storage?.getDirectory === 'function',
      ...(estimate?.quota === undefined ? {} : { quota: estimate.quota }),
      ...(estimate?.usage === undefined ? {} : { usage: estimate.usage }),
    },
    online: navigator.onLine,
    touch: matchMedia('(pointer: coarse)').matches,
    platform: navigator.userAgent,
  };
}

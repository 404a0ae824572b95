/** Opens engines in the browser. */
import { SegError } from '../../contract/errors.ts';
import type { Backend, ModelManifest } from '../../contract/manifest.ts';
import type { Engine, EngineFactory } from '../../contract/predictor.ts';
import type { BackendReport, Progress } from '../../contract/segmenter.ts';
import { type BackendMemory, storedBackendMemory } from './backend-memory.ts';
import { LiveEngine } from './engine.ts';
import { EngineWorkers } from './engine-workers.ts';
import { type LoadedWorker, loadWorker, type WorkerConfig } from './loaded-worker.ts';
import { type SpawnWorker, spawnWorker } from './worker-host.ts';

export interface FactoryOptions {
  readonly spawn?: SpawnWorker;
  readonly memory?: BackendMemory;
  /** Whether this browser offers WebGPU at all. */
  readonly hasWebGpu?: boolean;
}

/** The factory that the app uses; tests pass their own worker, memory and capability. */
export function createEngineFactory(options: FactoryOptions = {}): EngineFactory {
  const spawn = options.spawn ?? spawnWorker;
  const memory = options.memory ?? storedBackendMemory(() => globalThis.localStorage);
  const hasWebGpu = options.hasWebGpu ?? 'gpu' in navigator;
  return {
    open: (manifest, loadOptions, signal, report) =>
      open({ spawn, manifest, options: loadOptions }, memory, hasWebGpu, signal, report),
  };
}

/**
 * A backend that was asked for by name is loaded or fails. `auto` starts with the remembered winner, else WASM, so that the
 * person can work at once; WebGPU is measured later and takes over when it is right and faster.
 */
async function open(
  config: WorkerConfig,
  memory: BackendMemory,
  hasWebGpu: boolean,
  signal: AbortSignal,
  report: (p: Progress) => void,
): Promise<Engine> {
  const { manifest, options } = config;
  const size = options.size ?? manifest.transform.size;
  const hint = options.backend === 'auto' && hasWebGpu ? memory.recall(manifest.id, size) : undefined;
  const wanted: Backend = options.backend === 'auto' ? (hint?.backend ?? 'wasm') : options.backend;
  const { first, failure } = await openFirst(config, wanted, signal, report);
  const race = options.backend === 'auto' && hasWebGpu && hint === undefined;
  const workers = new EngineWorkers({
    config,
    first,
    reports: failure ? [failure] : otherReports(config, first, hasWebGpu, race, hint?.reason),
    race,
    onRace: (backend, reason) => memory.remember(manifest.id, size, { backend, reason }),
  });
  return new LiveEngine(manifest, workers);
}

async function openFirst(
  config: WorkerConfig,
  wanted: Backend,
  signal: AbortSignal,
  report: (p: Progress) => void,
): Promise<{ readonly first: LoadedWorker; readonly failure?: BackendReport }> {
  try {
    return { first: await loadWorker(config, wanted, signal, report) };
  } catch (thrown) {
    const error = SegError.from(thrown);
    if (config.options.backend !== 'auto' || wanted === 'wasm' || error.code === 'aborted') throw error;
    const verdict = error.code === 'wrong-output' ? 'wrong' : 'failed';
    return {
      first: await loadWorker(config, 'wasm', signal, report),
      failure: { backend: wanted, precision: precisionOf(config.manifest), verdict, reason: error.message },
    };
  }
}

function precisionOf(manifest: ModelManifest): BackendReport['precision'] {
  return Object.values(manifest.files)[0]?.precision ?? 'fp32';
}

/** What to say of the backend that was not loaded. */
function otherReports(
  { manifest, options }: WorkerConfig,
  first: LoadedWorker,
  hasWebGpu: boolean,
  race: boolean,
  hint: string | undefined,
): readonly BackendReport[] {
  const precision = precisionOf(manifest);
  if (first.model.backend === 'webgpu') {
    const reason = hint ? `WebGPU was faster when last measured: ${hint}` : 'WebGPU was asked for';
    return [{ backend: 'wasm', precision, verdict: hint ? 'slower' : 'not-tried', reason }];
  }
  if (!hasWebGpu) {
    return [
      { backend: 'webgpu', precision, verdict: 'unavailable', reason: 'this browser does not offer WebGPU here' },
    ];
  }
  if (race) return [{ backend: 'webgpu', precision, verdict: 'not-tried', reason: 'measured when you pause' }];
  const reason =
    options.backend === 'auto' ? `WASM was faster when last measured: ${hint ?? ''}` : 'WASM was asked for';
  return [{ backend: 'webgpu', precision, verdict: options.backend === 'auto' ? 'slower' : 'not-tried', reason }];
}

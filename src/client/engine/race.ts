/** Chooses the backend by measurement: WebGPU is loaded and timed in a fresh worker while the person works on WASM. */
import { proxy } from 'comlink';
import { SegError } from '../../contract/errors.ts';
import type { BackendReport } from '../../contract/segmenter.ts';
import { type LoadedWorker, loadWorker, type WorkerConfig } from './loaded-worker.ts';
import { WorkerHost } from './worker-host.ts';

/** What the person's own work on the present backend took, milliseconds; encodes scaled to the full square canvas. */
export interface Observed {
  readonly encodeMs: readonly number[];
  readonly decodeMs: readonly number[];
}

export interface RaceResult {
  /** The WebGPU worker when it won; the caller takes it over. */
  readonly winner?: LoadedWorker;
  readonly report: BackendReport;
  /** True when the result is worth remembering (not when the device was merely busy or the race was called off). */
  readonly lasting: boolean;
}

const RUNS = 3;
const MEASURE_SILENCE_MS = 60_000;
/** A person decodes many times for one picture: hovers and clicks. */
const DECODES_PER_ENCODE = 8;
/** Must be this much faster to be worth a change under the person's hands. */
const MARGIN = 0.8;

/** Weighted cost of one picture's work. */
function costOf(encodeMs: readonly number[], decodeMs: readonly number[]): number {
  return median(encodeMs) + DECODES_PER_ENCODE * median(decodeMs);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] ?? Number.NaN) + (sorted[Math.ceil(half)] ?? Number.NaN)) / 2;
}

/** Never throws: every failure is a report. */
export async function raceWebGpu(config: WorkerConfig, observed: Observed, signal: AbortSignal): Promise<RaceResult> {
  const precision = Object.values(config.manifest.files)[0]?.precision ?? 'fp32';
  const lose = (verdict: BackendReport['verdict'], reason: string, lasting: boolean): RaceResult => ({
    report: { backend: 'webgpu', precision, verdict, reason },
    lasting,
  });
  const probe = await probeInWorker(config);
  if (!probe.usable) return lose('unavailable', probe.reason, false);
  let open: LoadedWorker | undefined;
  try {
    open = await loadWorker(config, 'webgpu', signal, () => undefined);
    const { host, model } = open;
    const times = await host.call(
      (alive) =>
        host.api.measure(
          RUNS,
          proxy(() => alive()),
        ),
      MEASURE_SILENCE_MS,
    );
    const mine = costOf(times.encodeMs, times.decodeMs);
    const theirs = costOf(observed.encodeMs, observed.decodeMs);
    const encodeMs = median(times.encodeMs);
    const decodeMs = median(times.decodeMs);
    const figures = `WebGPU ${encodeMs.toFixed(0)} + ${decodeMs.toFixed(0)} ms, WASM ${median(observed.encodeMs).toFixed(0)} + ${median(observed.decodeMs).toFixed(0)} ms (encode + decode, warm)`;
    if (signal.aborted || !(mine < theirs * MARGIN)) {
      host.kill(new SegError('aborted', 'the other backend is faster'));
      const report = { ...lose('slower', figures, true).report, encodeMs, decodeMs };
      return { report, lasting: !signal.aborted };
    }
    return {
      winner: open,
      report: { backend: 'webgpu', precision: model.precision, verdict: 'chosen', reason: figures, encodeMs, decodeMs },
      lasting: true,
    };
  } catch (thrown) {
    const error = SegError.from(thrown);
    open?.host.kill(error);
    return lose(error.code === 'wrong-output' ? 'wrong' : 'failed', error.message, error.code === 'wrong-output');
  }
}

async function probeInWorker({
  spawn,
  manifest,
}: WorkerConfig): Promise<{ readonly usable: boolean; readonly reason: string }> {
  const host = new WorkerHost(spawn);
  try {
    return await host.call(() => host.api.probeWebGpu(manifest), MEASURE_SILENCE_MS);
  } catch (thrown) {
    return { usable: false, reason: SegError.from(thrown).message };
  } finally {
    host.kill(new SegError('aborted', 'only asked'));
  }
}

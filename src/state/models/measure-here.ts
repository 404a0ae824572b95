/** Measures a model of the library on each backend of this device, in engines of their own, so that the one in use is not disturbed. */
import { isAborted, SegError, type SegErrorCode } from '../../contract/errors.ts';
import type { Backend } from '../../contract/manifest.ts';
import type { EngineFactory } from '../../contract/segmenter.ts';
import { quantile } from '../../core/compare/quantile.ts';
import type { Library } from './library.ts';

/** Warm runs of each kind. */
export const MEASURED_RUNS = 5;

/** Milliseconds on one backend. */
export interface Measured {
  readonly backend: Backend;
  /** From nothing to ready: weights, session, self-test. */
  readonly coldMs: number;
  /** Warm, one value a run. */
  readonly encodeMs: readonly number[];
  readonly decodeMs: readonly number[];
  readonly failure?: { readonly code: SegErrorCode; readonly detail: string };
}

/** What a person waits for in an ordinary visit, milliseconds: one look, five answers. */
export function visitMs(measured: Measured): number {
  return quantile(measured.encodeMs, 0.5) + 5 * quantile(measured.decodeMs, 0.5);
}

/** Those that worked, the one to choose first. */
export function rankMeasured(all: readonly Measured[]): readonly Measured[] {
  return all.filter((m) => !m.failure).toSorted((a, b) => visitMs(a) - visitMs(b));
}

async function measureOne(
  engines: EngineFactory,
  library: Library,
  id: string,
  backend: Backend,
  signal: AbortSignal,
  report: (run: number, of: number) => void,
): Promise<Measured> {
  const begun = performance.now();
  try {
    const { manifest, baseUrl, files } = await library.ready(id);
    const options = { backend, baseUrl, ...(files ? { files } : {}) };
    const engine = await engines.open(manifest, options, signal, () => undefined);
    const stop = (): void => engine.dispose();
    signal.addEventListener('abort', stop);
    try {
      const coldMs = performance.now() - begun;
      const times = await engine.measure(MEASURED_RUNS, (p) => report(p.done, p.total ?? MEASURED_RUNS + 1));
      return { backend, coldMs, ...times };
    } finally {
      signal.removeEventListener('abort', stop);
      engine.dispose();
    }
  } catch (thrown) {
    if (signal.aborted || isAborted(thrown)) throw new SegError('aborted', 'measuring was stopped');
    const { code, message } = SegError.from(thrown);
    return { backend, coldMs: 0, encodeMs: [], decodeMs: [], failure: { code, detail: message } };
  }
}

/**
 * One backend after the other; every result goes into the library's state as it comes.
 * @throws SegError `aborted`
 */
export async function measureHere(
  engines: EngineFactory,
  library: Library,
  id: string,
  backends: readonly Backend[],
  signal: AbortSignal,
  report: (backend: Backend, run: number, of: number) => void,
): Promise<void> {
  const done: Measured[] = [];
  for (const backend of backends) {
    report(backend, 0, MEASURED_RUNS + 1);
    done.push(await measureOne(engines, library, id, backend, signal, (run, of) => report(backend, run, of)));
    library.noteMeasured(id, [...done]);
  }
}

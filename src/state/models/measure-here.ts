/** Measures an opened model on each backend of this device, in engines of their own, so that the one in use is not disturbed. */
import { isAborted, SegError, type SegErrorCode } from '../../contract/errors.ts';
import type { Backend, Precision } from '../../contract/manifest.ts';
import type { EngineFactory } from '../../contract/predictor.ts';
import type { Timings } from '../../contract/segmenter.ts';
import { quantile } from '../../core/compare/quantile.ts';
import type { OpenedModel } from '../flows/load-model.ts';
import type { Library } from './library.ts';

/** Warm runs of each kind. */
export const MEASURED_RUNS = 5;

/** Milliseconds on one backend. */
export interface Measured extends Timings {
  readonly backend: Backend;
  /** What its weights are kept in; absent after a failure. */
  readonly precision?: Precision;
  /** From nothing to ready: weights, session, self-test. */
  readonly coldMs: number;
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
  { manifest, baseUrl, choice }: OpenedModel,
  backend: Backend,
  signal: AbortSignal,
  report: (run: number, of: number) => void,
): Promise<Measured> {
  const begun = performance.now();
  try {
    const engine = await engines.open(manifest, { ...choice, backend, baseUrl }, signal, () => undefined);
    const stop = (): void => engine.dispose();
    signal.addEventListener('abort', stop);
    try {
      const coldMs = performance.now() - begun;
      const times = await engine.measure(MEASURED_RUNS, (p) => report(p.done, p.total ?? MEASURED_RUNS + 1));
      return { backend, precision: engine.model.precision, coldMs, ...times };
    } finally {
      signal.removeEventListener('abort', stop);
      engine.dispose();
    }
  } catch (thrown) {
    if (signal.aborted || isAborted(thrown)) throw new SegError('aborted', 'measuring was stopped');
    const { code, message } = SegError.from(thrown);
    const none = { coldMs: 0, encodeMs: [], decodeMs: [], first: { encodeMs: 0, decodeMs: 0 } };
    return { backend, ...none, failure: { code, detail: message } };
  }
}

/**
 * One backend after the other, with the files, size and precision that the model was opened with; every result goes into the library's state as it comes.
 * @throws SegError `aborted`
 */
export async function measureHere(
  engines: EngineFactory,
  library: Pick<Library, 'noteMeasured'>,
  model: OpenedModel,
  backends: readonly Backend[],
  signal: AbortSignal,
  report: (backend: Backend, run: number, of: number) => void,
): Promise<void> {
  const done: Measured[] = [];
  for (const backend of backends) {
    report(backend, 0, MEASURED_RUNS + 1);
    done.push(await measureOne(engines, model, backend, signal, (run, of) => report(backend, run, of)));
    library.noteMeasured(model.manifest.id, [...done]);
  }
}

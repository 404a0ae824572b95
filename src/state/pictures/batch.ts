/** Flow: one thing done to every picture of the strip, with progress, cancel, and going on where it stopped. */
import { createStore } from 'zustand/vanilla';
import { isAborted, SegError, throwIfAborted } from '../../contract/errors.ts';
import type { Deps } from '../deps.ts';
import type { FindFlow } from '../flows/find.ts';
import type { EverythingKnobs } from '../flows/find-everything.ts';
import type { AppStore } from '../store.ts';
import { createExportMaker } from './batch-export.ts';
import type { BatchFlow, BatchRun, BatchState } from './batch-types.ts';
import type { Strip } from './strip-types.ts';

const IDLE: BatchRun = { running: false, done: 0, total: 0, current: '', failed: [] };

/** Resolves once the picture on the stage can be asked. @throws SegError `aborted`, or why it cannot */
function encodingReady(store: AppStore, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop = (): void => undefined;
    const look = (): boolean => {
      const { encoding } = store.state;
      if (signal.aborted) reject(new SegError('aborted', 'given up by the caller'));
      else if (encoding.phase === 'ready') resolve();
      else if (encoding.phase === 'failed') reject(new SegError(encoding.code, encoding.detail));
      else return false;
      stop();
      return true;
    };
    if (look()) return;
    stop = store.api.subscribe(look);
    signal.addEventListener('abort', look, { once: true });
  });
}

export function createBatchFlow(store: AppStore, deps: Deps, strip: Strip, finds: FindFlow): BatchFlow {
  const api = createStore<BatchState>(() => ({ everything: IDLE, export: IDLE, made: null }));
  const maker = createExportMaker(deps, strip);
  /** Pictures through which everything mode has been. */
  const through = new Set<string>();
  let controller = new AbortController();

  const set = (kind: 'everything' | 'export', part: Partial<BatchRun>): void =>
    api.setState({ [kind]: { ...api.getState()[kind], ...part } });
  const begin = (kind: 'everything' | 'export', total: number, done: number): AbortSignal => {
    controller.abort();
    controller = new AbortController();
    set(kind, { running: true, done, total, failed: [], current: '' });
    return controller.signal;
  };

  /** @returns why not, or null when the search went through */
  const findIn = async (id: string, knobs: EverythingKnobs, signal: AbortSignal): Promise<string | null> => {
    if (!(await strip.select(id))) return 'it could not be opened';
    await encodingReady(store, signal);
    const cancel = (): void => finds.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const failures = store.state.failures.length;
    try {
      await finds.everything(knobs);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
    throwIfAborted(signal);
    // Somebody went to another picture: that ends the run.
    if (strip.api.getState().activeId !== id) throw new SegError('aborted', 'another picture was chosen');
    return store.state.failures.length > failures ? 'the model failed' : null;
  };

  return {
    api,
    async everything(knobs) {
      const { items } = strip.api.getState();
      const open = items.filter((i) => !through.has(i.id));
      const signal = begin('everything', items.length, items.length - open.length);
      try {
        for (const { id, name } of open) {
          throwIfAborted(signal);
          set('everything', { current: name });
          const problem = await findIn(id, knobs, signal);
          const { done, failed } = api.getState().everything;
          if (problem === null) through.add(id);
          set('everything', {
            done: problem === null ? done + 1 : done,
            failed: problem === null ? failed : [...failed, `“${name}”: ${problem}`],
          });
        }
      } catch (thrown) {
        if (!isAborted(thrown)) store.fail('everything', thrown);
      } finally {
        // A newer run shows itself.
        if (controller.signal === signal) set('everything', { running: false, current: '' });
      }
    },
    startOver() {
      through.clear();
      set('everything', IDLE);
    },
    async export(plan) {
      await strip.secure();
      const documents = strip.documents().filter((d) => (d.work?.doc.objects.length ?? 0) > 0);
      const signal = begin('export', documents.length, 0);
      api.setState({ made: null });
      try {
        const made = await maker.make(documents, plan, signal, ({ done, current, failed }) =>
          set('export', { done, current, failed }),
        );
        throwIfAborted(signal);
        if (made.pictures > 0) api.setState({ made });
      } catch (thrown) {
        if (!isAborted(thrown)) store.fail('export', thrown);
      } finally {
        if (controller.signal === signal) set('export', { running: false, current: '' });
      }
    },
    cancel() {
      controller.abort();
      set('everything', { running: false });
      set('export', { running: false });
    },
  };
}

/** Flow: one thing done to every picture of the strip, with progress, cancel, and going on where it stopped. */
import { createStore } from 'zustand/vanilla';
import { isAborted, SegError, throwIfAborted } from '../../contract/errors.ts';
import type { Deps } from '../deps.ts';
import type { FindFlow } from '../flows/find.ts';
import type { EverythingKnobs } from '../flows/find-everything.ts';
import type { SubjectFlow } from '../flows/select-subject.ts';
import type { AppStore } from '../store.ts';
import { createExportMaker } from './batch-export.ts';
import type { BatchFlow, BatchRun, BatchState, SubjectResult } from './batch-types.ts';
import type { Strip, StripItem } from './strip-types.ts';

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

type Search = 'everything' | 'subject';
type RunKind = Search | 'export';

/** Why a picture could not be searched; null when it was. */
type Problem = string | null;

export interface BatchParts {
  readonly strip: Strip;
  readonly finds: FindFlow;
  readonly subject: SubjectFlow;
}

export function createBatchFlow(
  store: AppStore,
  deps: Deps,
  { strip, finds, subject: subjects }: BatchParts,
): BatchFlow {
  const api = createStore<BatchState>(() => ({
    everything: IDLE,
    subject: IDLE,
    export: IDLE,
    subjects: [],
    made: null,
  }));
  const maker = createExportMaker(deps, strip);
  /** Pictures through which everything mode has been. */
  const through = new Set<string>();
  let controller = new AbortController();

  const set = (kind: RunKind, part: Partial<BatchRun>): void =>
    api.setState({ [kind]: { ...api.getState()[kind], ...part } });
  const begin = (kind: RunKind, total: number, done: number): AbortSignal => {
    controller.abort();
    controller = new AbortController();
    set(kind, { running: true, done, total, failed: [], current: '' });
    return controller.signal;
  };

  /** Puts the picture on the stage and waits until it can be asked. @returns why not, or null */
  const show = async (id: string, signal: AbortSignal): Promise<Problem> => {
    if (!(await strip.select(id))) return 'it could not be opened';
    await encodingReady(store, signal);
    return null;
  };
  /** Ends a run whose picture is no longer on the stage: somebody went to another one. */
  const stillOn = (id: string, signal: AbortSignal): void => {
    throwIfAborted(signal);
    if (strip.api.getState().activeId !== id) throw new SegError('aborted', 'another picture was chosen');
  };

  const findIn = async (id: string, knobs: EverythingKnobs, signal: AbortSignal): Promise<Problem> => {
    const problem = await show(id, signal);
    if (problem) return problem;
    const cancel = (): void => finds.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const failures = store.state.failures.length;
    try {
      await finds.everything(knobs);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
    stillOn(id, signal);
    if (store.state.failures.length > failures) return 'the model failed';
    through.add(id);
    return null;
  };

  const note = (result: SubjectResult): void => {
    const others = api.getState().subjects.filter((r) => r.id !== result.id);
    api.setState({ subjects: [...others, result] });
  };
  const subjectIn = async (id: string, name: string, anew: boolean, signal: AbortSignal): Promise<Problem> => {
    const problem = await show(id, signal);
    if (problem) return problem;
    if (store.state.doc.objects.length > 0 && !anew) {
      note({ id, name, outcome: 'kept' });
      return null;
    }
    const outcome = await subjects.select({ quiet: true, another: anew, signal });
    stillOn(id, signal);
    if (outcome === null) return 'the model failed';
    // What was there before is still there.
    if (anew && outcome === 'none') return 'there is no other guess';
    note({ id, name, outcome });
    return null;
  };

  /** Goes through pictures one after the other and counts. */
  const search = async (
    kind: Search,
    done: ReadonlySet<string>,
    work: (item: StripItem, signal: AbortSignal) => Promise<Problem>,
  ): Promise<void> => {
    const { items } = strip.api.getState();
    const open = items.filter((i) => !done.has(i.id));
    const signal = begin(kind, items.length, items.length - open.length);
    try {
      for (const item of open) {
        throwIfAborted(signal);
        set(kind, { current: item.name });
        const problem = await work(item, signal);
        const before = api.getState()[kind];
        if (problem === null) set(kind, { done: before.done + 1 });
        else set(kind, { failed: [...before.failed, `“${item.name}”: ${problem}`] });
      }
    } catch (thrown) {
      if (!isAborted(thrown)) store.fail(kind === 'subject' ? 'segment' : kind, thrown);
    } finally {
      // A newer run shows itself.
      if (controller.signal === signal) set(kind, { running: false, current: '' });
    }
  };

  return {
    api,
    everything: (knobs) => search('everything', through, ({ id }, signal) => findIn(id, knobs, signal)),
    subject: () => {
      const done = new Set(api.getState().subjects.map(({ id }) => id));
      return search('subject', done, ({ id, name }, signal) => subjectIn(id, name, false, signal));
    },
    redoSubject: (id) => {
      const others = new Set(strip.api.getState().items.flatMap((item) => (item.id === id ? [] : [item.id])));
      return search('subject', others, (item, signal) => subjectIn(item.id, item.name, true, signal));
    },
    startOver(kind) {
      if (kind === 'everything') through.clear();
      else api.setState({ subjects: [] });
      set(kind, IDLE);
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
      set('subject', { running: false });
      set('export', { running: false });
    },
  };
}

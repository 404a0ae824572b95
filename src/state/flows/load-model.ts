/** Flow: open a model's engine, report its progress, and replace it when it is lost. */
import { isAborted, SegError } from '../../contract/errors.ts';
import type { ModelManifest } from '../../contract/manifest.ts';
import type { Engine } from '../../contract/predictor.ts';
import type { LoadedModel, LoadOptions } from '../../contract/segmenter.ts';
import type { Deps } from '../deps.ts';
import type { Notice } from '../state.ts';
import type { AppStore } from '../store.ts';

type Choice = Pick<LoadOptions, 'backend' | 'size' | 'precision' | 'threads' | 'files'>;

/** A lost engine is reopened this many times in a row before the person is asked. */
const MAX_REOPENS = 2;

const BACKEND_WORDS = { webgpu: 'WebGPU', wasm: 'WebAssembly' } as const;

/** Says that the model moved to another backend, with the reason it gave itself. */
function backendNotice(loaded: LoadedModel): Omit<Notice, 'id'> {
  const chosen = loaded.reports.find((r) => r.verdict === 'chosen' && r.backend === loaded.backend);
  const left = loaded.reports.find((r) => r.backend !== loaded.backend && r.verdict !== 'not-tried');
  const reason = loaded.backend === 'wasm' ? (left?.reason ?? chosen?.reason) : (chosen?.reason ?? left?.reason);
  return {
    tone: loaded.backend === 'wasm' ? 'warning' : 'info',
    title: `The model now runs on ${BACKEND_WORDS[loaded.backend]}`,
    ...(reason ? { text: reason } : {}),
    lasts: 7000,
  };
}

/** Everything that is needed to open the model again, elsewhere. */
export interface OpenedModel {
  readonly manifest: ModelManifest;
  readonly baseUrl: string;
  readonly choice: Choice;
}

export interface ModelFlow {
  /** The engine that answers on this page, or null while none is ready. */
  engine(): Engine | null;
  /** What that engine was opened from. */
  opened(): OpenedModel | null;
  /** Opens the model; the one before is closed once the new one is ready. Failures go to the store. */
  load(id: string, choice?: Choice): Promise<void>;
  /** Opens a model whose manifest is not in the catalogue (dropped files). */
  loadManifest(manifest: ModelManifest, baseUrl: string, choice: Choice): Promise<void>;
  dispose(): void;
}

/** @param changed called whenever {@link ModelFlow.engine} gives something else */
export function createModelFlow(store: AppStore, deps: Deps, changed: () => void): ModelFlow {
  let engine: Engine | null = null;
  let from: OpenedModel | null = null;
  let controller = new AbortController();
  let reopens = 0;

  const swap = (next: Engine | null): void => {
    engine?.dispose();
    engine = next;
    changed();
  };

  const open = async (manifest: ModelManifest, baseUrl: string, choice: Choice, signal: AbortSignal): Promise<void> => {
    const id = manifest.id;
    // Reports come by a line of their own and may arrive after the end, good or bad, and an engine goes on reporting while it
    // tries another backend in the background: the screen must not go back to "loading".
    let settled = false;
    const next = await deps.engines
      .open(manifest, { ...choice, baseUrl }, signal, (progress) => {
        if (signal.aborted || settled) return;
        store.set({ model: { phase: 'loading', id, manifest, progress } });
      })
      .finally(() => {
        settled = true;
      });
    if (signal.aborted) {
      next.dispose();
      return;
    }
    from = { manifest, baseUrl, choice };
    swap(next);
    store.set({ model: { phase: 'ready', id, manifest, loaded: next.model } });
    watch(next, manifest, baseUrl, choice);
  };

  const watch = (current: Engine, manifest: ModelManifest, baseUrl: string, choice: Choice): void => {
    current.watch((loaded) => {
      const { model } = store.state;
      if (engine !== current || model.phase !== 'ready') return;
      if (model.loaded.backend !== loaded.backend) store.notify(backendNotice(loaded));
      store.set({ model: { ...model, loaded } });
    });
    void current.lost.then((reason) => {
      if (engine !== current || isAborted(reason)) return;
      engine = null;
      changed();
      const error = SegError.from(reason);
      if (reopens >= MAX_REOPENS) {
        store.set({ model: { phase: 'failed', id: manifest.id, code: error.code, detail: error.message } });
        store.fail('load-model', error);
        return;
      }
      reopens++;
      store.notify({
        tone: 'warning',
        title: 'The model stopped and is being started again',
        text: 'Your objects and clicks are kept; open answers are computed again.',
        lasts: 8000,
      });
      const backend = error.code === 'device-lost' && reopens > 1 ? 'wasm' : choice.backend;
      void attempt(manifest.id, async (signal) => open(manifest, baseUrl, { ...choice, backend }, signal));
    });
  };

  const attempt = async (id: string, run: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    const before = store.state.model;
    store.set({ model: { phase: 'loading', id, manifest: null, progress: null } });
    try {
      await run(signal);
    } catch (thrown) {
      if (signal.aborted || isAborted(thrown)) return;
      const error = SegError.from(thrown);
      // An engine that still works stays: a failed change of model must not take the tool away.
      store.set({
        model:
          engine && before.phase === 'ready'
            ? before
            : { phase: 'failed', id, code: error.code, detail: error.message },
      });
      store.fail('load-model', error);
    }
  };

  return {
    engine: () => engine,
    opened: () => (engine ? from : null),
    load: (id, choice = { backend: 'auto' }) => {
      reopens = 0;
      return attempt(id, async (signal) => {
        const { manifest, baseUrl } = await deps.models.manifest(id);
        if (signal.aborted) return;
        await open(manifest, baseUrl, choice, signal);
      });
    },
    loadManifest: (manifest, baseUrl, choice) => {
      reopens = 0;
      return attempt(manifest.id, (signal) => open(manifest, baseUrl, choice, signal));
    },
    dispose: () => {
      controller.abort();
      swap(null);
    },
  };
}

/** A lesson's own document beside the person's work: same model, other picture, other masks. */
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { Engine, EngineFactory } from '../../contract/predictor.ts';
import type { Progress } from '../../contract/segmenter.ts';
import { type App, createApp } from '../app.ts';
import type { ModelState } from '../state.ts';

/** The same engine without the right to end it: whoever opened it does that. What was kept for the borrower goes when it is done. */
function borrow(engine: Engine): Engine {
  const keys = new Set<string>();
  return {
    get model() {
      return engine.model;
    },
    manifest: engine.manifest,
    watch: (listener) => engine.watch(listener),
    predictor: (source, options) => {
      if (source.key !== undefined) keys.add(source.key);
      return engine.predictor(source, options);
    },
    forget: (key) => engine.forget(key),
    measure: (runs, report) => engine.measure(runs, report),
    count: () => engine.count(),
    dispose: () => {
      for (const key of keys) engine.forget(key);
    },
    lost: engine.lost,
  };
}

/** Resolves once the model of the host is neither absent nor being loaded. @throws SegError `aborted` */
function settled(host: App, id: string, signal: AbortSignal, report: (p: Progress) => void): Promise<ModelState> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const { model } = host.store.state;
      // At the start of the app there is no model yet for a moment; another one being loaded is not waited for.
      const waits = model.phase === 'none' || (model.phase === 'loading' && model.id === id);
      if (model.phase === 'loading' && model.progress) report(model.progress);
      if (!waits) end(() => resolve(model));
    };
    const end = (how: () => void): void => {
      unsubscribe();
      signal.removeEventListener('abort', leave);
      how();
    };
    const leave = (): void => end(() => reject(new SegError('aborted', 'given up by the caller')));
    const unsubscribe = host.store.api.subscribe(look);
    signal.addEventListener('abort', leave, { once: true });
    look();
  });
}

/** Lends the host's engine where it runs the wanted model; opens one of its own otherwise. */
function borrowingFactory(host: App): EngineFactory {
  return {
    async open(manifest, options, signal, report) {
      throwIfAborted(signal);
      const model = await settled(host, manifest.id, signal, report);
      const engine = host.engine();
      if (engine && model.phase === 'ready' && model.id === manifest.id) return borrow(engine);
      return host.deps.engines.open(manifest, options, signal, report);
    },
  };
}

/**
 * An application of its own over the host's services. Pictures, prompts, masks and history are separate, the engine is shared
 * where possible. `dispose()` frees the picture and every embedding that was made for it, and leaves the host's engine running.
 * What fails is told by the host, whose notices are on screen.
 */
export function createLessonApp(host: App): App {
  const app = createApp({ ...host.deps, engines: borrowingFactory(host) }, { ...host.store.state.settings });
  const unsubscribe = app.store.api.subscribe(({ failures, notices }, before) => {
    for (const failure of failures) {
      if (before.failures.includes(failure)) continue;
      // A model that both were waiting for failed once.
      const told = host.store.state.failures.some((f) => f.doing === failure.doing && f.detail === failure.detail);
      if (!told) host.store.fail(failure.doing, new SegError(failure.code, failure.detail));
    }
    for (const notice of notices) {
      if (before.notices.includes(notice)) continue;
      const { id: _, ...rest } = notice;
      host.store.notify(rest);
    }
  });
  return {
    ...app,
    dispose() {
      unsubscribe();
      app.dispose();
    },
  };
}

/** Lets a second document (a lesson, a comparison) use the engine that is already running, without owning it. */
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { Engine, EngineFactory } from '../../contract/segmenter.ts';
import type { App } from '../app.ts';

/** The same engine, except that closing it closes nothing. */
function borrowed(engine: Engine): Engine {
  return {
    model: engine.model,
    manifest: engine.manifest,
    embed: (...args) => engine.embed(...args),
    segment: (...args) => engine.segment(...args),
    hover: (...args) => engine.hover(...args),
    everything: (...args) => engine.everything(...args),
    similar: (...args) => engine.similar(...args),
    inspect: (...args) => engine.inspect(...args),
    tensorNames: (...args) => engine.tensorNames(...args),
    measure: (...args) => engine.measure(...args),
    release: (embedding) => engine.release(embedding),
    count: () => engine.count(),
    dispose: () => undefined, // the owner closes it
    lost: engine.lost,
  };
}

/** Waits until the owner has an engine; starts nothing by itself. */
function readyEngine(owner: App, signal: AbortSignal): Promise<Engine> {
  const present = owner.engine();
  if (present) return Promise.resolve(present);
  return new Promise((resolve, reject) => {
    const stop = owner.store.api.subscribe((state) => {
      const engine = owner.engine();
      if (engine) {
        stop();
        resolve(engine);
      } else if (state.model.phase === 'failed') {
        stop();
        reject(new SegError(state.model.code, state.model.detail));
      }
    });
    signal.addEventListener('abort', () => {
      stop();
      reject(new SegError('aborted', 'given up while waiting for the engine'));
    });
  });
}

/** An engine factory that lends out whatever engine `owner` has, whichever model is asked for. */
export function borrowFrom(owner: App): EngineFactory {
  return {
    async open(_manifest, _options, signal) {
      throwIfAborted(signal);
      return borrowed(await readyEngine(owner, signal));
    },
  };
}

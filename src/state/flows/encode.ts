/** Flow: keep a predictor of the picture on the stage, by the current engine. */
import { isAborted, SegError } from '../../contract/errors.ts';
import type { Engine, ImagePredictor, ImageSource } from '../../contract/predictor.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import type { AppStore } from '../store.ts';

/** Models slower than this encode nothing ahead: a click made meanwhile would wait too long. Milliseconds. */
const AHEAD_MS = 3000;

/** The picture that can be asked about, with the engine that answers. */
export interface Encoded {
  readonly engine: Engine;
  readonly picture: OpenedPicture;
  readonly predictor: ImagePredictor;
}

export interface EncodeFlow {
  /** The predictor for the present picture and engine, or null while there is none. */
  current(): Encoded | null;
  /** Starts encoding where picture or engine have changed. */
  sync(engine: Engine | null): void;
  /** Tries again after a failure. */
  retry(engine: Engine | null): void;
  /** Encodes a picture that is likely to come next, if the engine is free; it is at hand when the picture is shown. */
  prefetch(picture: OpenedPicture): Promise<void>;
  /** Gives up what is kept for a picture that will not come back. */
  forget(pictureId: string): void;
}

/** A picture as engines take it. @param key under which its embedding is kept after use; none: not at all */
export function imageSource(deps: Deps, picture: OpenedPicture, key?: string): ImageSource {
  return { ...(key === undefined ? {} : { key }), size: picture.size, bitmap: () => deps.pictures.copy(picture) };
}

/** @param ready called when a new predictor can be asked, but not from within `sync` */
export function createEncodeFlow(store: AppStore, deps: Deps, ready: () => void): EncodeFlow {
  let current: Engine | null = null;
  let encoded: Encoded | null = null;
  let running: { engine: Engine; picture: OpenedPicture; controller: AbortController } | null = null;
  /** A picture is being encoded ahead. */
  let ahead = false;

  const run = async (engine: Engine, picture: OpenedPicture): Promise<void> => {
    const controller = new AbortController();
    const mine = { engine, picture, controller };
    running = mine;
    store.set({ encoding: { phase: 'encoding', since: deps.clock.now() } });
    try {
      const { signal } = controller;
      const predictor = await engine.predictor(imageSource(deps, picture, picture.id), { signal });
      if (running !== mine) {
        predictor.close();
        return;
      }
      running = null;
      encoded = { engine, picture, predictor };
      const { encodeMs, prepareMs } = predictor;
      store.set({ encoding: { phase: 'ready', encodeMs, prepareMs } });
      ready();
    } catch (thrown) {
      if (running !== mine) return;
      running = null;
      if (isAborted(thrown)) return;
      const error = SegError.from(thrown);
      store.set({ encoding: { phase: 'failed', code: error.code, detail: error.message } });
      // An engine that is lost for good is reopened by the model flow, which then asks for a new predictor.
      if (error.code !== 'worker-lost' && error.code !== 'device-lost') store.fail('encode', error);
    }
  };

  const sync = (engine: Engine | null): void => {
    current = engine;
    const { picture } = store.state;
    if (encoded && encoded.engine === engine && encoded.picture === picture) return;
    if (running && running.engine === engine && running.picture === picture) return;
    running?.controller.abort();
    running = null;
    encoded?.predictor.close();
    encoded = null;
    if (engine && picture) void run(engine, picture);
    else store.set({ encoding: { phase: 'none' } });
  };

  return {
    // Between a change of picture and `sync` the predictor is another picture's.
    current: () => (encoded?.picture === store.state.picture ? encoded : null),
    sync,
    retry(engine) {
      if (store.state.encoding.phase === 'failed') sync(engine);
    },
    async prefetch(picture) {
      if (!encoded || running || ahead || encoded.picture.id === picture.id) return;
      if (encoded.predictor.encodeMs > AHEAD_MS) return;
      ahead = true;
      try {
        // Runs to its end: giving an encode up would end the worker, which costs more.
        const { signal } = new AbortController();
        const predictor = await encoded.engine.predictor(imageSource(deps, picture, picture.id), { signal });
        predictor.close();
      } catch {
        // Only ahead of time: when the picture is shown it is encoded again, and what is wrong is said.
      } finally {
        ahead = false;
      }
    },
    forget(pictureId) {
      current?.forget(pictureId);
    },
  };
}

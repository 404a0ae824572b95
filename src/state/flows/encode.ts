/** Flow: keep an embedding of the picture on the stage in the current engine. */
import { isAborted, SegError } from '../../contract/errors.ts';
import type { EmbeddingRef, Engine } from '../../contract/segmenter.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import type { AppStore } from '../store.ts';

/** An embedding with the engine that owns it. */
export interface Encoded {
  readonly engine: Engine;
  readonly picture: OpenedPicture;
  readonly embedding: EmbeddingRef;
}

export interface EncodeFlow {
  /** The embedding for the present picture and engine, or null while there is none. */
  current(): Encoded | null;
  /** Starts encoding where picture or engine have changed; releases what is no longer shown. */
  sync(engine: Engine | null): void;
  /** Tries again after a failure. */
  retry(engine: Engine | null): void;
}

/** @param ready called when a new embedding can be asked */
export function createEncodeFlow(store: AppStore, deps: Deps, ready: () => void): EncodeFlow {
  let encoded: Encoded | null = null;
  let running: { engine: Engine; picture: OpenedPicture; controller: AbortController } | null = null;

  const release = (): void => {
    encoded?.engine.release(encoded.embedding);
    encoded = null;
  };

  const run = async (engine: Engine, picture: OpenedPicture): Promise<void> => {
    const controller = new AbortController();
    const mine = { engine, picture, controller };
    running = mine;
    store.set({ encoding: { phase: 'encoding', since: deps.clock.now() } });
    try {
      const bitmap = await deps.pictures.copy(picture);
      if (controller.signal.aborted) {
        bitmap.close();
        return;
      }
      const embedding = await engine.embed(bitmap, picture.size, controller.signal);
      if (running !== mine) {
        engine.release(embedding);
        return;
      }
      running = null;
      encoded = { engine, picture, embedding };
      store.set({ encoding: { phase: 'ready', encodeMs: embedding.encodeMs, prepareMs: embedding.prepareMs } });
      ready();
    } catch (thrown) {
      if (running !== mine) return;
      running = null;
      // A lost engine is reopened by the model flow, which then asks for a new embedding.
      if (isAborted(thrown)) return;
      const error = SegError.from(thrown);
      store.set({ encoding: { phase: 'failed', code: error.code, detail: error.message } });
      if (error.code !== 'worker-lost' && error.code !== 'device-lost') store.fail('encode', error);
    }
  };

  const sync = (engine: Engine | null): void => {
    const { picture } = store.state;
    if (encoded && encoded.engine === engine && encoded.picture === picture) return;
    if (running && running.engine === engine && running.picture === picture) return;
    running?.controller.abort();
    running = null;
    release();
    if (!engine || !picture) {
      store.set({ encoding: { phase: 'none' } });
      return;
    }
    void run(engine, picture);
  };

  return {
    current: () => encoded,
    sync,
    retry(engine) {
      if (store.state.encoding.phase === 'failed') sync(engine);
    },
  };
}

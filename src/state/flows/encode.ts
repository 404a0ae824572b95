/** Flow: keep an embedding of the picture on the stage in the current engine. */
import { isAborted, SegError } from '../../contract/errors.ts';
import type { EmbeddingRef, Engine } from '../../contract/segmenter.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import type { AppStore } from '../store.ts';
import { EmbeddingShelf } from './embedding-shelf.ts';

/** Models slower than this encode nothing ahead: a click made meanwhile would wait too long. Milliseconds. */
const AHEAD_MS = 3000;

/** A picture whose worker was lost is sent to the next one this many times. */
const MOST_RESENDS = 2;

/** An embedding with the engine that owns it. */
export interface Encoded {
  readonly engine: Engine;
  readonly picture: OpenedPicture;
  readonly embedding: EmbeddingRef;
}

export interface EncodeFlow {
  /** The embedding for the present picture and engine, or null while there is none. */
  current(): Encoded | null;
  /** Starts encoding where picture or engine have changed; what is at hand already can be asked on return. */
  sync(engine: Engine | null): void;
  /** Tries again after a failure. */
  retry(engine: Engine | null): void;
  /** Encodes a picture that is likely to come next, if the engine is free; it is at hand when the picture is shown. */
  prefetch(picture: OpenedPicture): Promise<void>;
  /** Releases what is kept for a picture that will not come back. */
  forget(pictureId: string): void;
}

/** @param ready called when a new embedding can be asked, but not from within `sync` */
export function createEncodeFlow(store: AppStore, deps: Deps, ready: () => void): EncodeFlow {
  let encoded: Encoded | null = null;
  let running: { engine: Engine; picture: OpenedPicture; controller: AbortController } | null = null;
  const shelf = new EmbeddingShelf();
  /** Picture that is being encoded ahead. */
  let ahead: { readonly engine: Engine; readonly picture: OpenedPicture; readonly done: Promise<void> } | null = null;

  /** The embedding makes room for another picture's; it is kept while the same engine may be asked for it again. */
  const setAside = (engine: Engine | null): void => {
    if (encoded && encoded.engine === engine) shelf.put(encoded);
    else encoded?.engine.release(encoded.embedding);
    encoded = null;
    shelf.keepOnly(engine);
  };

  const show = (found: Encoded): void => {
    encoded = found;
    const { encodeMs, prepareMs } = found.embedding;
    store.set({ encoding: { phase: 'ready', encodeMs, prepareMs } });
  };

  const run = async (engine: Engine, picture: OpenedPicture, tries = 0): Promise<void> => {
    const controller = new AbortController();
    const mine = { engine, picture, controller };
    running = mine;
    store.set({ encoding: { phase: 'encoding', since: deps.clock.now() } });
    try {
      if (ahead?.picture.id === picture.id && ahead.engine === engine) {
        await ahead.done;
        if (running !== mine) return;
        const found = shelf.take(engine, picture);
        if (found) {
          running = null;
          show(found);
          ready();
          return;
        }
      }
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
      show({ engine, picture, embedding });
      ready();
    } catch (thrown) {
      if (running !== mine) return;
      running = null;
      if (isAborted(thrown)) return;
      const error = SegError.from(thrown);
      const lost = error.code === 'worker-lost' || error.code === 'device-lost';
      // The engine starts another worker by itself: the picture is sent again. An engine that is lost for good is
      // reopened by the model flow, which then asks for a new embedding.
      if (lost && tries < MOST_RESENDS) {
        void run(engine, picture, tries + 1);
        return;
      }
      store.set({ encoding: { phase: 'failed', code: error.code, detail: error.message } });
      if (!lost) store.fail('encode', error);
    }
  };

  const sync = (engine: Engine | null): void => {
    const { picture } = store.state;
    if (encoded && encoded.engine === engine && encoded.picture === picture) return;
    if (running && running.engine === engine && running.picture === picture) return;
    running?.controller.abort();
    running = null;
    setAside(engine);
    if (!engine || !picture) {
      store.set({ encoding: { phase: 'none' } });
      return;
    }
    const found = shelf.take(engine, picture);
    if (found) show(found);
    else void run(engine, picture);
  };

  /** Runs to its end: giving an encode up would end the worker, which costs more. */
  const encodeAhead = async (engine: Engine, picture: OpenedPicture): Promise<void> => {
    try {
      const bitmap = await deps.pictures.copy(picture);
      const embedding = await engine.embed(bitmap, picture.size, new AbortController().signal);
      const wanted = ahead?.picture === picture && (running ?? encoded)?.engine === engine;
      if (wanted) shelf.put({ engine, picture, embedding });
      else engine.release(embedding);
    } catch {
      // Only ahead of time: when the picture is shown it is encoded again, and what is wrong is said.
    }
  };

  return {
    // Between a change of picture and `sync` the embedding is another picture's.
    current: () => (encoded?.picture === store.state.picture ? encoded : null),
    sync,
    retry(engine) {
      if (store.state.encoding.phase === 'failed') sync(engine);
    },
    async prefetch(picture) {
      if (!encoded || running || ahead || encoded.picture.id === picture.id) return;
      const { engine } = encoded;
      if (encoded.embedding.encodeMs > AHEAD_MS || shelf.has(engine, picture.id)) return;
      const done = encodeAhead(engine, picture);
      ahead = { engine, picture, done };
      await done;
      ahead = null;
    },
    forget(pictureId) {
      if (ahead?.picture.id === pictureId) ahead = null;
      shelf.remove(pictureId);
    },
  };
}

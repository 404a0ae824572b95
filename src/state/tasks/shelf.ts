/** Embeddings of a task's pictures in the app's own engine: asked for when needed, few kept, all released on leaving. */
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { EmbeddingRef, Engine } from '../../contract/segmenter.ts';
import type { Size } from '../../core/geometry/space.ts';
import { type FeatureField, featureTensor, fieldFrom } from '../../core/tasks/feature-field.ts';
import type { AppStore } from '../store.ts';

/** The part of the app that a task borrows. */
export interface EngineOwner {
  readonly store: AppStore;
  engine(): Engine | null;
}

/** A picture or frame that may be encoded. */
export interface Encodable {
  readonly id: string;
  readonly size: Size;
  /** A bitmap that may be used up. */
  copy(): Promise<ImageBitmap>;
}

/** An embedding with what answers it; good until the shelf is asked for others. */
export interface Shelved {
  readonly engine: Engine;
  readonly ref: EmbeddingRef;
  /** Features over the picture. @throws SegError `bad-model` where the model keeps none */
  field(): Promise<FeatureField>;
}

interface Entry {
  readonly engine: Engine;
  readonly work: Promise<Shelved>;
}

/** Never fires: an encode that is no longer wanted is let finish, since stopping it would end the worker that others use. */
const UNSTOPPED = new AbortController().signal;

/** The app's engine once it is loaded. @throws SegError `aborted`, or the code of the model's failure */
function readyEngine(owner: EngineOwner, signal: AbortSignal): Promise<Engine> {
  return new Promise((resolve, reject) => {
    let leave: () => void = () => undefined;
    const look = (): boolean => {
      const engine = owner.engine();
      const { model } = owner.store.state;
      if (signal.aborted) reject(new SegError('aborted', 'given up by the caller'));
      else if (engine) resolve(engine);
      else if (model.phase === 'failed') reject(new SegError(model.code, model.detail));
      else return false;
      leave();
      return true;
    };
    if (look()) return;
    const unsubscribe = owner.store.api.subscribe(look);
    signal.addEventListener('abort', look);
    leave = () => {
      unsubscribe();
      signal.removeEventListener('abort', look);
    };
  });
}

export class EmbeddingShelf {
  private readonly owner: EngineOwner;
  private readonly capacity: number;
  /** Least recently used first. */
  private readonly entries = new Map<string, Entry>();
  private readonly life = new AbortController();

  /** @param capacity embeddings kept in the engine at a time */
  constructor(owner: EngineOwner, capacity: number) {
    this.owner = owner;
    this.capacity = capacity;
  }

  /**
   * The embedding of a picture, encoded unless it is at hand.
   * @throws SegError `aborted` when the signal fires or the shelf is closed
   */
  async get(picture: Encodable, signal: AbortSignal): Promise<Shelved> {
    const either = AbortSignal.any([signal, this.life.signal]);
    const engine = await readyEngine(this.owner, either);
    throwIfAborted(either);
    const known = this.entries.get(picture.id);
    if (known && known.engine !== engine) this.drop(picture.id);
    const entry = this.entries.get(picture.id) ?? { engine, work: this.encode(engine, picture) };
    this.entries.delete(picture.id);
    this.entries.set(picture.id, entry);
    for (const id of [...this.entries.keys()].slice(0, -this.capacity)) this.drop(id);
    try {
      const shelved = await entry.work;
      throwIfAborted(either);
      return shelved;
    } catch (thrown) {
      if (this.entries.get(picture.id) === entry && !either.aborted) this.entries.delete(picture.id);
      throw thrown;
    }
  }

  /** Releases what is kept of a picture. */
  drop(id: string): void {
    const entry = this.entries.get(id);
    this.entries.delete(id);
    entry?.work.then(
      ({ engine, ref }) => engine.release(ref),
      () => undefined,
    );
  }

  /** Releases everything; later calls reject. */
  dispose(): void {
    this.life.abort();
    for (const id of [...this.entries.keys()]) this.drop(id);
  }

  private async encode(engine: Engine, picture: Encodable): Promise<Shelved> {
    const ref = await engine.embed(await picture.copy(), picture.size, UNSTOPPED);
    let field: Promise<FeatureField> | null = null;
    return {
      engine,
      ref,
      field: () => {
        field ??= readField(engine, ref);
        return field;
      },
    };
  }
}

async function readField(engine: Engine, ref: EmbeddingRef): Promise<FeatureField> {
  const name = featureTensor((await engine.tensorNames(ref)).map((t) => t.name));
  const [view] = name === null ? [] : await engine.inspect(ref, { kind: 'tensor', name });
  if (!view) {
    throw new SegError('bad-model', 'this model keeps no feature map to compare places by; choose another in Models');
  }
  return fieldFrom(view);
}

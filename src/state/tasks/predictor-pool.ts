/** Predictors of a task's pictures, by the app's own engine: made when needed, few open at a time, all closed on leaving. */
import { anySignal } from '../../contract/any-signal.ts';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { Engine, ImagePredictor, ImageSource } from '../../contract/predictor.ts';
import { type FeatureField, featureTensor, fieldFrom } from '../../core/tasks/feature-field.ts';
import type { AppStore } from '../store.ts';

/** The part of the app that a task borrows. */
export interface EngineOwner {
  readonly store: AppStore;
  engine(): Engine | null;
}

/** A picture or frame that may be encoded. */
export interface TaskPicture extends ImageSource {
  readonly id: string;
}

/** A predictor with the picture's features; good until the pool is asked for others. */
export interface TaskPredictor {
  readonly predictor: ImagePredictor;
  /** Features over the picture. @throws SegError `bad-model` where the model keeps none */
  field(): Promise<FeatureField>;
}

interface Entry {
  readonly engine: Engine;
  readonly work: Promise<TaskPredictor>;
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

export class PredictorPool {
  private readonly owner: EngineOwner;
  private readonly capacity: number;
  /** Least recently used first. */
  private readonly entries = new Map<string, Entry>();
  private readonly life = new AbortController();

  /** @param capacity predictors open at a time */
  constructor(owner: EngineOwner, capacity: number) {
    this.owner = owner;
    this.capacity = capacity;
  }

  /**
   * The predictor of a picture, made unless it is open.
   * @throws SegError `aborted` when the signal fires or the pool is closed
   */
  async get(picture: TaskPicture, signal: AbortSignal): Promise<TaskPredictor> {
    const either = anySignal(signal, this.life.signal);
    const engine = await readyEngine(this.owner, either);
    throwIfAborted(either);
    const known = this.entries.get(picture.id);
    if (known && known.engine !== engine) this.drop(picture.id);
    const entry = this.entries.get(picture.id) ?? { engine, work: this.encode(engine, picture) };
    this.entries.delete(picture.id);
    this.entries.set(picture.id, entry);
    for (const id of [...this.entries.keys()].slice(0, -this.capacity)) this.drop(id);
    try {
      const asked = await entry.work;
      throwIfAborted(either);
      return asked;
    } catch (thrown) {
      if (this.entries.get(picture.id) === entry && !either.aborted) this.entries.delete(picture.id);
      throw thrown;
    }
  }

  /** Closes a picture's predictor. */
  drop(id: string): void {
    const entry = this.entries.get(id);
    this.entries.delete(id);
    entry?.work.then(
      ({ predictor }) => predictor.close(),
      () => undefined,
    );
  }

  /** Closes every predictor. */
  clear(): void {
    for (const id of [...this.entries.keys()]) this.drop(id);
  }

  /** Closes everything; later calls reject. */
  dispose(): void {
    this.life.abort();
    this.clear();
  }

  private async encode(engine: Engine, picture: TaskPicture): Promise<TaskPredictor> {
    const predictor = await engine.predictor(picture, { signal: UNSTOPPED });
    let field: Promise<FeatureField> | null = null;
    return {
      predictor,
      field: () => {
        field ??= readField(predictor);
        return field;
      },
    };
  }
}

async function readField(predictor: ImagePredictor): Promise<FeatureField> {
  const name = featureTensor((await predictor.tensorNames()).map((t) => t.name));
  if (name === null) {
    throw new SegError('bad-model', 'this model keeps no feature map to compare places by; choose another in Models');
  }
  return fieldFrom(await predictor.tensor(name));
}

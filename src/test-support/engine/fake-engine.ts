/** An engine without a model: a test says what it answers. Embeddings are kept and given up as the real one does, without limit. */
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { ModelManifest } from '../../contract/manifest.ts';
import type {
  Engine,
  ImagePredictor,
  ImageSource,
  PredictOptions,
  PredictorOptions,
} from '../../contract/predictor.ts';
import type { LoadedModel, ResourceCount, Segmentation, TensorView, Timings } from '../../contract/segmenter.ts';
import { boxOfSize, type ImageBox } from '../../core/geometry/box.ts';
import { type Placement, placeStretch } from '../../core/geometry/resize.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';

/** A picture that the fake has encoded. */
export interface SeenPicture {
  readonly id: number;
  readonly size: Size;
  readonly crop: ImageBox | undefined;
  /** What the source gave; only the test knows what it is. */
  readonly bitmap: unknown;
}

type Asked = PredictOptions & { readonly signal: AbortSignal };

type Answer = (prompts: readonly Prompt[], options: Asked, seen: SeenPicture) => Segmentation | Promise<Segmentation>;

export interface FakeBehaviour {
  readonly manifest?: Partial<ModelManifest>;
  readonly model?: Partial<LoadedModel>;
  readonly placement?: Pick<Placement, 'canvas' | 'content'>;
  readonly encodeMs?: number;
  /** Called with every picture to encode; may wait or throw. */
  readonly encode?: (seen: SeenPicture, signal: AbortSignal) => void | Promise<void>;
  readonly predict?: Answer;
  /** As `predict` when absent. */
  readonly hover?: Answer;
  readonly everything?: ImagePredictor['everything'];
  readonly similar?: ImagePredictor['similar'];
  /** The encoder's outputs; `dims` are made of their channels and size. */
  readonly tensors?: (seen: SeenPicture) => readonly TensorView[];
  readonly measure?: () => Promise<Timings>;
  readonly count?: () => Promise<ResourceCount>;
  readonly dispose?: () => void;
}

interface Kept {
  readonly seen: SeenPicture;
  key: string | undefined;
  users: number;
}

const NEVER: AbortSignal = new AbortController().signal;

async function unused(): Promise<never> {
  throw new SegError('internal', 'not part of this test');
}

export class FakeEngine implements Engine {
  readonly manifest: ModelManifest;
  readonly model: LoadedModel;
  readonly lost: Promise<Error>;
  /** Ends the engine with this reason. */
  lose: (reason: Error) => void = () => undefined;
  /** Every encode, in order. */
  readonly encoded: SeenPicture[] = [];
  /** Ids of the embeddings given up, in order. */
  readonly released: number[] = [];
  private readonly behaviour: FakeBehaviour;
  private readonly kept = new Set<Kept>();

  constructor(behaviour: FakeBehaviour = {}) {
    this.behaviour = behaviour;
    // A test names the fields that are read of the manifest.
    this.manifest = { id: 'fake', name: 'Fake', prompts: [], files: {}, ...behaviour.manifest } as ModelManifest;
    this.model = {
      id: this.manifest.id,
      backend: 'wasm',
      precision: 'fp32',
      threads: 1,
      loadMs: 1,
      bytes: 1,
      reports: [],
      batched: true,
      ...behaviour.model,
    };
    this.lost = new Promise((resolve) => {
      this.lose = resolve;
    });
  }

  /** Embeddings held. */
  get held(): number {
    return this.kept.size;
  }

  watch(): () => void {
    return () => undefined;
  }

  async predictor(source: ImageSource, { signal, crop }: PredictorOptions): Promise<ImagePredictor> {
    throwIfAborted(signal);
    const key = source.key === undefined ? undefined : JSON.stringify([source.key, crop]);
    let kept = [...this.kept].find((k) => key !== undefined && k.key === key);
    if (!kept) {
      const bitmap: unknown = await source.bitmap();
      throwIfAborted(signal);
      const seen = { id: this.encoded.length + 1, size: source.size, crop, bitmap };
      this.encoded.push(seen);
      await this.behaviour.encode?.(seen, signal);
      kept = { seen, key, users: 0 };
      this.kept.add(kept);
    }
    kept.users++;
    return this.predictorOf(kept);
  }

  forget(key: string): void {
    for (const kept of this.kept) {
      if (kept.key === undefined || !kept.key.startsWith(`[${JSON.stringify(key)},`)) continue;
      kept.key = undefined;
      this.giveUp(kept);
    }
  }

  measure(): Promise<Timings> {
    return (this.behaviour.measure ?? unused)();
  }

  count(): Promise<ResourceCount> {
    return (this.behaviour.count ?? unused)();
  }

  dispose(): void {
    this.behaviour.dispose?.();
  }

  private giveUp(kept: Kept): void {
    if (kept.users > 0 || kept.key !== undefined || !this.kept.delete(kept)) return;
    this.released.push(kept.seen.id);
  }

  private predictorOf(kept: Kept): ImagePredictor {
    const { behaviour } = this;
    const { seen } = kept;
    const tensors = (): readonly TensorView[] => behaviour.tensors?.(seen) ?? [];
    const tensor = async (name: string): Promise<TensorView> => {
      const found = tensors().find((t) => t.name === name);
      if (!found) throw new SegError('internal', `the embedding holds no "${name}"`);
      return found;
    };
    let open = true;
    const predict = async (prompts: readonly Prompt[], options: PredictOptions = {}): Promise<Segmentation> =>
      (behaviour.predict ?? unused)(prompts, { signal: NEVER, ...options }, seen);
    const placed = placeStretch(seen.crop ?? boxOfSize(seen.size), 16);
    return {
      size: seen.size,
      placement: { ...placed, ...behaviour.placement },
      encodeMs: behaviour.encodeMs ?? 1,
      prepareMs: 1,
      predict,
      hover: async (prompts, options = {}) =>
        (behaviour.hover ?? behaviour.predict ?? unused)(prompts, { signal: NEVER, ...options }, seen),
      everything: behaviour.everything ?? unused,
      similar: behaviour.similar ?? unused,
      tensorNames: async () =>
        tensors().map(({ name, channels, width, height }) => ({ name, dims: [1, channels, height, width] })),
      tensor,
      input: () => tensor('input'),
      similarity: unused,
      dissect: unused,
      close: () => {
        if (!open) return;
        open = false;
        kept.users--;
        this.giveUp(kept);
      },
    };
  }
}

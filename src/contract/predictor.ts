/** What the page sees of a loaded model: an engine that makes predictors, one for each picture that is asked about. */
import type { ImageBox } from '../core/geometry/box.ts';
import type { Placement } from '../core/geometry/resize.ts';
import type { Size } from '../core/geometry/space.ts';
import type { LogitsPlane } from '../core/mask/logits.ts';
import type { Prompt } from '../core/prompt/prompt.ts';
import type { DissectOptions, DissectProgress, DissectSummary } from './dissect.ts';
import type { ModelManifest } from './manifest.ts';
import type {
  EverythingBatch,
  EverythingOptions,
  EverythingSummary,
  LoadedModel,
  LoadOptions,
  Progress,
  ResourceCount,
  Segmentation,
  SimilarObject,
  SimilarOptions,
  TensorName,
  TensorView,
  Timings,
} from './segmenter.ts';

/** A picture that a model may be shown. */
export interface ImageSource {
  /**
   * Equal keys mean equal pixels. The embedding of a picture with a key stays in the engine after its predictor is closed, while
   * memory lasts; without a key it goes with the predictor.
   */
  readonly key?: string;
  /** Working size, the space of all coordinates. */
  readonly size: Size;
  /** The whole picture at whatever resolution. Called for every encode; the bitmap is used up. */
  bitmap(): Promise<ImageBitmap>;
}

export interface PredictorOptions {
  readonly signal: AbortSignal;
  /** The part of the picture to encode, in picture pixels; the whole when absent. */
  readonly crop?: ImageBox;
}

export interface PredictOptions {
  /** Gives the request up: the call rejects with `aborted` at once. */
  readonly signal?: AbortSignal;
  /** Logits of the answer before, which models with mask prompts take as one more prompt. */
  readonly previous?: LogitsPlane | undefined;
}

/** A picture that a model has seen and can be asked about; on the page and on the command line. Every failure is a SegError. */
export interface BasicPredictor {
  readonly size: Size;
  readonly placement: Placement;
  /** Milliseconds from bitmap to embedding, and of the resize and normalisation alone. */
  readonly encodeMs: number;
  readonly prepareMs: number;
  /** Every call is answered. */
  predict(prompts: readonly Prompt[], options?: PredictOptions): Promise<Segmentation>;
  /** Names and dimensions of the encoder's outputs. */
  tensorNames(): Promise<readonly TensorName[]>;
  /** One of the encoder's outputs. @throws SegError `internal` when there is none of this name */
  tensor(name: string): Promise<TensorView>;
  /** The predictor is not asked any more; a second call does nothing. */
  close(): void;
}

/**
 * A predictor in a worker (SamPredictor, SAM2ImagePredictor). It stays good when its worker or GPU is lost and when its embedding
 * had to make room: it is then encoded again.
 */
export interface ImagePredictor extends BasicPredictor {
  /** A newer hover replaces a waiting one, which then rejects with `aborted`. */
  hover(prompts: readonly Prompt[], options?: PredictOptions): Promise<Segmentation>;
  everything(
    options: EverythingOptions,
    signal: AbortSignal,
    batch: (b: EverythingBatch) => void,
  ): Promise<EverythingSummary>;
  similar(options: SimilarOptions, signal: AbortSignal): Promise<readonly SimilarObject[]>;
  /** What the encoder was given. */
  input(): Promise<TensorView>;
  /** Cosine of every place's embedding with that at (x, y), picture pixels. */
  similarity(x: number, y: number): Promise<TensorView>;
  /** Runs the model's graphs block by block. */
  dissect(options: DissectOptions, signal: AbortSignal, report: (p: DissectProgress) => void): Promise<DissectSummary>;
}

/** A loaded model; the only owner of embeddings. */
export interface Engine {
  readonly model: LoadedModel;
  readonly manifest: ModelManifest;
  /** Calls back when `model` changes (another backend proved faster, a worker was restarted); returns the way to stop it. */
  watch(listener: (model: LoadedModel) => void): () => void;
  /**
   * Encodes the picture, unless its embedding is at hand.
   * @throws SegError `aborted`, what decoding and encoding throw, `worker-lost` or `device-lost` after several tries
   */
  predictor(source: ImageSource, options: PredictorOptions): Promise<ImagePredictor>;
  /** Gives up what is kept under this key. Open predictors stay good. */
  forget(key: string): void;
  /** One cold run and `runs` warm ones. */
  measure(runs: number, report: (p: Progress) => void): Promise<Timings>;
  count(): Promise<ResourceCount>;
  dispose(): void;
  /** Fires once when the engine can no longer work (worker or device lost, closed); the reason is a SegError. */
  readonly lost: Promise<Error>;
}

/** Opens engines; the client implements it. */
export interface EngineFactory {
  open(
    manifest: ModelManifest,
    options: LoadOptions,
    signal: AbortSignal,
    report: (p: Progress) => void,
  ): Promise<Engine>;
}

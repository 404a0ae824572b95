/** What every model family offers: encode a picture once, answer prompts about it many times. */
import type { FamilyId, ModelManifest } from '../../contract/manifest.ts';
import type { Candidate } from '../../contract/segmenter.ts';
import type { ImageBox } from '../../core/geometry/box.ts';
import type { Placement } from '../../core/geometry/resize.ts';
import type { ImagePoint } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { OrtTensor } from '../ort.ts';
import type { Pixels } from '../pixels.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import type { TensorMap } from '../tensors.ts';

/** A picture that the encoder has seen. Owned by whoever asked for it; given back through `dispose`. */
export interface Encoded {
  readonly placement: Placement;
  /** Encoder outputs by the decoder's input names, plus extra outputs under their own names. */
  readonly tensors: TensorMap;
  readonly bytes: number;
}

/** Candidates in the family's rank order and the index of the one to show first. */
export interface Decoded {
  readonly candidates: readonly Candidate[];
  readonly best: number;
}

/** A loaded model. */
export interface FamilyModel {
  /** True when {@link decodeBatch} answers many points in one run. */
  readonly batched: boolean;
  /** Where the part `source` of a picture lies on the encoder's canvas. */
  place(source: ImageBox): Placement;
  /** The same on a canvas of another side; undefined where the graphs or the manifest do not allow that side. */
  placeAt?(source: ImageBox, side: number): Placement | undefined;
  /** @param pixels the picture at the placement's content size */
  encode(pixels: Pixels, placement: Placement): Promise<Encoded>;
  decode(encoded: Encoded, prompts: readonly Prompt[], previous?: LogitsPlane): Promise<Decoded>;
  /** One include point each; every point's candidates as {@link decode} would rank them. */
  decodeBatch(encoded: Encoded, points: readonly ImagePoint[]): Promise<readonly Decoded[]>;
  dispose(encoded: Encoded): void;
  /**
   * What a graph of the model is run with for this picture and these prompts, for taking it apart; tensors in `own` are the
   * caller's to release. Absent where the family's graphs are not run one tensor map at a time.
   */
  feeds?(role: string, pixels: Pixels, encoded: Encoded, prompts: readonly Prompt[]): GraphFeeds | undefined;
}

export interface GraphFeeds {
  readonly feeds: TensorMap;
  readonly own: readonly OrtTensor[];
}

export interface FamilyContext {
  readonly runtime: Runtime;
  readonly manifest: ModelManifest;
  /** By file role. */
  readonly sessions: ReadonlyMap<string, Session>;
  /** Side of the encoder's canvas, pixels. */
  readonly size: number;
}

export interface Family {
  readonly id: FamilyId;
  /** File roles it loads, in the order of creation. */
  readonly roles: readonly string[];
  /** Roles whose outputs may stay on the GPU because another graph of the family reads them. */
  readonly gpuOutputs: readonly string[];
  /** @throws SegError `bad-model` when the graphs do not speak this family's contract */
  build(context: FamilyContext): FamilyModel;
}

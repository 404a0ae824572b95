/** What crosses the worker line. Embeddings stay in the worker; a ticket travels instead. */
import type { ImageBox } from '../core/geometry/box.ts';
import type { Placement } from '../core/geometry/resize.ts';
import type { Size } from '../core/geometry/space.ts';
import type { LogitsPlane } from '../core/mask/logits.ts';
import type { PackedMask } from '../core/mask/packed.ts';
import type { Prompt } from '../core/prompt/prompt.ts';
import type { DissectOptions, DissectProgress, DissectSummary } from './dissect.ts';
import type { SegErrorCode } from './errors.ts';
import type { Identified } from './identify.ts';
import type { Backend, FamilyId, ModelManifest, Precision } from './manifest.ts';

export type JobId = number;
export type EmbeddingId = number;

/** The ticket for an embedding that lives in one engine's worker. */
export interface EmbeddingRef {
  readonly id: EmbeddingId;
  readonly model: string;
  readonly placement: Placement;
  /** Of its tensors and of the encoder's input. */
  readonly bytes: number;
  /** Milliseconds from bitmap to embedding, and of the resize and normalisation alone. */
  readonly encodeMs: number;
  readonly prepareMs: number;
}

/** A ticket with the pixels that the encoder saw, small, so that another worker can encode them again after a loss. */
export interface Embedded {
  readonly ref: EmbeddingRef;
  readonly replay: ImageBitmap;
}

/** One answer to a prompt set. */
export interface Candidate {
  readonly logits: LogitsPlane;
  /** The model's own IoU prediction, usually 0..1; NaN when the family has none. */
  readonly score: number;
  /** Stability score at offset 1, 0..1. */
  readonly stability: number;
}

/** Candidates in the family's rank order for these prompts, `best` being the one to show first. */
export interface Segmentation {
  readonly candidates: readonly Candidate[];
  readonly best: number;
  readonly decodeMs: number;
}

/** Progress of anything long. `total` is absent when unknown. Units: bytes for downloads, steps otherwise. */
export interface Progress {
  readonly stage: 'download' | 'runtime' | 'create' | 'canary' | 'measure' | 'encode' | 'decode';
  readonly done: number;
  readonly total?: number;
}

/** What a backend turned out to be able to do, and why it was or was not chosen. Words are for people. */
export interface BackendReport {
  readonly backend: Backend;
  readonly precision: Precision;
  readonly verdict: 'chosen' | 'slower' | 'wrong' | 'failed' | 'unavailable' | 'not-tried';
  readonly reason: string;
  readonly encodeMs?: number;
  readonly decodeMs?: number;
}

export interface LoadedModel {
  readonly id: string;
  readonly backend: Backend;
  readonly precision: Precision;
  readonly threads: number;
  readonly loadMs: number;
  readonly bytes: number;
  /** Every backend considered, the chosen one included. */
  readonly reports: readonly BackendReport[];
  /** True when the family's decoder can answer a batch of prompt sets in one run. */
  readonly batched: boolean;
}

export interface LoadOptions {
  readonly backend: Backend | 'auto';
  /** Longest side or square side of the encoder's canvas; must be one of the manifest's allowed sizes. */
  readonly size?: number;
  readonly precision?: Precision;
  /** WASM threads; default: chosen from cores and isolation. */
  readonly threads?: number;
  /** Weights by file role when the person dropped them; else fetched by the manifest's addresses. */
  readonly files?: Readonly<Record<string, Blob>>;
  /** Base that relative addresses of the manifest resolve against. */
  readonly baseUrl: string;
}

/** Times of a loaded model on its backend, milliseconds. */
export interface Timings {
  /** Warm, in the order run. */
  readonly encodeMs: readonly number[];
  readonly decodeMs: readonly number[];
  /** The run before them, which still makes what the later ones find made: shaders, buffers. */
  readonly first: { readonly encodeMs: number; readonly decodeMs: number };
}

/** Options of everything mode, named as in SAM's automatic mask generator (segment-anything `automatic_mask_generator.py`). */
export interface EverythingOptions {
  readonly pointsPerSide: number;
  readonly pointsPerBatch: number;
  readonly predIouThresh: number;
  readonly stabilityScoreThresh: number;
  readonly stabilityScoreOffset: number;
  readonly boxNmsThresh: number;
  readonly minMaskRegionArea: number;
  /** Show the coarse half of the grid first, so that large objects appear early. */
  readonly coarseToFine: boolean;
  /** For teaching: every mask of every point is sent, unjudged, in the order of the points. */
  readonly everyMask?: boolean;
  /** Judge every point at half the model's size first and decode at full size only where that promises something new; ignored where the graphs take one size. */
  readonly lowResolutionFirst?: boolean;
  /** Pass over points inside the smallest sure masks of two points decoded before them. */
  readonly skipCovered?: boolean;
}

export interface EverythingBatch {
  readonly candidates: readonly Candidate[];
  readonly done: number;
  readonly total: number;
}

export interface EverythingSummary {
  /** Points decoded, at whichever size; the others of the grid were passed over. */
  readonly decoded: number;
  /** Points decoded at full size. */
  readonly confirmed: number;
  /** Points passed over because a good mask had covered them. */
  readonly skipped: number;
  readonly kept: number;
  readonly ms: number;
}

/** Examples of a thing to find again, and of what is not meant; of the whole picture's size. */
export interface SimilarOptions {
  readonly include: readonly PackedMask[];
  readonly exclude: readonly PackedMask[];
  /** Least similarity of a result, 0..1. */
  readonly minSimilarity: number;
  readonly maxObjects: number;
}

export interface SimilarObject {
  readonly candidate: Candidate;
  /** 1: as alike as can be and clearly outlined; 0: no more alike than any region of the picture. */
  readonly similarity: number;
}

/** A plane of real numbers over the picture for teaching views: heat maps, PCA channels, activations. Layout [channels, height, width]. */
export interface TensorView {
  readonly name: string;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array<ArrayBuffer>;
  /** The part of the plane that is picture. */
  readonly content: Size;
  readonly box: ImageBox;
}

/** What may be read of an embedding. */
export type InspectQuery =
  | { readonly kind: 'tensor'; readonly name: string }
  | { readonly kind: 'input' }
  | { readonly kind: 'similarity'; readonly x: number; readonly y: number };

export interface TensorName {
  readonly name: string;
  readonly dims: readonly number[];
}

export interface ResourceCount {
  readonly embeddings: number;
  readonly tensors: number;
  readonly sessions: number;
  readonly wasmBytes: number;
}

/** The worker's interface: one worker, one model. Called through Comlink. Every failure is a SegError. */
export interface SegmenterApi {
  load(manifest: ModelManifest, options: LoadOptions, report: (p: Progress) => void): Promise<LoadedModel>;
  /**
   * Encodes the part `source` of the picture. The bitmap shows the part `shows` (both in picture pixels), at whatever resolution;
   * it is transferred and closed by the worker.
   */
  embed(job: JobId, image: ImageBitmap, shows: ImageBox, source: ImageBox): Promise<Embedded>;
  segment(
    job: JobId,
    embedding: EmbeddingId,
    prompts: readonly Prompt[],
    previous?: LogitsPlane,
  ): Promise<Segmentation>;
  everything(
    job: JobId,
    embedding: EmbeddingId,
    options: EverythingOptions,
    batch: (b: EverythingBatch) => void,
  ): Promise<EverythingSummary>;
  similar(job: JobId, embedding: EmbeddingId, options: SimilarOptions): Promise<readonly SimilarObject[]>;
  inspect(embedding: EmbeddingId, query: InspectQuery): Promise<readonly TensorView[]>;
  tensorNames(embedding: EmbeddingId): Promise<readonly TensorName[]>;
  /** Runs the model's graphs block by block on an encoded picture. */
  dissect(
    job: JobId,
    embedding: EmbeddingId,
    options: DissectOptions,
    report: (p: DissectProgress) => void,
  ): Promise<DissectSummary>;
  /** One cold run and `runs` warm ones on the loaded backend. */
  measure(runs: number, report: (p: Progress) => void): Promise<Timings>;
  /** What dropped files are, read without loading them; needs no `load`. `chosen` overrides what is recognised. */
  identify(files: readonly { readonly name: string; readonly blob: Blob }[], chosen?: FamilyId): Promise<Identified>;
  /** Whether WebGPU is worth a try for this model on this device, with the reason in words; asked before `load`. */
  probeWebGpu(manifest: ModelManifest): Promise<{ readonly usable: boolean; readonly reason: string }>;
  /** Settles once the GPU behind the model is gone; never on WASM. An error object would lose its code on the way. */
  lost(): Promise<{ readonly code: SegErrorCode; readonly detail: string }>;
  cancel(job: JobId): void;
  release(embedding: EmbeddingId): void;
  count(): ResourceCount;
  dispose(): Promise<void>;
}

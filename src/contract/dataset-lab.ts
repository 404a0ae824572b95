/** A dataset that the person brought, as the page sees it: it lives in a worker, one picture at a time. */
import type { Size } from '../core/geometry/space.ts';
import type { LogitsPlane } from '../core/mask/logits.ts';
import type { Prompt } from '../core/prompt/prompt.ts';
import type { RunObject } from './benchmark.ts';
import type { TensorView } from './segmenter.ts';

/** What was dropped or chosen. */
export type DatasetSource =
  | { readonly kind: 'archive'; readonly file: File }
  | {
      readonly kind: 'files';
      readonly name: string;
      readonly files: readonly { readonly path: string; readonly file: File }[];
    }
  | { readonly kind: 'handle'; readonly handle: FileSystemDirectoryHandle };

export interface DatasetSummary {
  /** As in `contract/cards.ts`, READER_IDS. */
  readonly kind: string;
  readonly title: string;
  /** Name of the folder or archive. */
  readonly name: string;
  /** Pictures with picture file and truth, sorted by id. */
  readonly ready: readonly string[];
  /** Those of each part, where the dataset has parts (train, val, test). */
  readonly splits: readonly { readonly name: string; readonly ready: readonly string[] }[];
  /** The part that is run unless another is chosen; empty where there are none. */
  readonly defaultSplit: string;
  /** All annotation files, where there are several; the one that was read is among the facts. */
  readonly annotationFiles: readonly string[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly problems: readonly string[];
  readonly problemCount: number;
  readonly objectWords: string;
  /** Number of classes of its label maps; 0 where it has none. */
  readonly classes: number;
  /** Metrics by which a folder of predictions can be scored. */
  readonly scores: readonly { readonly id: string; readonly name: string; readonly format: string }[];
  /** The convention by which label maps are scored, in words. */
  readonly labelRule: string | null;
}

/** A picture ready to be encoded. */
export interface LookedAt {
  /** Size of picture and truth. */
  readonly size: Size;
  /** RGBA at `shown`: the picture itself, or resized to the frame that was asked for. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly shown: Size;
  /** How many objects there are to ask for. */
  readonly objects: number;
}

/** How the encoder sees a picture: the resize rule of its manifest. */
export interface FrameRule {
  readonly rule: 'longest-side' | 'stretch';
  readonly size: number;
}

/** How objects of a picture are asked for. */
export interface AskOptions {
  readonly protocol: 'clicks' | 'boxes' | 'detections';
  readonly clicks: number;
  /** Objects of one picture at most, drawn by the seed. */
  readonly mostPerPicture: number;
  readonly seed: number;
}

/** What follows an answer: further prompts, or null when the object is done. */
export interface NextStep {
  readonly iou: number;
  readonly prompts: readonly Prompt[] | null;
}

/** Figures so far of whatever was added, by the dataset's official names. */
export interface LabFigures {
  readonly figures: Readonly<Record<string, number>>;
  readonly interval: { readonly mean: number; readonly low: number; readonly high: number } | null;
  readonly curve: readonly { readonly recall: number; readonly precision: number }[];
  readonly classes: readonly { readonly name: string; readonly value: number }[];
}

/** What a dataset's own score of predictions looks like. */
export interface ScoredPredictions extends LabFigures {
  readonly metric: string;
  readonly rule: string;
  readonly pictures: number;
  /** Pictures of the split, scored or not. */
  readonly asked: number;
  readonly problems: readonly string[];
  readonly problemCount: number;
  readonly ms: number;
}

/** What of a dataset is scored: a part, and by which metric; its first one unless said. */
export interface ScoreChoice {
  readonly split: string;
  readonly metric?: string | undefined;
}

/** The calls that reach the worker. Every failure is a SegError; `bad-file` names file and field. */
export interface DatasetWorkerApi {
  /** @param annotations the annotation file to read, where there are several */
  open(source: DatasetSource, expected: string | undefined, annotations?: string): Promise<DatasetSummary>;
  /** The pictures small, as RGBA with the outlines of their true objects; those that cannot be read are left out. */
  sample(pictures: readonly string[], side: number): Promise<readonly SamplePicture[]>;
  /** The picture's file as it is. */
  file(picture: string): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }>;
  /** Starts over with empty accumulators, or with those that `state` gave. */
  begin(state: unknown): Promise<void>;
  /** Boxes for the protocol `detections`. @returns sentences about entries that were left out */
  takeDetections(file: File): Promise<readonly string[]>;
  /** Decodes a picture and reads its truth; the one before is forgotten. */
  look(picture: string, frame: FrameRule | null, ask: AskOptions | null): Promise<LookedAt>;
  /** First prompts for an object of the picture. */
  ask(object: number): Promise<readonly Prompt[]>;
  answer(logits: LogitsPlane, score: number | null): Promise<NextStep>;
  /** The object that was just asked for. */
  done(): Promise<RunObject>;
  /** Adds the picture's answers to the detection metric, where the protocol has one. */
  finish(): Promise<void>;
  /** Scores the model's own boundary output for the picture. @returns F at the picture's best threshold */
  edges(view: TensorView): Promise<number>;
  /** Adds a mask of the grid protocol. */
  gridMask(logits: LogitsPlane, score: number): Promise<void>;
  gridEdges(): Promise<number>;
  /** Scores a semantic model's class scores for the picture. @returns pixel accuracy */
  labels(view: TensorView): Promise<number>;
  figures(seed: number): Promise<LabFigures>;
  /** The accumulators as JSON. */
  state(): Promise<unknown>;
  /** Scores a folder or archive of predictions by the dataset's own rule, without a model. */
  score(
    source: DatasetSource,
    choice: ScoreChoice,
    report: (done: number, total: number) => void,
  ): Promise<ScoredPredictions>;
}

export interface SamplePicture {
  readonly id: string;
  readonly name: string;
  /** Picture pixels for one pixel of the small copy. */
  readonly scale: number;
  readonly objects: number;
  readonly size: Size;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Width of the outline layer is the picture's; 1 where a true object's edge runs. */
  readonly outline: Uint8Array<ArrayBuffer>;
}

/** The page's side: the same calls, and the end of the worker. */
export interface LabDataset extends Omit<DatasetWorkerApi, 'open' | 'score'> {
  readonly summary: DatasetSummary;
  /** @throws SegError `aborted` when the signal fires; the dataset must be opened again then */
  score(
    source: DatasetSource,
    choice: ScoreChoice,
    signal: AbortSignal,
    report: (done: number, total: number) => void,
  ): Promise<ScoredPredictions>;
  close(): void;
  closed(): boolean;
}

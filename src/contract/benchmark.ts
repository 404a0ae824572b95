/** Records of benchmark runs. Everything shown about a run is computed from its record. */
import * as v from 'valibot';
import type { DetectionChoices } from '../core/metrics/detection-choices.ts';
import type { CocoType } from '../core/metrics/instance-comparison.ts';
import type { DatasetSource, LabDataset, LookedAt } from './dataset-lab.ts';

const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/**
 * How a model is asked. `clicks`: the robot user of RITM and SimpleClick; `boxes`: the true object's box; `detections`: boxes of a
 * detector's results file; `edges`: the model's own boundary output; `grid-edges`: boundaries of the masks of a grid of clicks;
 * `labels`: the label map of a semantic model.
 */
export const ProtocolId = v.picklist(['clicks', 'boxes', 'detections', 'edges', 'grid-edges', 'labels']);
export type ProtocolId = v.InferOutput<typeof ProtocolId>;

export const RunObject = v.object({
  picture: v.string(),
  name: v.string(),
  /** IoU with the truth after each prompt. */
  ious: v.array(Share),
  /** The model's own IoU prediction for the last answer; null where it gives none. */
  score: v.nullable(v.number()),
  /** Truth pixels as a share of the picture. */
  share: Share,
  prompts: v.array(v.object({ x: v.number(), y: v.number(), label: v.picklist(['include', 'exclude', 'box']) })),
});
export type RunObject = v.InferOutput<typeof RunObject>;

/** One picture under a protocol that looks at pictures as wholes. */
export const RunPicture = v.object({
  picture: v.string(),
  /** The picture's own figure by name: F at its best threshold, or pixel accuracy. */
  figure: v.string(),
  value: Share,
});
export type RunPicture = v.InferOutput<typeof RunPicture>;

export const RunRecord = v.object({
  schema: v.literal(1),
  id: v.string(),
  dataset: v.object({
    name: v.string(),
    pictures: v.number(),
    objects: v.number(),
    words: v.string(),
    /** Part of the dataset; `all` for several together, empty where it has none. */
    split: v.optional(v.string(), ''),
    /** Pictures that were to be run, and pictures of the split; null where it is not recorded. */
    asked: v.optional(v.nullable(v.number()), null),
    available: v.optional(v.nullable(v.number()), null),
  }),
  protocol: v.object({ id: ProtocolId, clicks: v.number(), words: v.string() }),
  model: v.object({
    id: v.string(),
    name: v.string(),
    /** SHA-256 of each weight file, by role. */
    weights: v.record(v.string(), v.string()),
    backend: v.string(),
    precision: v.string(),
    threads: v.number(),
  }),
  seed: v.number(),
  device: v.string(),
  startedAt: v.string(),
  finishedAt: v.nullable(v.string()),
  /** Milliseconds the model worked, and medians of one call. */
  encodeMs: v.array(v.number()),
  decodeMs: v.array(v.number()),
  objects: v.array(RunObject),
  /** COCO's figures over the run's objects as one class, -1 where undefined; present for boxes. */
  ap: v.nullable(v.record(v.string(), v.number())),
  /** Pictures of the whole-picture protocols. */
  pictures: v.optional(v.array(RunPicture), []),
  /** The dataset's own figures by their official names, 0..1 or -1 where undefined. */
  figures: v.optional(v.record(v.string(), v.number()), {}),
  /** 95 % interval of the first figure, by resampling pictures. */
  interval: v.optional(v.nullable(v.object({ mean: v.number(), low: v.number(), high: v.number() })), null),
  /** Precision over recall, where the protocol has thresholds. */
  curve: v.optional(v.array(v.object({ recall: v.number(), precision: v.number() })), []),
  /** IoU of each class, where there are classes. */
  classes: v.optional(v.array(v.object({ name: v.string(), value: v.number() })), []),
  /** Pictures that could not be used, as sentences. */
  problems: v.optional(v.array(v.string()), []),
});
export type RunRecord = v.InferOutput<typeof RunRecord>;

/** A picture of the mini-run with its truth as COCO run-length strings. */
export interface LabPicture {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly masks: readonly { readonly name: string; readonly rle: string }[];
}

/** Figures of a results file, by the official names; -1 = undefined. */
export interface ScoredFile {
  readonly stats: Readonly<Record<string, number>>;
  readonly perCategory: readonly { readonly name: string; readonly ap: number; readonly ap50: number }[];
  /** Precision at the 101 recall levels, averaged over categories, at 0.50 and 0.75, or at the run's first threshold; empty where undefined. */
  readonly curves: readonly { readonly threshold: number; readonly precision: readonly number[] }[];
  readonly images: number;
  /** Pictures with a result. */
  readonly found: number;
  readonly detections: number;
  readonly truths: number;
  readonly problems: readonly string[];
  readonly problemCount: number;
  /** What the official program does with these files that a person would not expect. */
  readonly notes: readonly string[];
  readonly ms: number;
}

export interface ScoreProgress {
  readonly stage: 'read' | 'compare' | 'add-up';
  readonly done: number;
  readonly total: number;
}

/** What the lab needs from outside the screen. */
export interface Lab {
  /** Opens a dataset that the person dropped or chose, in a worker of its own. @throws SegError `bad-file`, `aborted` */
  open?(
    source: DatasetSource,
    expected: string | undefined,
    signal: AbortSignal,
    annotations?: string,
  ): Promise<LabDataset>;
  /** What lies in a drop; null of nothing. Must be called while the drop is handled. */
  dropped?(data: unknown): Promise<DatasetSource | null>;
  /** The state of one unfinished run, in this browser, where the person turned it on. */
  readonly kept?: {
    /** @throws SegError `quota`, `storage-blocked` */
    save(state: unknown): Promise<void>;
    load(): Promise<unknown>;
    clear(): Promise<void>;
  };
  /** A dataset's picture as an engine takes it. */
  toBitmap?(seen: LookedAt): Promise<ImageBitmap>;
  /** Files that were chosen: one archive, or those of a folder. */
  chosen?(files: readonly File[]): DatasetSource | null;
  /** The bundled pictures with truth. @throws SegError `download` */
  pictures(): Promise<readonly LabPicture[]>;
  /** A picture's pixels. @throws SegError */
  bitmap(picture: LabPicture, signal: AbortSignal): Promise<ImageBitmap>;
  /** Scores a results file in a worker. @throws SegError `bad-file`, `aborted` */
  score(
    request: {
      readonly kind: 'coco' | 'lvis';
      readonly type: CocoType;
      readonly truth: File;
      readonly results: File;
      /** Own thresholds, areas and limits. */
      readonly choices: DetectionChoices;
    },
    signal: AbortSignal,
    report: (progress: ScoreProgress) => void,
  ): Promise<ScoredFile>;
  device(): string;
  save(blob: Blob, name: string): void;
}

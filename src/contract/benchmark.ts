/** Records of benchmark runs. Everything shown about a run is computed from its record. */
import * as v from 'valibot';

const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** How objects are asked for. `clicks`: the robot user of RITM and SimpleClick; `boxes`: the true object's box. */
export const ProtocolId = v.picklist(['clicks', 'boxes']);
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

export const RunRecord = v.object({
  schema: v.literal(1),
  id: v.string(),
  dataset: v.object({ name: v.string(), pictures: v.number(), objects: v.number(), words: v.string() }),
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
  /** Precision at the 101 recall levels, averaged over categories, at IoU 0.50 and 0.75; empty where undefined. */
  readonly curves: readonly { readonly threshold: number; readonly precision: readonly number[] }[];
  readonly images: number;
  readonly detections: number;
  readonly truths: number;
  readonly problems: readonly string[];
  readonly problemCount: number;
  readonly ms: number;
}

export interface ScoreProgress {
  readonly stage: 'read' | 'compare' | 'add-up';
  readonly done: number;
  readonly total: number;
}

/** What the lab needs from outside the screen. */
export interface Lab {
  /** The bundled pictures with truth. @throws SegError `download` */
  pictures(): Promise<readonly LabPicture[]>;
  /** A picture's pixels. @throws SegError */
  bitmap(picture: LabPicture, signal: AbortSignal): Promise<ImageBitmap>;
  /** Scores a results file in a worker. @throws SegError `bad-file`, `aborted` */
  score(
    request: {
      readonly kind: 'coco' | 'lvis';
      readonly type: 'segm' | 'bbox' | 'boundary';
      readonly truth: File;
      readonly results: File;
    },
    signal: AbortSignal,
    report: (progress: ScoreProgress) => void,
  ): Promise<ScoredFile>;
  device(): string;
  save(blob: Blob, name: string): void;
}

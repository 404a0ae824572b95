/** Lessons as data: steps that set the stage, and tasks that are checked by computation. Texts live in the locale files, by key. */
import * as v from 'valibot';

/** Which teaching view a step opens beside the picture. One file each under `ui/learn/views/`. */
export const VIEW_IDS = [
  'none',
  'embedding',
  'similarity',
  'logits',
  'candidates',
  'sensitivity',
  'input',
  'metrics',
  'average-precision',
  'confusion',
  'everything',
  'edges',
  'architecture',
] as const;
export const ViewId = v.picklist(VIEW_IDS);
export type ViewId = v.InferOutput<typeof ViewId>;

const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** A point as shares of the picture's width and height, so that it fits any working size. */
export const SharePoint = v.object({
  x: Share,
  y: Share,
  label: v.optional(v.picklist(['include', 'exclude']), 'include'),
});
export type SharePoint = v.InferOutput<typeof SharePoint>;

/** What a task asks for; `state/learn/check-task.ts` decides it from the state of the stage, never from a button. */
export const LessonTask = v.variant('kind', [
  /** The current mask overlaps a truth mask of the sample by at least `iou`, with at most `clicks` prompts. */
  v.object({
    kind: v.literal('mask'),
    truth: v.string(),
    /** Truths to take away from it: a saucer is the set without its cup. */
    without: v.optional(v.array(v.string()), []),
    iou: Share,
    clicks: v.optional(v.number()),
  }),
  /** The candidate now shown is the one that overlaps this truth mask best. */
  v.object({ kind: v.literal('candidate'), truth: v.string() }),
  /** The threshold now set gives a mask whose area is between these shares of the area at threshold 0. */
  v.object({ kind: v.literal('area-ratio'), from: v.number(), to: v.number() }),
  /** A figure typed in, compared with the one computed from the stage. */
  v.object({
    kind: v.literal('number'),
    quantity: v.picklist([
      'iou',
      'dice',
      'precision',
      'recall',
      'stability',
      'area-share',
      'average-precision',
      'best-edge-f',
      'embedding-cells',
    ]),
    tolerance: v.number(),
  }),
  /** One of the predictions on the stage; the right one is computed: hit at overlap 0.50, none at 0.75. */
  v.object({
    kind: v.literal('choice'),
    question: v.picklist(['lost-at-75']),
  }),
  /** The person painted their own truth with at least this share of the picture. */
  v.object({ kind: v.literal('painted'), share: Share }),
  /** The view was used: the pointer (or crosshair) visited points whose similarity spans at least this range. */
  v.object({ kind: v.literal('explored'), span: v.number() }),
]);
export type LessonTask = v.InferOutput<typeof LessonTask>;

export const LessonStep = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  /** Sample picture to open; absent = keep what is on the stage. */
  sample: v.optional(v.string()),
  prompts: v.optional(v.array(SharePoint), []),
  box: v.optional(v.object({ x0: Share, y0: Share, x1: Share, y1: Share })),
  /** Begin with no object on the stage; steps with prompts or a box do anyway. */
  fresh: v.optional(v.boolean(), false),
  view: v.optional(ViewId, 'none'),
  /** Let the person click on the stage. */
  interactive: v.optional(v.boolean(), true),
  task: v.optional(LessonTask),
});
export type LessonStep = v.InferOutput<typeof LessonStep>;

export const Lesson = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  minutes: v.pipe(v.number(), v.minValue(1), v.maxValue(15)),
  steps: v.pipe(v.array(LessonStep), v.minLength(2)),
  /** Papers and pages that the lesson rests on. */
  sources: v.pipe(v.array(v.object({ title: v.string(), url: v.optional(v.string()) })), v.minLength(1)),
});
export type Lesson = v.InferOutput<typeof Lesson>;

/** `public/lessons/lessons.json` */
export const LessonFile = v.object({ schema: v.literal(1), lessons: v.array(Lesson) });
export type LessonFile = v.InferOutput<typeof LessonFile>;

/** @throws Error that names the first fault */
export function parseLessons(json: unknown): readonly Lesson[] {
  return v.parse(LessonFile, json).lessons;
}

const StoredProgress = v.record(v.string(), v.array(v.string()));

/** Finished steps by lesson, as kept in the browser. @throws Error when it is something else */
export function parseProgress(json: unknown): Readonly<Record<string, readonly string[]>> {
  return v.parse(StoredProgress, json);
}

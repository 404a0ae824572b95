/**
 * A stored project: pictures, objects, prompts, candidates and undo steps, and the work on a video. The valibot schema is the truth.
 * Everything large (picture files, logits, masks) lies in numbered parts beside the JSON; the JSON refers to parts by
 * number and to its own tables by index, so that what is shared in memory is stored once and comes back shared.
 */
import * as v from 'valibot';
import { DEFAULT_CUT_EDGE } from '../core/edges/cutout-pixels.ts';
import { SegError } from './errors.ts';

export const PROJECT_FORMAT = 'segment-playground-project';
/** The entry of a project file that describes the rest. */
export const PROJECT_MAIN = 'project.json';
/**
 * Raised when a reader of the version before would misread the file. 2: strokes on top of the model's answer (`hand`).
 * 3: the work on a video (`film`), masks that the model starts from (`maskPrompt`), painted hair (`unknown`) and the edge of
 * cut-outs (`edge`), which a reader of 2 would lose without a word; projects without them are still written as 2.
 */
export const PROJECT_VERSION = 3;
export const PLAIN_VERSION = 2;

const Index = v.pipe(v.number(), v.integer(), v.minValue(0));
const Side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_536));
const Finite = v.pipe(v.number(), v.finite());
const Name = v.pipe(v.string(), v.maxLength(10_000));

const Box = v.object({ x0: Finite, y0: Finite, x1: Finite, y1: Finite });
const PixelBox = v.object({ x0: Index, y0: Index, x1: Index, y1: Index });
const Point = v.object({ x: Finite, y: Finite });
const Label = v.picklist(['include', 'exclude']);

/** A prompt in picture pixels. */
export const StoredPrompt = v.variant('kind', [
  v.object({ kind: v.literal('point'), at: Point, label: Label }),
  v.object({ kind: v.literal('box'), box: Box }),
  v.object({ kind: v.literal('brush'), path: v.array(Point), radius: Finite, label: Label }),
]);

/** Float32 logits, little-endian, row-major, `width * height` values in the part. */
const Plane = v.object({
  width: Side,
  height: Side,
  content: v.object({ width: Finite, height: Finite }),
  box: Box,
  part: Index,
});
/** Run lengths of a packed mask (`core/mask/packed-runs.ts`) in the part. */
const Mask = v.object({ box: PixelBox, width: Side, height: Side, part: Index });
/** One alpha byte a pixel of the box in the part. */
const Edge = v.object({ box: PixelBox, width: Side, height: Side, part: Index });

const Candidate = v.object({
  plane: Index,
  /** Null where the model family has no quality of its own. */
  score: v.nullable(Finite),
  stability: v.nullable(Finite),
});

const Answer = v.object({
  prompts: Index,
  model: Name,
  candidates: v.array(Candidate),
  best: Index,
  chosen: Index,
  provisional: v.boolean(),
});

const StoredObject = v.object({
  id: Name,
  name: Name,
  label: Name,
  color: Index,
  visible: v.boolean(),
  locked: v.boolean(),
  prompts: Index,
  answer: v.nullable(Index),
  mask: v.nullable(Index),
  /** Absent before version 3, as is `unknown`, a mask. */
  maskPrompt: v.optional(v.nullable(Index), null),
  unknown: v.optional(v.nullable(Index), null),
  /** Masks of what was painted and erased on top of the answer; absent in version 1. */
  hand: v.optional(v.nullable(v.object({ added: Index, removed: Index })), null),
  edge: v.nullable(Index),
  threshold: Finite,
  soft: Finite,
  /** Of objects that came from an annotation file; absent in projects of before. `exact` is a mask at full size. */
  source: v.optional(
    v.nullable(
      v.object({
        fields: v.nullable(
          v.object({
            format: Name,
            fields: v.record(v.string(), v.unknown()),
            category: v.exactOptional(v.record(v.string(), v.unknown())),
            image: v.exactOptional(v.record(v.string(), v.unknown())),
          }),
        ),
        score: v.nullable(Finite),
        exact: Index,
        of: Index,
      }),
    ),
    null,
  ),
});

const within = (least: number, most: number) => v.pipe(v.number(), v.minValue(least), v.maxValue(most));
const StoredEdge = v.object({
  kind: v.picklist(['hard', 'soft', 'hair']),
  tune: v.object({ radius: within(0.1, 10), shift: within(-50, 50), feather: within(0, 50), clean: v.boolean() }),
});
/** How outlines become alpha (`edge`) is absent before version 3. */
const StoredDoc = v.object({
  objects: v.array(Index),
  activeId: v.nullable(Name),
  edge: v.optional(StoredEdge, DEFAULT_CUT_EDGE),
});
const StoredStep = v.object({ doc: Index, label: Name });

/** Documents of one picture: the present one and those that undo and redo restore, oldest first. */
export const DocGraph = v.object({
  planes: v.array(Plane),
  masks: v.array(Mask),
  edges: v.array(Edge),
  prompts: v.array(v.array(v.object({ id: Name, prompt: StoredPrompt }))),
  answers: v.array(Answer),
  objects: v.array(StoredObject),
  docs: v.array(StoredDoc),
  present: Index,
  past: v.array(StoredStep),
  future: v.array(StoredStep),
});
export type DocGraph = v.InferOutput<typeof DocGraph>;

export const StoredPicture = v.object({
  id: Name,
  name: Name,
  /** Part with the picture file as it came. */
  file: Index,
  /** Media type of the file, possibly empty. */
  type: Name,
  thumbnail: v.nullable(Index),
  /** Working size, the space of all coordinates, and the file's own size; null where the picture was never opened. */
  size: v.nullable(v.object({ width: Side, height: Side })),
  fullSize: v.nullable(v.object({ width: Side, height: Side })),
  objects: Index,
  /** Null for a picture that nothing was done to. */
  work: v.nullable(DocGraph),
});
export type StoredPicture = v.InferOutput<typeof StoredPicture>;

/** A cosine or share; what exceeds its range by a rounding is brought back into it. */
const Share = v.nullable(
  v.pipe(
    v.number(),
    v.minValue(-1.001),
    v.maxValue(1.001),
    v.transform((x) => Math.max(-1, Math.min(1, x))),
  ),
);

/** One object's mask on one frame; masks and planes by index into the film's tables. */
const StoredFrameMask = v.object({
  frame: Index,
  mask: v.nullable(Index),
  plane: v.nullable(Index),
  prompts: v.array(StoredPrompt),
  under: v.nullable(Index),
  likeness: Share,
  doubt: Share,
  /** Masks of the marked frames that it was propagated from. */
  from: v.array(Index),
});
export type StoredFrameMask = v.InferOutput<typeof StoredFrameMask>;

/** The work on a video. */
const StoredFilm = v.object({
  name: Name,
  source: v.variant('kind', [
    v.object({ kind: v.literal('demo') }),
    v.object({
      kind: v.literal('files'),
      files: v.pipe(v.array(v.object({ name: Name, type: Name, part: Index })), v.minLength(1)),
      framesPerSecond: v.nullable(v.pipe(Finite, v.gtValue(0))),
    }),
    /** Too large to be stored; the person opens it again. */
    v.object({ kind: v.literal('absent') }),
  ]),
  size: v.object({ width: Side, height: Side }),
  frames: v.pipe(Index, v.minValue(1)),
  at: Index,
  range: v.object({ first: Index, last: Index }),
  masks: v.array(Mask),
  planes: v.array(Plane),
  objects: v.pipe(
    v.array(
      v.object({
        id: Name,
        name: Name,
        color: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i)),
        truth: v.nullable(Name),
        masks: v.array(StoredFrameMask),
      }),
    ),
    v.minLength(1),
  ),
});
export type StoredFilm = v.InferOutput<typeof StoredFilm>;

export const StoredProject = v.pipe(
  v.object({
    format: v.literal(PROJECT_FORMAT),
    version: v.picklist([1, PLAIN_VERSION, PROJECT_VERSION]),
    /** Which picture was on the stage. */
    active: Index,
    pictures: v.array(StoredPicture),
    film: v.optional(v.nullable(StoredFilm), null),
  }),
  v.check(({ pictures, film }) => pictures.length > 0 || film !== null, 'neither a picture nor a video'),
);
export type StoredProject = v.InferOutput<typeof StoredProject>;

/** `picture` and `video`: files as they came. */
export type PartKind = 'picture' | 'video' | 'thumbnail' | 'plane' | 'mask' | 'edge';

/** Content of a part in the making; `key` is its identity: the same key is the same bytes, for good. */
export interface PartDraft {
  readonly key: object;
  readonly kind: PartKind;
  /** File name of a picture or video, as the person knows it. */
  readonly name?: string;
  readonly bytes: () => Uint8Array<ArrayBuffer> | Blob;
}

/** A project ready to be stored; part n of the JSON is `parts[n]`. */
export interface ProjectDraft {
  readonly project: StoredProject;
  readonly parts: readonly PartDraft[];
}

/** A stored project that was read; parts are loaded on demand. */
export interface ProjectSource {
  readonly project: StoredProject;
  /** @throws SegError `bad-file` for a part that is not there */
  readonly part: (index: number) => Promise<Blob>;
}

/** Names, times and sizes of a stored session, for a list. */
export interface SessionSummary {
  readonly id: string;
  /** Of the picture that was on the stage, or of the video where there is no picture. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly saved: number;
  readonly bytes: number;
  readonly pictures: number;
  /** Name of the video that was worked on; null without one. */
  readonly film: string | null;
  /** Of all pictures and the video. */
  readonly objects: number;
  readonly thumbnail: Blob | null;
  /** True while a tab, this one or another, works on it. */
  readonly busy: boolean;
}

/**
 * Reads the JSON of a project.
 * @param name of the file, for the sentence
 * @throws SegError `bad-file` with a sentence: no project, of a newer version, or damaged
 */
export function parseProject(json: unknown, name: string): StoredProject {
  const isProject = typeof json === 'object' && json !== null && 'format' in json && json.format === PROJECT_FORMAT;
  if (!isProject) throw new SegError('bad-file', `“${name}” is not a project of this app`);
  if ('version' in json && typeof json.version === 'number' && json.version > PROJECT_VERSION) {
    throw new SegError(
      'bad-file',
      `“${name}” was saved by a newer version of this app (format ${json.version}; this one reads ${PROJECT_VERSION}). Reload the page to get the newest version`,
    );
  }
  const parsed = v.safeParse(StoredProject, json);
  if (parsed.success) return parsed.output;
  const where = v.getDotPath(parsed.issues[0]);
  throw new SegError('bad-file', `“${name}” is a damaged project: ${where ?? 'its description'} makes no sense`);
}

/** Follows one object through a video: from its mask on one frame to its mask on the next, with a measure of doubt. */
import { type ImagePoint, imagePoint } from '../geometry/space.ts';
import type { LogitsPlane } from '../mask/logits.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { type AppearanceMemory, coverage, matchMap, matchUnder, remember } from './appearance.ts';
import { colourHistogram, type FramePixels, histogramOverlap } from './colour.ts';
import { doubtOf } from './doubt.ts';
import { cellsUnder, dotProduct, type FeatureField, pool } from './feature-field.ts';
import { planeOverlap } from './plane-overlap.ts';
import { planeMask, promptsOfMask, widened } from './plane-prompts.ts';
import { objectShift, type Shift, shiftPlane } from './track-motion.ts';

/** Cells of the feature field by which a move may depart from the one before. */
const REACH = 12;
/** Vectors remembered of the frame that the person answered for. */
const ANCHOR_VECTORS = 64;
/** Vectors remembered of the last frame beyond doubt. */
const RECENT_VECTORS = 32;
/** Doubt up to which a frame is learnt from. */
const SURE = 0.25;
/** Doubt from which the object counts as gone, unless it is found elsewhere with less. */
const GONE = 0.85;
/** Match (-1..1) that a place must reach to be taken for the object after it was lost. */
const FOUND_AGAIN = 0.25;
/** An object that comes back may cover between 1/AREA_RANGE and AREA_RANGE times its area on the anchor. */
const AREA_RANGE = 4;

/** A frame that can be asked. Both calls may reject, e.g. with `aborted`. */
export interface TrackedFrame {
  /** The encoder's features over the frame. */
  field(): Promise<FeatureField>;
  /** The frame's own colours; a small copy is enough. */
  pixels(): Promise<FramePixels>;
  /** @param previous logits of the frame before, as a mask prompt */
  predict(
    prompts: readonly Prompt[],
    previous?: LogitsPlane,
  ): Promise<{ readonly candidates: readonly { readonly logits: LogitsPlane }[]; readonly best: number }>;
}

/** What is known of the object so far. */
export interface Track {
  /** Logits on the last frame where it was seen. */
  readonly plane: LogitsPlane;
  /** The encoder's features there. */
  readonly field: FeatureField;
  /** Its last move, cells a frame. */
  readonly motion: Shift;
  /** How it and its surroundings looked on the anchor, and on the last frame that was beyond doubt. */
  readonly anchor: AppearanceMemory;
  readonly recent: AppearanceMemory;
  /** Its colours on the anchor; null where the mask fell between the pixels. */
  readonly anchorColours: Float64Array | null;
  /** Mean embedding on the anchor, length 1. */
  readonly embedding: Float32Array;
  /** Area on the anchor and on the last frame where it was seen, plane pixels. */
  readonly anchorArea: number;
  readonly area: number;
  /** Frames since it was seen last. */
  readonly missed: number;
}

/** The object on the next frame. */
export interface TrackStep {
  /** Logits of its mask; null where it was not found. */
  readonly plane: LogitsPlane | null;
  /** Cosine of its mean embedding with the anchor's, -1..1. */
  readonly likeness: number;
  /** 0 (sure) to 1: from `DOUBTFUL` (`doubt.ts`) on a person should look. */
  readonly doubt: number;
  readonly track: Track;
}

/** Weighted mean of the logits of two answers of one decoder over one picture. @param share of the second, 0..1 */
export function blendPlanes(a: LogitsPlane, b: LogitsPlane, share: number): LogitsPlane {
  const data = new Float32Array(a.data.length);
  for (let i = 0; i < data.length; i++) data[i] = (a.data[i] ?? 0) * (1 - share) + (b.data[i] ?? 0) * share;
  return { ...a, data };
}

const bestOf = (answer: Awaited<ReturnType<TrackedFrame['predict']>>): LogitsPlane | null =>
  answer.candidates[answer.best]?.logits ?? null;

/** Starts a track on a frame whose mask the person answers for; null when the mask covers nothing. */
export function startTrack(plane: LogitsPlane, field: FeatureField, pixels: FramePixels): Track | null {
  const cells = cellsUnder(field, plane);
  const embedding = pool(field, cells);
  if (!embedding) return null;
  const { area } = planeMask(plane);
  return {
    plane,
    field,
    motion: { dx: 0, dy: 0 },
    anchor: remember(field, cells, ANCHOR_VECTORS),
    recent: { object: [], rest: [] },
    anchorColours: colourHistogram(pixels, plane, frameOf(plane)),
    embedding,
    anchorArea: area,
    area,
    missed: 0,
  };
}

/**
 * The track as it stands on a later frame whose mask was propagated to before.
 * @param missed frames after that one on which the object was not found
 */
export function resumeTrack(track: Track, plane: LogitsPlane, field: FeatureField, missed: number): Track {
  return { ...track, plane, field, area: planeMask(plane).area, missed };
}

/** The frame's size: a video is encoded whole, so the plane's box is the frame. */
const frameOf = ({ box }: LogitsPlane): { width: number; height: number } => ({ width: box.x1, height: box.y1 });

/**
 * Finds the object on the next frame. The decoder is asked twice, with the box of the last mask and with the point deepest inside
 * it together with the mask itself, both moved by the object's own motion; the mean of both answers' logits is the mask. Where what
 * was found is beyond belief, or nothing is left of it, the object is looked for over the whole frame by appearance.
 * @param matches false: the object is neither moved along nor looked for elsewhere, to measure what that is worth
 * @throws what `field`, `pixels` and `predict` throw
 */
export async function propagate(
  track: Track,
  frame: TrackedFrame,
  { matches = true }: { readonly matches?: boolean } = {},
): Promise<TrackStep> {
  const [field, pixels] = await Promise.all([frame.field(), frame.pixels()]);
  const seen: Seen = { field, pixels, predict: frame.predict };
  const followed = track.missed === 0 || !matches ? await follow(track, seen, matches) : null;
  if (followed && (followed.doubt < GONE || !matches)) return stepTo(track, seen, followed);
  const again = matches ? await findAgain(track, seen) : null;
  if (again && again.doubt < GONE) return stepTo(track, seen, again);
  return { plane: null, likeness: -1, doubt: 1, track: { ...track, missed: track.missed + 1 } };
}

/** A frame with what was read of it. */
interface Seen {
  readonly field: FeatureField;
  readonly pixels: FramePixels;
  readonly predict: TrackedFrame['predict'];
}

/** An answer with what speaks for and against it. */
interface Answer {
  readonly plane: LogitsPlane;
  readonly area: number;
  readonly likeness: number;
  readonly doubt: number;
  readonly motion: Shift;
}

/** Everything that is remembered of the object. */
function memoryOf({ anchor, recent }: Track): AppearanceMemory {
  return { object: [...anchor.object, ...recent.object], rest: [...anchor.rest, ...recent.rest] };
}

function stepTo(track: Track, { field }: Seen, { plane, area, likeness, doubt, motion }: Answer): TrackStep {
  const recent = doubt <= SURE ? remember(field, cellsUnder(field, plane), RECENT_VECTORS) : track.recent;
  return { plane, likeness, doubt, track: { ...track, recent, plane, field, area, motion, missed: 0 } };
}

/** @param agreement IoU of the two decodes, 0..1 */
function judge(track: Track, seen: Seen, plane: LogitsPlane, agreement: number, motion: Shift): Answer | null {
  const { field } = seen;
  const { area } = planeMask(plane);
  const cells = cellsUnder(field, plane);
  const embedding = pool(field, cells);
  if (area === 0 || !embedding) return null;
  const memory = memoryOf(track);
  const colours = colourHistogram(seen.pixels, plane, frameOf(plane));
  const doubt = doubtOf({
    agreement,
    areaRatio: ratioOf(area, track.area),
    anchorRatio: ratioOf(area, track.anchorArea),
    cover: coverage(field, memory, cells),
    match: matchUnder(field, memory, cells),
    colour: track.anchorColours && colours ? histogramOverlap(track.anchorColours, colours) : 1,
  });
  // The product of two equal unit vectors in float32 may exceed 1 by a rounding.
  const likeness = Math.max(-1, Math.min(1, dotProduct(embedding, track.embedding)));
  return { plane, area, likeness, motion, doubt };
}

const ratioOf = (a: number, b: number): number => Math.min(a, b) / Math.max(a, b, 1);

async function follow(track: Track, seen: Seen, matches: boolean): Promise<Answer | null> {
  const { field, predict } = seen;
  const motion = matches
    ? objectShift(track.field, cellsUnder(track.field, track.plane), field, REACH, track.motion)
    : { dx: 0, dy: 0 };
  const expected = shiftPlane(track.plane, track.field, motion);
  const prompts = promptsOfMask(expected);
  if (!prompts) return null;
  const byBox = bestOf(await predict([{ kind: 'box', box: widened(prompts.box, expected.box) }]));
  const byMask = bestOf(await predict([{ kind: 'point', at: prompts.point, label: 'include' }], expected));
  if (!byBox || !byMask) return null;
  return judge(track, seen, blendPlanes(byBox, byMask, 0.5), planeOverlap(byBox, byMask), motion);
}

/** The place that looks most like the object anywhere on the frame, asked for with a point; null when nothing does. */
async function findAgain(track: Track, seen: Seen): Promise<Answer | null> {
  const { field, predict } = seen;
  const match = matchMap(field, memoryOf(track));
  const at = bestPlace(field, match);
  if (!at) return null;
  const first = bestOf(await predict([{ kind: 'point', at, label: 'include' }]));
  const prompts = first && promptsOfMask(first);
  if (!first || !prompts) return null;
  const second = bestOf(await predict([{ kind: 'box', box: prompts.box }]));
  if (!second) return null;
  const answer = judge(track, seen, blendPlanes(first, second, 0.5), planeOverlap(first, second), { dx: 0, dy: 0 });
  if (!answer || matchUnder(field, memoryOf(track), cellsUnder(field, answer.plane)) < FOUND_AGAIN) return null;
  const ratio = answer.area / Math.max(1, track.anchorArea);
  return ratio >= 1 / AREA_RANGE && ratio <= AREA_RANGE ? answer : null;
}

/** Centre of the cell whose 5x5 neighbourhood matches best, picture pixels; null when no neighbourhood does on average. */
function bestPlace(field: FeatureField, match: Float32Array): ImagePoint | null {
  const columns = Math.floor(field.content.width);
  const rows = Math.floor(field.content.height);
  let best = -1;
  let most = FOUND_AGAIN;
  for (let y = 2; y < rows - 2; y++) {
    for (let x = 2; x < columns - 2; x++) {
      let sum = 0;
      for (let dy = -2; dy <= 2; dy++)
        for (let dx = -2; dx <= 2; dx++) sum += match[(y + dy) * field.width + x + dx] ?? -1;
      if (sum / 25 > most) {
        most = sum / 25;
        best = y * field.width + x;
      }
    }
  }
  if (best < 0) return null;
  const { box, content } = field;
  return imagePoint(
    box.x0 + (((best % field.width) + 0.5) * (box.x1 - box.x0)) / content.width,
    box.y0 + ((Math.floor(best / field.width) + 0.5) * (box.y1 - box.y0)) / content.height,
  );
}

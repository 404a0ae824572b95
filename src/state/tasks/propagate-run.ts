/** Propagates the masks of several objects over the frames of a video, one frame at a time for all of them. */
import { throwIfAborted } from '../../contract/errors.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { FramePixels } from '../../core/tasks/colour.ts';
import { DOUBTFUL } from '../../core/tasks/doubt.ts';
import { propagate, resumeTrack, startTrack, type Track } from '../../core/tasks/propagate.ts';
import type { Leg } from './film-plan.ts';
import type { TaskPredictor } from './predictor-pool.ts';

/** The frames of the video, as far as propagation needs them. */
export interface FrameSource {
  predictor(frame: number, signal: AbortSignal): Promise<TaskPredictor>;
  pixels(frame: number): Promise<FramePixels>;
  readonly now: () => number;
}

/** The mask of one object on one frame as it comes. */
export interface PropagatedMask {
  readonly object: string;
  readonly frame: number;
  /** null where the object was not found. */
  readonly plane: LogitsPlane | null;
  readonly likeness: number;
  readonly doubt: number;
  /** Time spent on it, milliseconds. */
  readonly encodeMs: number;
  readonly matchMs: number;
  readonly decodeMs: number;
}

/** What is known of the objects' masks while the run goes on. */
export interface KnownMasks {
  plane(object: string, frame: number): LogitsPlane | null;
  /** False once the person marked the frame or changed the mask that the leg starts from: the leg ends there. */
  isOpen(leg: Leg, frame: number): boolean;
}

interface Walker {
  readonly leg: Leg;
  next: number;
  track: Track | null;
}

/**
 * Masks of all legs' frames, frame by frame in their common direction, so that a frame is encoded once for every object on it.
 *
 * @param stopsAtDoubt legs without a marked frame at the far end stop the run after the first frame with a doubtful mask
 * @throws SegError `aborted`, or what the engine throws
 */
export async function* propagateMasks(
  source: FrameSource,
  known: KnownMasks,
  legs: readonly Leg[],
  stopsAtDoubt: boolean,
  signal: AbortSignal,
): AsyncGenerator<PropagatedMask> {
  const walkers = legs.map((leg): Walker => ({ leg, next: 0, track: null }));
  const encoded = new Set<number>();
  let last: number | null = null;
  for (;;) {
    const open = walkers.filter(({ leg, next }) => next < leg.targets.length);
    const walker = open.toSorted((a, b) => (frameOf(a) - frameOf(b)) * a.leg.direction)[0];
    if (!walker) return;
    const frame = frameOf(walker);
    if (last !== null && frame !== last) return;
    const { leg } = walker;
    if (!known.isOpen(leg, frame)) {
      walker.next = leg.targets.length;
      continue;
    }
    walker.track ??= await trackOf(source, known, leg, signal);
    if (!walker.track) {
      walker.next = leg.targets.length;
      continue;
    }
    const { mask, track } = await stepTo(source, leg.object, walker.track, frame, signal);
    walker.track = track;
    walker.next++;
    if (!known.isOpen(leg, frame)) continue;
    // One object pays for the frame's encoding, the others share it.
    yield encoded.has(frame) ? { ...mask, encodeMs: 0 } : mask;
    encoded.add(frame);
    if (stopsAtDoubt && leg.end === null && mask.doubt >= DOUBTFUL) last = frame;
  }
}

const frameOf = ({ leg, next }: Walker): number => leg.targets[next] ?? 0;

async function trackOf(source: FrameSource, known: KnownMasks, leg: Leg, signal: AbortSignal): Promise<Track | null> {
  const { object, anchor, from, missed } = leg;
  const plane = known.plane(object, anchor);
  if (!plane) return null;
  const first = await source.predictor(anchor, signal);
  const track = startTrack(plane, await first.field(), await source.pixels(anchor));
  if (!track || (from === anchor && missed === 0)) return track;
  const reached = known.plane(object, from);
  if (!reached) return track;
  return resumeTrack(track, reached, await (await source.predictor(from, signal)).field(), missed);
}

async function stepTo(
  source: FrameSource,
  object: string,
  track: Track,
  frame: number,
  signal: AbortSignal,
): Promise<{ readonly mask: PropagatedMask; readonly track: Track }> {
  const next = await source.predictor(frame, signal);
  let decodeMs = 0;
  const began = source.now();
  const step = await propagate(track, {
    field: () => next.field(),
    pixels: () => source.pixels(frame),
    predict: async (prompts, previous) => {
      const answer = await next.predictor.predict(prompts, { signal, previous });
      decodeMs += answer.decodeMs;
      return answer;
    },
  });
  throwIfAborted(signal);
  const matchMs = Math.max(0, source.now() - began - decodeMs);
  const { encodeMs } = next.predictor;
  const { plane, likeness, doubt } = step;
  return { mask: { object, frame, plane, likeness, doubt, encodeMs, matchMs, decodeMs }, track: step.track };
}

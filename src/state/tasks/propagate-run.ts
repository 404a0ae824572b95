/** Propagates a mask over the frames of a video, one at a time, from one side or, between two marked frames, from both. */
import { throwIfAborted } from '../../contract/errors.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { FramePixels } from '../../core/tasks/colour.ts';
import { DOUBTFUL } from '../../core/tasks/doubt.ts';
import { blendPlanes, propagate, resumeTrack, startTrack } from '../../core/tasks/propagate.ts';
import type { RunPlan } from './film-doc.ts';
import type { TaskPredictor } from './predictor-pool.ts';

/** The frames of the video, as far as propagation needs them. */
export interface FrameSource {
  predictor(frame: number, signal: AbortSignal): Promise<TaskPredictor>;
  pixels(frame: number): Promise<FramePixels>;
  readonly now: () => number;
}

/** The mask of one frame as it comes. */
export interface PropagatedMask {
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

/**
 * Masks of the plan's frames in order. Without a marked frame at the far end it stops after the first doubtful frame, so that a
 * person can look before the error spreads; with one, every frame is also reached from there and both answers are blended by their
 * distance from either end.
 *
 * @param known masks of the marked frames, and of frames reached before that the run goes on from
 * @throws SegError `aborted`, or what the engine throws
 */
export async function* propagateMasks(
  source: FrameSource,
  known: (frame: number) => LogitsPlane | null,
  plan: RunPlan,
  signal: AbortSignal,
): AsyncGenerator<PropagatedMask> {
  const last = plan.targets.at(-1);
  if (last === undefined) return;
  const step = plan.direction;
  if (plan.end === null) {
    for await (const mask of oneWay(source, known, plan, plan.targets, signal)) {
      yield mask;
      if (mask.doubt >= DOUBTFUL) return;
    }
    return;
  }
  const there: PropagatedMask[] = [];
  for await (const mask of oneWay(source, known, plan, plan.targets, signal)) {
    there.push(mask);
    yield mask;
  }
  const back = plan.targets.toReversed();
  const span = Math.abs(plan.end - plan.from);
  for await (const mask of oneWay(source, known, { anchor: plan.end, from: plan.end, missed: 0 }, back, signal)) {
    const other = there.find((m) => m.frame === mask.frame);
    const share = (step * (mask.frame - plan.from)) / Math.max(1, span);
    yield other ? blended(other, mask, share) : mask;
  }
}

function blended(there: PropagatedMask, back: PropagatedMask, share: number): PropagatedMask {
  const plane = there.plane && back.plane ? blendPlanes(there.plane, back.plane, share) : (there.plane ?? back.plane);
  const near = share < 0.5 ? there : back;
  return { ...back, plane, likeness: near.likeness, doubt: Math.min(there.doubt, back.doubt) };
}

async function* oneWay(
  source: FrameSource,
  known: (frame: number) => LogitsPlane | null,
  { anchor, from, missed }: Pick<RunPlan, 'anchor' | 'from' | 'missed'>,
  targets: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<PropagatedMask> {
  const plane = known(anchor);
  if (!plane) return;
  const first = await source.predictor(anchor, signal);
  let track = startTrack(plane, await first.field(), await source.pixels(anchor));
  if (!track) return;
  const reached = known(from);
  if (reached && (from !== anchor || missed > 0)) {
    track = resumeTrack(track, reached, await (await source.predictor(from, signal)).field(), missed);
  }
  for (const frame of targets) {
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
    yield { frame, ...step, encodeMs: next.predictor.encodeMs, matchMs, decodeMs };
    track = step.track;
  }
}

/** Carries out a run: there for every object, and back where two marked frames meet. */

import type { Size } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import { packedIou } from '../../core/mask/packed.ts';
import { type MaskRuns, packedToRuns } from '../../core/mask/packed-runs.ts';
import { DOUBTFUL } from '../../core/tasks/doubt.ts';
import { planeOfMask } from '../../core/tasks/mask-plane.ts';
import { blendPlanes } from '../../core/tasks/propagate.ts';
import { packLogits } from '../object-mask.ts';
import { type FilmDoc, type FrameMask, type FrameMasks, isMarked, masksOf, packedOf, planeOf } from './film-doc.ts';
import type { Leg, ObjectPlan } from './film-plan.ts';
import { type FrameSource, type KnownMasks, type PropagatedMask, propagateMasks } from './propagate-run.ts';

/** A mask that is ready to be put into the document. */
export interface RunStep {
  readonly object: string;
  readonly frame: number;
  readonly mask: FrameMask;
  /** Masks of all frames behind it, kept as they were: what was propagated anew had become what was there before. */
  readonly kept: FrameMasks;
  readonly spent: Pick<PropagatedMask, 'encodeMs' | 'matchMs' | 'decodeMs'>;
  /** The run ends here unless the person goes on. */
  readonly isDoubtStop: boolean;
}

/** Frames in a row on which a new mask has to be like the one before for those behind to be kept, and how alike (IoU). */
const [SETTLED_FRAMES, SETTLED_IOU] = [3, 0.97];

const NONE: FrameMasks = new Map();

/** Frames that the plans have to reach, the way back counted too. */
export function stepsIn(plans: readonly ObjectPlan[]): number {
  return plans.reduce((sum, { there, back }) => sum + (there?.targets.length ?? 0) + (back?.targets.length ?? 0), 0);
}

/** Mask as run lengths at the source's size. */
export function runsOf(plane: LogitsPlane, size: Size): MaskRuns {
  return packedToRuns(packLogits(plane, size, 0));
}

/**
 * @param doc the document as it stands, read anew at each step
 * @throws as `propagateMasks`
 */
export async function* runPlans(
  source: FrameSource,
  doc: () => FilmDoc,
  size: Size,
  plans: readonly ObjectPlan[],
  signal: AbortSignal,
): AsyncGenerator<RunStep> {
  /** Objects whose frames ahead are kept, and for how many frames in a row the others had their old masks. */
  const settled = new Set<string>();
  const alike = new Map<string, number>();
  const known: KnownMasks = {
    plane(object, frame) {
      const mask = masksOf(doc(), object).get(frame);
      return mask ? planeOf(mask) : null;
    },
    isOpen({ object, anchor, anchorMask }, frame) {
      const masks = masksOf(doc(), object);
      return !settled.has(object) && masks.get(anchor)?.mask === anchorMask && !isMarked(masks.get(frame));
    },
  };
  const there = plans.flatMap((plan) => plan.there ?? []);
  const back = plans.flatMap((plan) => plan.back ?? []);
  let isStopped = false;
  for await (const got of propagateMasks(source, known, there, true, signal)) {
    const leg = there.find(({ object }) => object === got.object);
    if (!leg) continue;
    const mask = frameMask(got.plane && runsOf(got.plane, size), got, [leg.anchorMask]);
    const isDoubtStop = leg.end === null && got.doubt >= DOUBTFUL;
    isStopped ||= isDoubtStop;
    const masks = masksOf(doc(), got.object);
    const run = isAlike(masks.get(got.frame), mask) ? (alike.get(got.object) ?? 0) + 1 : 0;
    alike.set(got.object, run);
    const kept = run >= SETTLED_FRAMES ? keptBehind(leg, got.frame, masks) : NONE;
    if (kept.size > 0) settled.add(got.object);
    yield { object: got.object, frame: got.frame, mask, kept, spent: got, isDoubtStop };
  }
  if (isStopped) return;
  for await (const got of propagateMasks(source, known, back, false, signal)) {
    const leg = back.find(({ object }) => object === got.object);
    if (leg)
      yield {
        object: got.object,
        frame: got.frame,
        mask: met(got, leg, doc(), size),
        kept: NONE,
        spent: got,
        isDoubtStop: false,
      };
  }
}

function isAlike(before: FrameMask | undefined, now: FrameMask): boolean {
  if (!before?.mask || !now.mask || (before.doubt ?? 1) >= DOUBTFUL || (now.doubt ?? 1) >= DOUBTFUL) return false;
  return packedIou(packedOf(before.mask), packedOf(now.mask)) >= SETTLED_IOU;
}

/** Masks that are there for every frame behind one, as of the leg's marked frame from now on; none where one is missing. */
function keptBehind({ targets, end, anchorMask }: Leg, frame: number, masks: FrameMasks): FrameMasks {
  const kept = new Map<number, FrameMask>();
  if (end !== null) return kept;
  for (const behind of targets.slice(targets.indexOf(frame) + 1)) {
    const mask = masks.get(behind);
    // A mask in doubt may be what the correction is meant for.
    if (!mask || isMarked(mask) || (mask.doubt ?? 0) >= DOUBTFUL) return NONE;
    kept.set(behind, { ...mask, from: [anchorMask] });
  }
  return kept;
}

function frameMask(
  mask: MaskRuns | null,
  { likeness, doubt }: Pick<PropagatedMask, 'likeness' | 'doubt'>,
  from: readonly MaskRuns[],
): FrameMask {
  return { mask, plane: null, prompts: [], under: null, likeness, doubt, from };
}

/** Both answers weighed by the distance of the frame from either marked frame. */
function met(back: PropagatedMask, leg: Leg, doc: FilmDoc, size: Size): FrameMask {
  const masks = masksOf(doc, leg.object);
  const there = masks.get(back.frame);
  const far = leg.end === null ? null : (masks.get(leg.end)?.mask ?? null);
  const from = far ? [leg.anchorMask, far] : [leg.anchorMask];
  if (!there) return frameMask(back.plane && runsOf(back.plane, size), back, from);
  const span = Math.abs((leg.end ?? back.frame) - leg.anchor);
  const share = 1 - Math.abs(back.frame - leg.anchor) / Math.max(1, span);
  const near = share >= 0.5 ? back : { likeness: there.likeness ?? -1, doubt: there.doubt ?? 1 };
  const doubt = Math.min(back.doubt, there.doubt ?? 1);
  const mask =
    there.mask && back.plane
      ? runsOf(blendPlanes(planeOfMask(packedOf(there.mask), back.plane), back.plane, share), size)
      : (there.mask ?? (back.plane && runsOf(back.plane, size)));
  return frameMask(mask, { likeness: near.likeness, doubt }, from);
}

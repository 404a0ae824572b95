/** Carries out a run: there for every object, and back where two marked frames meet. */

import type { Size } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import { type MaskRuns, packedToRuns } from '../../core/mask/packed-runs.ts';
import { DOUBTFUL } from '../../core/tasks/doubt.ts';
import { planeOfMask } from '../../core/tasks/mask-plane.ts';
import { blendPlanes } from '../../core/tasks/propagate.ts';
import { packLogits } from '../object-mask.ts';
import { type FilmDoc, type FrameMask, isMarked, masksOf, packedOf, planeOf } from './film-doc.ts';
import type { Leg, ObjectPlan } from './film-plan.ts';
import { type FrameSource, type KnownMasks, type PropagatedMask, propagateMasks } from './propagate-run.ts';

/** A mask that is ready to be put into the document. */
export interface RunStep {
  readonly object: string;
  readonly frame: number;
  readonly mask: FrameMask;
  readonly spent: Pick<PropagatedMask, 'encodeMs' | 'matchMs' | 'decodeMs'>;
  /** The run ends here unless the person goes on. */
  readonly isDoubtStop: boolean;
}

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
  const known: KnownMasks = {
    plane(object, frame) {
      const mask = masksOf(doc(), object).get(frame);
      return mask ? planeOf(mask) : null;
    },
    isOpen({ object, anchor, anchorMask }, frame) {
      const masks = masksOf(doc(), object);
      return masks.get(anchor)?.mask === anchorMask && !isMarked(masks.get(frame));
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
    yield { object: got.object, frame: got.frame, mask, spent: got, isDoubtStop };
  }
  if (isStopped) return;
  for await (const got of propagateMasks(source, known, back, false, signal)) {
    const leg = back.find(({ object }) => object === got.object);
    if (leg)
      yield { object: got.object, frame: got.frame, mask: met(got, leg, doc(), size), spent: got, isDoubtStop: false };
  }
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

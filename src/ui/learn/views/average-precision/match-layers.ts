/** Hits, false alarms and truths still free, as the stage shows them. */
import type { Size } from '../../../../core/geometry/space.ts';
import type { PackedMask } from '../../../../core/mask/packed.ts';
import { packedArea } from '../../../../core/mask/packed.ts';
import { paintPacked } from '../../../../core/teach/ap-scene.ts';
import type { ApConstruction } from '../../../../core/teach/ap-steps.ts';
import { paintClasses } from '../../../../core/teach/class-plane.ts';
import type { Prediction } from '../../../../state/learn/predictions.ts';
import type { MaskLayer } from '../../../canvas/stage-types.ts';
import { FOCUS, MISSED, RIGHT, WRONG } from '../../plot/paints.ts';
import { colourLayer } from '../../plot/stage-layers.ts';

const CLASS = { hit: 1, wrong: 2, missed: 3 } as const;

/**
 * @param used how many predictions, from the highest score down, are looked at
 */
export function matchLayers(
  size: Size,
  predictions: readonly Prediction[],
  things: readonly { readonly mask: PackedMask }[],
  built: ApConstruction,
  used: number,
): readonly MaskLayer[] {
  const map = { ...size, data: new Uint8Array(size.width * size.height) };
  const steps = built.steps.slice(0, used);
  const taken = new Set(steps.map((s) => s.truth));
  const wrong = steps.filter((s) => s.truth < 0).flatMap((s) => predictions[s.detection]?.mask ?? []);
  // False alarms may cover the whole picture: they lie below, the largest first.
  for (const mask of wrong.toSorted((a, b) => packedArea(b) - packedArea(a))) paintPacked(map, mask, CLASS.wrong);
  for (const [i, { mask }] of things.entries()) if (!taken.has(i)) paintPacked(map, mask, CLASS.missed);
  for (const step of steps) {
    const mask = predictions[step.detection]?.mask;
    if (mask && step.truth >= 0) paintPacked(map, mask, CLASS.hit);
  }
  const current = predictions[steps.at(-1)?.detection ?? -1]?.mask;
  const layers: MaskLayer[] = [colourLayer('matches', paintClasses(map, [null, RIGHT, WRONG, MISSED]), 0.55)];
  if (current) {
    layers.push({
      id: 'current',
      kind: 'packed',
      mask: current,
      style: { color: FOCUS.color, fill: 0, outline: 3, marching: true, soft: 0, dimOutside: 0 },
    });
  }
  return layers;
}

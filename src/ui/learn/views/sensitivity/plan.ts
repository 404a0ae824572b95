/** Which prompts to try for which question. */
import type { ImageBox } from '../../../../core/geometry/box.ts';
import type { Size } from '../../../../core/geometry/space.ts';
import { type Mask, maskBounds } from '../../../../core/mask/mask.ts';
import { unpackMask } from '../../../../core/mask/packed.ts';
import type { Prompt } from '../../../../core/prompt/prompt.ts';
import { type JitteredBox, jitterBoxes, type TrialGrid, trialGrid } from '../../../../core/teach/sensitivity.ts';
import type { OpenedPicture } from '../../../../state/deps.ts';
import type { PlacedPrompt, SegObject } from '../../../../state/document.ts';
import { comparedMask } from '../../../../state/learn/sensitivity.ts';
import { objectMask } from '../../../../state/object-mask.ts';
import type { Truths } from '../../truths.ts';

export type Variation = 'click' | 'second' | 'jitter';

export interface Plan {
  readonly sets: readonly (readonly Prompt[])[];
  /** Present for clicks: the map they fill. */
  readonly grid: TrialGrid | null;
  /** Present for boxes: how far each is off. */
  readonly boxes: readonly JitteredBox[] | null;
}

/** Cells along each side of the thing's bounds: some hundred clicks, coarse first. */
const SIDE = 12;
const SHARES = [0.05, 0.1, 0.2, 0.3];
const BOXES_EACH = 6;

/** Masks to measure against by name, at the size of comparison; the mask on the stage has the empty name. */
export function referencesOf(
  object: SegObject | null,
  picture: OpenedPicture | null,
  truths: Truths,
): ReadonlyMap<string, Mask> {
  const references = new Map<string, Mask>();
  const packed = object && picture ? objectMask(object, picture.size) : null;
  if (packed) references.set('', comparedMask(unpackMask(packed)));
  for (const [name, mask] of truths) references.set(name, comparedMask(mask));
  return references;
}

function boundsOn(reference: Mask, picture: Size): ImageBox | null {
  const bounds = maskBounds(reference);
  if (!bounds) return null;
  const sx = picture.width / reference.width;
  const sy = picture.height / reference.height;
  return { x0: bounds.x0 * sx, y0: bounds.y0 * sy, x1: bounds.x1 * sx, y1: bounds.y1 * sy };
}

/** @param placed prompts on the stage; a second click is added to them */
export function planTrials(
  variation: Variation,
  reference: Mask,
  picture: Size,
  placed: readonly PlacedPrompt[],
): Plan {
  if (variation === 'jitter') {
    const bounds = boundsOn(reference, picture);
    const boxes = bounds ? jitterBoxes(bounds, SHARES, BOXES_EACH, picture) : [];
    return { sets: boxes.map(({ box }) => [{ kind: 'box', box }]), grid: null, boxes };
  }
  const grid = trialGrid(reference, picture, SIDE);
  const before = variation === 'second' ? placed.map(({ prompt }) => prompt) : [];
  const sets = grid?.trials.map(({ at }): Prompt[] => [...before, { kind: 'point', at, label: 'include' }]) ?? [];
  return { sets, grid, boxes: null };
}

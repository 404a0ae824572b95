/** What was painted and erased by hand on top of a mask that may still change: the model's answer under another threshold or candidate. */
import { uniteBoxes } from '../geometry/box.ts';
import type { ImagePoint } from '../geometry/space.ts';
import { componentAt, findComponents, keepComponents } from '../mask/components.ts';
import { combinePacked, emptyPacked, type PackedMask, packedHas, packRegion, unpackRegion } from '../mask/packed.ts';
import type { SoftMask } from '../mask/soft-edge.ts';

/** Pixels that are in (`added`) or out (`removed`) whatever the mask below says. The two share no pixel. */
export interface HandEdit {
  readonly added: PackedMask;
  readonly removed: PackedMask;
}

/** The edit with an area painted (`adds`) or erased after it; the later stroke counts where two overlap. */
export function editedBy(edit: HandEdit | null, area: PackedMask, adds: boolean): HandEdit {
  const { added, removed } = edit ?? { added: emptyPacked(area), removed: emptyPacked(area) };
  return {
    added: combinePacked(added, area, adds ? 'unite' : 'subtract'),
    removed: combinePacked(removed, area, adds ? 'subtract' : 'unite'),
  };
}

/** The mask with the edit on top. @throws RangeError when the pictures differ in size */
export function withHandEdit(mask: PackedMask, { added, removed }: HandEdit): PackedMask {
  return combinePacked(combinePacked(mask, added, 'unite'), removed, 'subtract');
}

/** Alpha with the edit on top: 255 where it was painted, 0 where it was erased, as before elsewhere. */
export function alphaWithHandEdit(soft: SoftMask, { added, removed }: HandEdit): SoftMask {
  const box = added.bits.length > 0 ? uniteBoxes(soft.box, added.box) : soft.box;
  const width = box.x1 - box.x0;
  const alpha = new Uint8ClampedArray(width * (box.y1 - box.y0));
  const inner = soft.box.x1 - soft.box.x0;
  for (let y = soft.box.y0; y < soft.box.y1; y++) {
    const from = (y - soft.box.y0) * inner;
    alpha.set(soft.alpha.subarray(from, from + inner), (y - box.y0) * width + soft.box.x0 - box.x0);
  }
  const [on, off] = [unpackRegion(added, box).data, unpackRegion(removed, box).data];
  for (let i = 0; i < alpha.length; i++) {
    if (on[i] === 1) alpha[i] = 255;
    else if (off[i] === 1) alpha[i] = 0;
  }
  return { box, width: soft.width, height: soft.height, alpha };
}

/** The mask without the connected areas that hold one of the points. */
function withoutAreasAt(mask: PackedMask, path: readonly ImagePoint[]): PackedMask {
  const { box } = mask;
  const inside = path
    .map(({ x, y }) => ({ x: Math.floor(x), y: Math.floor(y) }))
    .filter(({ x, y }) => packedHas(mask, x, y));
  if (inside.length === 0) return mask;
  const local = unpackRegion(mask, box);
  const components = findComponents(local);
  const hit = new Set(inside.map(({ x, y }) => componentAt(components, x - box.x0, y - box.y0)));
  return packRegion(
    keepComponents(local, components, (c) => !hit.has(c)),
    box,
    mask,
  );
}

/**
 * The edit after a later prompt that says otherwise: an exclusion on painted ground, or an inclusion on erased ground, lets go of
 * the connected area under it, so that the model's answer counts there. Null once nothing of the edit is left.
 */
export function releasedAt(edit: HandEdit, path: readonly ImagePoint[], label: 'include' | 'exclude'): HandEdit | null {
  const added = label === 'exclude' ? withoutAreasAt(edit.added, path) : edit.added;
  const removed = label === 'include' ? withoutAreasAt(edit.removed, path) : edit.removed;
  return added.bits.length > 0 || removed.bits.length > 0 ? { added, removed } : null;
}

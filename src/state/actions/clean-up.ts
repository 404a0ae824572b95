/** Clean-ups of a mask: each takes the whole mask and gives a new one. */
import type { Size } from '../../core/geometry/space.ts';
import { fillHoles, findComponents, keepComponents } from '../../core/mask/components.ts';
import type { Mask } from '../../core/mask/mask.ts';
import { dilate, erode, smooth } from '../../core/mask/morphology.ts';
import type { PackedMask } from '../../core/mask/packed.ts';
import { editPacked } from '../../core/mask/packed-edit.ts';

export type CleanUp = 'fill-holes' | 'remove-islands' | 'grow' | 'shrink' | 'smooth';

export const CLEAN_UP_LABELS: Readonly<Record<CleanUp, string>> = {
  'fill-holes': 'fill holes',
  'remove-islands': 'remove islands',
  grow: 'grow the mask',
  shrink: 'shrink the mask',
  smooth: 'smooth the outline',
};

/** Islands below this share of the largest part go. */
const ISLAND_SHARE = 0.1;

function withoutIslands(local: Mask): Mask {
  const components = findComponents(local);
  const largest = components.areas.reduce((most, area) => Math.max(most, area), 0);
  return keepComponents(local, components, (c) => (components.areas[c] ?? 0) >= largest * ISLAND_SHARE);
}

/** One step of growing, shrinking or smoothing: a pixel, or more where a pixel of the picture is hardly seen. */
function stepOf(size: Size): number {
  return Math.max(1, Math.round(Math.max(size.width, size.height) / 1000));
}

/** The mask after one clean-up. Growing and shrinking move the outline by {@link stepOf} pixels. */
export function cleanUp(mask: PackedMask, kind: CleanUp): PackedMask {
  const step = stepOf(mask);
  switch (kind) {
    case 'fill-holes':
      return editPacked(mask, 1, (local) => fillHoles(local));
    case 'remove-islands':
      return editPacked(mask, 1, withoutIslands);
    case 'grow':
      return editPacked(mask, step + 1, (local) => dilate(local, step));
    case 'shrink':
      return editPacked(mask, 1, (local) => erode(local, step));
    case 'smooth':
      return editPacked(mask, 8 * step, (local) => smooth(local, 2 * step));
  }
}

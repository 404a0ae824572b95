/** Which prompt lies under the pointer. */
import type { ImageBox } from '../../core/geometry/box.ts';
import { distance, type ImagePoint, imagePoint, type Size, type ViewPoint } from '../../core/geometry/space.ts';
import type { StagePrompt, Viewport } from './stage-types.ts';
import { toView } from './viewport.ts';

/** The eight grips of a box: compass directions in picture space. */
export type BoxGrip = 'nw' | 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w';
export const BOX_GRIPS: readonly BoxGrip[] = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'];

/** What was hit: a point, the grip of a box, or a box's remove button. */
export type PromptHit =
  | { readonly kind: 'point'; readonly id: string; readonly at: ImagePoint }
  | { readonly kind: 'grip'; readonly id: string; readonly grip: BoxGrip; readonly box: ImageBox }
  | { readonly kind: 'remove-box'; readonly id: string };

/** Distance from a box's top-right corner to the middle of its remove button, CSS pixels right and up. */
export const REMOVE_OFFSET = 18;

/** Where a grip sits on its box. */
export function gripPoint(box: ImageBox, grip: BoxGrip): ImagePoint {
  const x = grip.includes('w') ? box.x0 : grip.includes('e') ? box.x1 : (box.x0 + box.x1) / 2;
  const y = grip.includes('n') ? box.y0 : grip.includes('s') ? box.y1 : (box.y0 + box.y1) / 2;
  return imagePoint(x, y);
}

/** The box after a grip was dragged to a point; corners may cross, the result stays ordered. */
export function resizeBox(box: ImageBox, grip: BoxGrip, to: ImagePoint): ImageBox {
  const x0 = grip.includes('w') ? to.x : box.x0;
  const x1 = grip.includes('e') ? to.x : box.x1;
  const y0 = grip.includes('n') ? to.y : box.y0;
  const y1 = grip.includes('s') ? to.y : box.y1;
  return { x0: Math.min(x0, x1), y0: Math.min(y0, y1), x1: Math.max(x0, x1), y1: Math.max(y0, y1) };
}

/**
 * The nearest prompt part within reach; points win over boxes, and of equals the one drawn last.
 *
 * @param reach CSS pixels: about 12 for a mouse, 22 for a finger
 */
export function hitPrompt(
  prompts: readonly StagePrompt[],
  view: Viewport,
  stage: Size,
  pointer: ViewPoint,
  reach: number,
): PromptHit | null {
  let best: PromptHit | null = null;
  let nearest = reach;
  for (const prompt of prompts) {
    if (prompt.kind !== 'point' || !prompt.at) continue;
    const d = distance(toView(view, stage, prompt.at), pointer);
    if (d <= nearest) {
      nearest = d;
      best = { kind: 'point', id: prompt.id, at: prompt.at };
    }
  }
  if (best) return best;
  for (const prompt of prompts) {
    if (prompt.kind !== 'box' || !prompt.box) continue;
    const corner = toView(view, stage, imagePoint(prompt.box.x1, prompt.box.y0));
    const d = Math.hypot(corner.x + REMOVE_OFFSET - pointer.x, corner.y - REMOVE_OFFSET - pointer.y);
    if (d <= Math.min(nearest, reach)) {
      nearest = d;
      best = { kind: 'remove-box', id: prompt.id };
    }
    for (const grip of BOX_GRIPS) {
      const g = distance(toView(view, stage, gripPoint(prompt.box, grip)), pointer);
      if (g < nearest) {
        nearest = g;
        best = { kind: 'grip', id: prompt.id, grip, box: prompt.box };
      }
    }
  }
  return best;
}

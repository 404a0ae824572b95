/** What the few-shot stage draws. */
import { instanceColor } from '../../core/color/palette.ts';
import type { FewShotResult, ShotClass, ShotItem } from '../../state/tasks/few-shot-doc.ts';
import type { MaskLayer, StagePrompt } from '../canvas/stage-types.ts';
import { maskStyle } from '../compare/layers.ts';

/** Of what has no class yet. */
const UNKNOWN = '#f2f4f5';

export function classColor(index: number): string {
  return index < 0 ? UNKNOWN : instanceColor(index);
}

/** Examples are filled, questions lightly, both in the colour of their class. */
export function shotLayers(
  items: readonly ShotItem[],
  classes: readonly ShotClass[],
  result: FewShotResult,
): readonly MaskLayer[] {
  return items.flatMap((item): readonly MaskLayer[] => {
    const plane = item.candidates[item.chosen]?.plane;
    if (!plane) return [];
    const label = item.given ?? result.answers.get(item.id)?.[0]?.label;
    const color = classColor(classes.findIndex((c) => c.id === label));
    return [
      { id: item.id, kind: 'logits', plane, threshold: 0, style: maskStyle(color, item.given === null ? 0.22 : 0.5) },
    ];
  });
}

export function shotPrompts(items: readonly ShotItem[]): readonly StagePrompt[] {
  return items.map((item) => ({ id: item.id, kind: 'point', label: 'include', at: item.at }));
}

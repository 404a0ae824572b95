/** What a gesture on any of the stages means for the shared prompts. */
import type { Prompt, PromptLabel } from '../../core/prompt/prompt.ts';
import type { StageGesture } from '../canvas/stage-types.ts';

/** @returns the new prompts, or null when the gesture changes none */
export function promptsAfter(
  prompts: readonly Prompt[],
  gesture: StageGesture,
  label: PromptLabel,
): readonly Prompt[] | null {
  switch (gesture.kind) {
    case 'click': {
      const opposite: PromptLabel = label === 'include' ? 'exclude' : 'include';
      return [...prompts, { kind: 'point', at: gesture.at, label: gesture.alternate ? opposite : label }];
    }
    case 'box':
      return gesture.done ? [...prompts.filter((p) => p.kind !== 'box'), { kind: 'box', box: gesture.box }] : null;
    case 'prompt-move':
      return gesture.done
        ? prompts.map((p, i) => (String(i) === gesture.id && p.kind === 'point' ? { ...p, at: gesture.at } : p))
        : null;
    case 'box-resize':
      return gesture.done
        ? prompts.map((p, i) => (String(i) === gesture.id && p.kind === 'box' ? { ...p, box: gesture.box } : p))
        : null;
    case 'prompt-remove':
      return prompts.filter((_, i) => String(i) !== gesture.id);
    default:
      return null;
  }
}

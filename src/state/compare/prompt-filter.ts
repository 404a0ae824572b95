/** The part of the shared prompts that a compared model is shown, so that one model can be compared with itself under other prompts. */
import type { Prompt } from '../../core/prompt/prompt.ts';

/** `first`: the first prompt alone; `includes`: nothing that excludes; `points`: clicks and strokes; `boxes`: boxes. */
export const PROMPT_FILTERS = ['first', 'includes', 'points', 'boxes'] as const;
export type PromptFilter = (typeof PROMPT_FILTERS)[number];

/** @param promptFilter absent = everything. @returns the prompts that are left, in their order */
export function filterPrompts(prompts: readonly Prompt[], promptFilter: PromptFilter | undefined): readonly Prompt[] {
  switch (promptFilter) {
    case undefined:
      return prompts;
    case 'first':
      return prompts.slice(0, 1);
    case 'includes':
      return prompts.filter((p) => p.kind === 'box' || p.label === 'include');
    case 'points':
      return prompts.filter((p) => p.kind !== 'box');
    case 'boxes':
      return prompts.filter((p) => p.kind === 'box');
  }
}

/** The part of the shared prompts that a contestant hears, so that one model can be compared with itself under other prompts. */
import type { Prompt } from '../../core/prompt/prompt.ts';

/** `first`: the first prompt alone; `includes`: nothing that excludes; `points`: clicks and strokes; `boxes`: boxes. */
export const HEARINGS = ['first', 'includes', 'points', 'boxes'] as const;
export type Hearing = (typeof HEARINGS)[number];

/** @param hears absent = everything. @returns the prompts heard, in their order */
export function heard(prompts: readonly Prompt[], hears: Hearing | undefined): readonly Prompt[] {
  switch (hears) {
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

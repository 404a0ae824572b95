/** Everything that can be done in the Compare place. */
import type { PromptLabel } from '../../core/prompt/prompt.ts';
import type { Comparison } from '../../state/compare/compare-store.ts';
import { COMPARE_VIEWS, type CompareView, INSIDES } from '../../state/compare/permalink.ts';
import type { StageTool } from '../canvas/stage-types.ts';
import type { Command } from '../command.ts';
import { agreementNow } from './agreement-now.ts';
import { INSIDE_WORDS } from './inside.ts';
import { copyLink, saveFigures, saveSheet } from './share.ts';

/** What the room keeps to itself. */
export interface RoomControls {
  readonly comparison: Comparison;
  readonly setLabel: (label: PromptLabel) => void;
  readonly setTool: (tool: StageTool) => void;
  readonly fit: () => void;
}

const VIEW_WORDS: Record<CompareView, string> = {
  side: 'Show the models side by side',
  swipe: 'Show two models with a swipe line',
  blink: 'Blink between two models',
  agreement: 'Show where the models agree',
};

const TOOLS: readonly { readonly tool: StageTool; readonly label: string; readonly keys: string }[] = [
  { tool: 'point', label: 'Point: click what you mean', keys: 'v' },
  { tool: 'box', label: 'Box: drag around it', keys: 'r' },
  { tool: 'pan', label: 'Move the view', keys: 'h' },
];

export function compareCommands({ comparison, setLabel, setTool, fit }: RoomControls): readonly Command[] {
  const now = comparison.api.getState;
  const answered = (): boolean => now().lanes.filter((l) => l.answer !== null).length >= 2;
  const withPicture = (): boolean => now().picture !== null;
  return [
    ...COMPARE_VIEWS.map(
      (view, i): Command => ({
        id: `compare.view-${view}`,
        label: VIEW_WORDS[view],
        keys: String(i + 1),
        group: 'View',
        enabled: withPicture,
        run: () => comparison.setView(view),
      }),
    ),
    ...INSIDES.map(
      (inside): Command => ({
        id: `compare.inside-${inside}`,
        label: inside === 'none' ? INSIDE_WORDS.none : `Look inside: ${INSIDE_WORDS[inside]}`,
        group: 'View',
        enabled: () => withPicture() && now().inside !== inside,
        run: () => comparison.setInside(inside),
      }),
    ),
    ...TOOLS.map(
      ({ tool, label, keys }): Command => ({
        id: `compare.tool-${tool}`,
        label,
        keys,
        group: 'Tools',
        enabled: withPicture,
        run: () => setTool(tool),
      }),
    ),
    {
      id: 'compare.include',
      label: 'Clicks include',
      keys: 'i',
      group: 'Prompts',
      enabled: withPicture,
      run: () => setLabel('include'),
    },
    {
      id: 'compare.exclude',
      label: 'Clicks exclude',
      keys: 'x',
      group: 'Prompts',
      enabled: withPicture,
      run: () => setLabel('exclude'),
    },
    {
      id: 'compare.undo',
      label: 'Undo',
      keys: '$mod+z',
      group: 'Edit',
      enabled: () => now().past.length > 0,
      run: () => comparison.undo(),
    },
    {
      id: 'compare.redo',
      label: 'Redo',
      keys: '$mod+Shift+z',
      group: 'Edit',
      enabled: () => now().undone.length > 0,
      run: () => comparison.redo(),
    },
    {
      id: 'compare.clear',
      label: 'Remove all prompts',
      group: 'Prompts',
      enabled: () => now().prompts.length > 0,
      run: () => comparison.setPrompts([]),
    },
    { id: 'compare.fit', label: 'Show the whole picture', keys: '0', group: 'View', enabled: withPicture, run: fit },
    {
      id: 'compare.vote',
      label: 'Vote blind: which is better?',
      group: 'Tools',
      also: 'trial judge',
      enabled: answered,
      run: () => comparison.startTrial(),
    },
    {
      id: 'compare.link',
      label: 'Copy a link to this comparison',
      group: 'Picture',
      also: 'share permalink',
      enabled: withPicture,
      run: ({ app }) => copyLink(app, comparison),
    },
    {
      id: 'compare.save-sheet',
      label: 'Save the comparison as one picture (PNG)',
      group: 'Picture',
      also: 'export',
      enabled: answered,
      run: ({ app }) => saveSheet(app, comparison, agreementNow(now().lanes, now().picture)),
    },
    {
      id: 'compare.save-figures',
      label: 'Save the figures of the comparison (JSON)',
      group: 'Picture',
      also: 'export',
      enabled: answered,
      run: ({ app }) => saveFigures(app, comparison),
    },
  ];
}

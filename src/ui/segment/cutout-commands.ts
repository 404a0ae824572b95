/** Commands that take the cut-out out of the page. */
import type { Command } from '../command.ts';
import { canHandOver, canShare, copyCutout, saveCutout, shareCutout } from './hand-over.ts';

export const CUTOUT_COMMANDS: readonly Command[] = [
  {
    id: 'cutout.copy',
    label: 'Copy the cut-out',
    group: 'Picture',
    also: 'clipboard ctrl c png',
    enabled: canHandOver,
    run: ({ app }) => copyCutout(app),
  },
  {
    id: 'cutout.save',
    label: 'Save the cut-out as PNG',
    group: 'Picture',
    also: 'download transparent file',
    enabled: canHandOver,
    run: ({ app }) => saveCutout(app),
  },
  {
    id: 'cutout.share',
    label: 'Share the cut-out',
    group: 'Picture',
    also: 'send app phone',
    enabled: (s) => canHandOver(s) && canShare(),
    run: ({ app }) => shareCutout(app),
  },
];

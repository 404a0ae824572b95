/** Commands that take the cut-out out of the page. */
import type { Command } from '../command.ts';
import { canPickFile, canPickFolder } from '../kit/save-picker.ts';
import {
  canHandOver,
  canShare,
  copyCutout,
  copySvg,
  saveCutout,
  saveCutoutAs,
  saveCutoutInto,
  shareCutout,
} from './hand-over.ts';

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
    id: 'cutout.save-as',
    label: 'Save the cut-out as…',
    group: 'Picture',
    also: 'picker where name png',
    enabled: (s) => canHandOver(s) && canPickFile(),
    run: ({ app }) => saveCutoutAs(app),
  },
  {
    id: 'cutout.save-into',
    label: 'Save the cut-out into a folder',
    group: 'Picture',
    also: 'directory again png',
    enabled: (s) => canHandOver(s) && canPickFolder(),
    run: ({ app }) => saveCutoutInto(app),
  },
  {
    id: 'cutout.copy-svg',
    label: 'Copy as SVG and PNG',
    group: 'Picture',
    also: 'clipboard vector path',
    enabled: canHandOver,
    run: ({ app }) => copySvg(app),
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

/** Every subcommand, in the order of the overview. */
import type { Command } from './command.ts';
import { bravoCommand } from './evaluate-bravo.ts';
import { bsdsCommand } from './evaluate-bsds.ts';
import { clicksCommand } from './evaluate-clicks.ts';
import { cocoCommand, lvisCommand } from './evaluate-detections.ts';
import { miouCommand } from './evaluate-miou.ts';
import { mergeCommand } from './merge-states.ts';

export const commands: readonly Command[] = [
  cocoCommand,
  lvisCommand,
  bsdsCommand,
  miouCommand,
  bravoCommand,
  clicksCommand,
  mergeCommand,
];

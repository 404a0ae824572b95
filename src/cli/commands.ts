/** Every subcommand, in the order of the overview. */
import type { Command } from './command.ts';
import { convertCommand } from './convert.ts';
import { bravoCommand } from './evaluate-bravo.ts';
import { bsdsCommand } from './evaluate-bsds.ts';
import { clicksCommand } from './evaluate-clicks.ts';
import { datasetCommand } from './evaluate-dataset.ts';
import { davisCommand } from './evaluate-davis.ts';
import { cocoCommand, lvisCommand } from './evaluate-detections.ts';
import { instancesCommand } from './evaluate-instances.ts';
import { jfCommand } from './evaluate-jf.ts';
import { miouCommand } from './evaluate-miou.ts';
import { panopticCommand } from './evaluate-panoptic.ts';
import { regionsCommand } from './evaluate-regions.ts';
import { shapesCommand } from './evaluate-shapes.ts';
import { subjectCommand } from './evaluate-subject.ts';
import { mergeCommand } from './merge-states.ts';

export const commands: readonly Command[] = [
  cocoCommand,
  lvisCommand,
  bsdsCommand,
  regionsCommand,
  miouCommand,
  shapesCommand,
  instancesCommand,
  panopticCommand,
  bravoCommand,
  jfCommand,
  clicksCommand,
  subjectCommand,
  datasetCommand,
  davisCommand,
  mergeCommand,
  convertCommand,
];

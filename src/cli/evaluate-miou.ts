/** `miou`: score label maps by a dataset's convention. */
import { CityscapesPixels } from '../core/metrics/cityscapes-pixels.ts';
import { cityscapesFigures, miouFigures } from '../core/metrics/metric-figures.ts';
import { Miou } from '../core/metrics/miou.ts';
import { type Command, defineCommand } from './command.ts';
import { conventions, labelHelp, labelOptions, labelSetOf, scoreLabels } from './label-run.ts';
import { commonHelp, commonOptions } from './options.ts';
import { outcomeOf, report } from './report.ts';

const help = `Usage: npm run evaluate -- miou --pred DIR --gt DIR --dataset NAME [options]

Mean IoU, pixel accuracy and their relatives for label PNGs (grey or palette).
A truth and a prediction belong together by path, then by split folder, then by file name where it is unique; in Cityscapes by
city_sequence_frame. What stays ambiguous is left out and named.

${labelHelp}
${commonHelp}

${conventions}
`;

export const miouCommand: Command = defineCommand({
  name: 'miou',
  summary: 'mean IoU of label maps: ADE20K, Cityscapes, LoveDA, Pets, VOC, masks',
  help,
  options: { ...commonOptions, ...labelOptions },
  run: async (values, io) => {
    const set = labelSetOf(values);
    if (set.id === 'cityscapes') {
      const pixels = new CityscapesPixels();
      const trouble = await scoreLabels(values, set, (found) => pixels.add(found), io);
      return report(outcomeOf(cityscapesFigures, pixels, trouble), values, io);
    }
    const metric = new Miou(set);
    const trouble = await scoreLabels(values, set, (found) => metric.add(found), io);
    return report(outcomeOf(miouFigures, metric, trouble), values, io);
  },
});

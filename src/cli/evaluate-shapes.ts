/** `shapes`: outline distances and generalised Dice of label maps or masks. */
import { shapesFigures } from '../core/metrics/metric-figures.ts';
import { Shapes } from '../core/metrics/shapes.ts';
import { type Command, defineCommand } from './command.ts';
import { conventions, labelHelp, labelOptions, labelSetOf, scoreLabels } from './label-run.ts';
import { commonHelp, commonOptions } from './options.ts';
import { outcomeOf, report } from './report.ts';

const help = `Usage: npm run evaluate -- shapes --pred DIR --gt DIR --dataset NAME [options]

Of label PNGs or masks (--dataset mask):
  HD               Hausdorff distance of the outlines in pixels, the larger one of both directions
  HD95             the same with the 95th percentile of each direction in place of the largest, as in MONAI
                   (medpy pools both directions before and gives other values)
  generalisedDice  Sudre et al. 2017, weights 1 / (true pixels)^2 in each picture, background included where the
                   convention has it; a class that the truth does not have takes the largest weight of the others
  oneSided         pairs of picture and class without a distance, because only one of the maps has the class

Distances are averaged over the classes of a picture without background, and then over pictures. Void pixels of the truth are
left out of both maps.

${labelHelp}
${commonHelp}

${conventions}
`;

export const shapesCommand: Command = defineCommand({
  name: 'shapes',
  summary: 'Hausdorff distance, HD95 and generalised Dice of label maps or masks',
  help,
  options: { ...commonOptions, ...labelOptions },
  run: async (values, io) => {
    const set = labelSetOf(values);
    const metric = new Shapes(set);
    const trouble = await scoreLabels(values, set, (found) => metric.add(found), io);
    return report(outcomeOf(shapesFigures, metric, trouble), values, io);
  },
});

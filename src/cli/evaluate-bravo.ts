/** `bravo`: score predictions and confidences in the official file layout. */
import { inflateUpTo } from '../codecs/inflate.ts';
import { ProblemList } from '../core/coco/data-problem.ts';
import { BravoPredictions, bravoTruths } from '../core/datasets/bravo-files.ts';
import { type FileTree, sortedPaths } from '../core/datasets/file-tree.ts';
import { readLabels } from '../core/datasets/label-objects.ts';
import type { LabelMap } from '../core/image/png-pixels.ts';
import { Bravo } from '../core/metrics/bravo.ts';
import { bravoFigures } from '../core/metrics/metric-figures.ts';
import { type Command, defineCommand, InputError } from './command.ts';
import { openTree } from './open-tree.ts';
import { commonHelp, commonOptions, inShard, parseShard, required } from './options.ts';
import { outcomeOf, progress, report } from './report.ts';

const help = `Usage: npm run evaluate -- bravo --gt DIR [--pred DIR] [options]

BRAVO's figures over its nine subsets, their harmonic means and the BRAVO index.
All pixels that are not void enter the curve figures; the official server samples 100,000 of each picture.

  --gt DIR          folder or archive with bravo_ACDC/..., bravo_SMIYC/... with label maps and maps of invalid pixels under the names of the benchmark
                    (NAME_gt_labelTrainIds.png and NAME_gt_invIds.png, ...) or NAME_gt.png and NAME_invalid.png
  --pred DIR        the same folders with NAME_pred.png (train ids) and NAME_conf.png (16 bits), also NAME_rgb_anon_pred.png
                    and NAME_leftImg8bit_pred.png as the benchmark names them; --gt by default
${commonHelp}
`;

export const bravoCommand: Command = defineCommand({
  name: 'bravo',
  summary: 'BRAVO figures of predictions and confidences',
  help,
  options: { ...commonOptions, gt: { type: 'string' }, pred: { type: 'string' } },
  run: async (values, io) => {
    const truth = await openTree(required(values.gt, 'gt'));
    const pred = values.pred === undefined ? truth : await openTree(values.pred);
    const truths = bravoTruths(sortedPaths(truth));
    if (truths.length === 0)
      throw new InputError(
        `${values.gt}: holds no label map (NAME_gt_labelTrainIds.png or NAME_gt.png) below a folder bravo_...`,
      );
    const predictions = new BravoPredictions(sortedPaths(pred));
    const metric = new Bravo();
    const problems = new ProblemList('');
    const mine = inShard(truths, parseShard(values.shard));
    const show = progress(io, mine.length);
    for (const [i, { key, subset, labels, invalid }] of mine.entries()) {
      let file = labels;
      const read = (tree: FileTree, path: string): Promise<LabelMap> => {
        file = path;
        return readLabels(tree, path, inflateUpTo);
      };
      try {
        if (invalid === null) throw new Error('has no map of its invalid pixels beside it');
        const labelMap = await read(truth, labels);
        const invalidMap = await read(truth, invalid);
        file = key;
        const confidence = await read(pred, predictions.find(key, 'conf'));
        file = key;
        const prediction = await read(pred, predictions.find(key, 'pred'));
        metric.add({ subset, truth: labelMap, invalid: invalidMap, prediction, confidence });
      } catch (error) {
        problems.add(file, `${error instanceof Error ? error.message : String(error)}; the picture is left out`);
      }
      show(i + 1);
    }
    return report(
      outcomeOf(bravoFigures, metric, { problems: problems.kept, problemCount: problems.count }),
      values,
      io,
    );
  },
});

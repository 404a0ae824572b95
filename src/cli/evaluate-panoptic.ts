/** `panoptic`: panoptic quality of COCO-style panoptic PNGs. */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { inflateUpTo } from '../codecs/inflate.ts';
import { ProblemList } from '../core/coco/data-problem.ts';
import { type PanopticEntry, panopticMap, parsePanopticFile } from '../core/coco/panoptic-file.ts';
import { endingOf, type FileTree, readWith, sortedPaths } from '../core/datasets/file-tree.ts';
import { PathIndex } from '../core/datasets/match-path.ts';
import { decodePng } from '../core/image/png.ts';
import { panopticFigures } from '../core/metrics/metric-figures.ts';
import { type PanopticMap, PanopticQuality } from '../core/metrics/panoptic-quality.ts';
import { type Command, exitCodes, InputError } from './command.ts';
import { readJson } from './files.ts';
import { openTree } from './open-tree.ts';
import { commonHelp, commonOptions, inShard, parseShard, required } from './options.ts';
import { outcomeOf, progress, report } from './report.ts';

const help = `Usage: npm run evaluate -- panoptic --gt FILE --gt-dir DIR --pred FILE --pred-dir DIR [options]

Panoptic, segmentation and recognition quality (PQ, SQ, RQ) over all, thing and stuff categories, as panopticapi computes them.

  --gt FILE         panoptic JSON with annotations[].segments_info and categories[].isthing
  --gt-dir DIR      folder or archive of its PNGs; a pixel's segment is R + 256 G + 65536 B, 0 is void
  --pred FILE       the same for the predictions
  --pred-dir DIR    their PNGs
${commonHelp}
`;

function readMap(tree: FileTree, maps: PathIndex, { file, segments }: PanopticEntry): Promise<PanopticMap> {
  const found = maps.find(file, null);
  if (found.kind === 'none') throw new Error(`${file} is missing in ${tree.name}`);
  if (found.kind === 'ambiguous') throw new Error(`may be ${found.paths.join(' or ')}`);
  return readWith(tree, found.path, (bytes) => panopticMap(decodePng(bytes, inflateUpTo), segments));
}

const mapsOf = (tree: FileTree): PathIndex => new PathIndex(sortedPaths(tree).filter((p) => endingOf(p) === '.png'));

export const panopticCommand: Command = {
  name: 'panoptic',
  summary: 'panoptic quality of COCO-style panoptic PNGs',
  help,
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...commonOptions,
        gt: { type: 'string' },
        'gt-dir': { type: 'string' },
        pred: { type: 'string' },
        'pred-dir': { type: 'string' },
      },
    });
    if (values.help) {
      io.out(help);
      return exitCodes.ok;
    }
    const gt = required(values.gt, 'gt');
    const pred = required(values.pred, 'pred');
    const truthTree = await openTree(required(values['gt-dir'], 'gt-dir'));
    const predTree = await openTree(required(values['pred-dir'], 'pred-dir'));
    const [truthMaps, predMaps] = [mapsOf(truthTree), mapsOf(predTree)];
    const json = readJson(gt);
    const faults = [new ProblemList(basename(gt)), new ProblemList(basename(pred))] as const;
    const truth = parsePanopticFile(json, faults[0], null);
    if (truth.entries.size === 0) throw new InputError(`${gt}: holds no annotation that could be evaluated`);
    const prediction = parsePanopticFile(readJson(pred), faults[1], truth);
    const metric = new PanopticQuality(truth.classes);
    const mine = inShard(
      [...truth.entries].sort(([a], [b]) => a - b),
      parseShard(values.shard),
    );
    const show = progress(io, mine.length);
    for (const [i, [id, entry]] of mine.entries()) {
      const name = truth.imageIds.nameOf(id);
      const predicted = prediction.entries.get(id);
      // as in panopticapi, a picture without a usable prediction ends the evaluation: leaving it out would raise the score
      if (!predicted) throw new InputError(`${pred}: annotations: picture ${name} has no prediction`);
      try {
        const sample = {
          truth: await readMap(truthTree, truthMaps, entry),
          prediction: await readMap(predTree, predMaps, predicted),
        };
        metric.add(sample);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new InputError(`${predicted.file} (picture ${name}): ${reason}`);
      }
      show(i + 1);
    }
    const trouble = { problems: faults.flatMap((f) => f.kept), problemCount: faults[0].count + faults[1].count };
    return report(outcomeOf(panopticFigures, metric, trouble), values, io);
  },
};

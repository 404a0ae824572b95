/** `panoptic`: panoptic quality of COCO-style panoptic PNGs, also against Cityscapes' instance maps, whole or by boundaries. */
import { basename } from 'node:path';
import { inflateUpTo } from '../codecs/inflate.ts';
import { ProblemList } from '../core/coco/data-problem.ts';
import { type PanopticEntry, type PanopticFile, panopticMap, parsePanopticFile } from '../core/coco/panoptic-file.ts';
import {
  cityscapesBoundaryRatio,
  cityscapesPanopticFile,
  cityscapesPanopticMap,
} from '../core/datasets/cityscapes-panoptic.ts';
import { endingOf, type FileTree, readWith, sortedPaths } from '../core/datasets/file-tree.ts';
import { readLabels } from '../core/datasets/label-objects.ts';
import { PathIndex } from '../core/datasets/match-path.ts';
import { cityscapesPictures } from '../core/datasets/truth-pictures.ts';
import { decodePng } from '../core/image/png.ts';
import { panopticFigures } from '../core/metrics/metric-figures.ts';
import { type PanopticMap, PanopticQuality } from '../core/metrics/panoptic-quality.ts';
import { type Command, defineCommand, InputError, UsageError } from './command.ts';
import { readJson } from './files.ts';
import { openTree } from './open-tree.ts';
import { choice, commonHelp, commonOptions, inShard, parseShard, required } from './options.ts';
import { outcomeOf, progress, report, type TakingPart } from './report.ts';
import { askedPictures, splitHelp } from './scored-pictures.ts';

const help = `Usage: npm run evaluate -- panoptic --gt FILE --gt-dir DIR --pred FILE --pred-dir DIR [options]
       npm run evaluate -- panoptic --cityscapes DIR --pred FILE --pred-dir DIR [options]

Panoptic, segmentation and recognition quality (PQ, SQ, RQ) over all, thing and stuff categories, as panopticapi computes them.

  --gt FILE         panoptic JSON with annotations[].segments_info and categories[].isthing
  --gt-dir DIR      folder or archive of its PNGs; a pixel's segment is R + 256 G + 65536 B, 0 is void;
                    the JSON's name without its ending by default
  --cityscapes DIR  in place of both: folder or archive with Cityscapes' …_gtFine_instanceIds.png, read as cityscapesScripts'
                    createPanopticImgs does (categories are label ids, pictures CITY_SEQUENCE_FRAME)
  --pred FILE       the JSON of the predictions
  --pred-dir DIR    their PNGs; the JSON's name without its ending by default
  --type TYPE       segm (default), or boundary: the smaller of a pair's IoU and its boundary IoU, as boundary-iou-api
  --dilation N      width of the boundary as a part of the diagonal, 0.02 by default, ${cityscapesBoundaryRatio} for Cityscapes
${splitHelp}
${commonHelp}
`;

interface Truth {
  readonly file: PanopticFile;
  /** Numbers of the pictures that are scored. */
  readonly ids: readonly number[];
  readonly problems: ProblemList;
  readonly part?: Omit<TakingPart, 'scored' | 'asked'>;
  read(entry: PanopticEntry): Promise<PanopticMap>;
}

const mapsOf = (tree: FileTree): PathIndex => new PathIndex(sortedPaths(tree).filter((p) => endingOf(p) === '.png'));

function reader(tree: FileTree): (entry: PanopticEntry) => Promise<PanopticMap> {
  const maps = mapsOf(tree);
  return ({ file, segments }) => {
    const found = maps.find(file, null);
    if (found.kind === 'none') throw new Error(`${file} is missing in ${tree.name}`);
    if (found.kind === 'ambiguous') throw new Error(`may be ${found.paths.join(' or ')}`);
    return readWith(tree, found.path, (bytes) => panopticMap(decodePng(bytes, inflateUpTo), segments));
  };
}

const withoutEnding = (path: string): string => path.replace(/\.json$/i, '');

async function cocoTruth(gt: string, folder: string): Promise<Truth> {
  const problems = new ProblemList(basename(gt));
  const file = parsePanopticFile(readJson(gt), problems, null);
  if (file.entries.size === 0) throw new InputError(`${gt}: holds no annotation that could be evaluated`);
  const ids = [...file.entries.keys()].sort((a, b) => a - b);
  return { file, ids, problems, read: reader(await openTree(folder)) };
}

async function cityscapesTruth(folder: string, wanted: string | undefined): Promise<Truth> {
  const tree = await openTree(folder);
  const all = cityscapesPictures(sortedPaths(tree), '_instanceIds.png');
  if (all.length === 0) throw new InputError(`${folder}: holds no …_instanceIds.png`);
  const { pictures, split, others, fault } = askedPictures(all, 'cityscapes', wanted);
  const maps = pictures.map(({ truth: [map = ''] }) => map);
  const file = cityscapesPanopticFile(maps);
  if (file.entries.size < maps.length)
    throw new InputError(`${folder}: two maps are of the same city, sequence and frame`);
  return {
    file,
    ids: [...file.entries.keys()].sort((a, b) => a - b),
    problems: new ProblemList(folder),
    part: { split, others, fault },
    read: async (entry) => cityscapesPanopticMap(await readLabels(tree, entry.file, inflateUpTo)),
  };
}

/** @throws UsageError */
function boundaryRatio(type: 'segm' | 'boundary', dilation: string | undefined, usual: number): number | null {
  if (type === 'segm' && dilation !== undefined) throw new UsageError('--dilation belongs to --type boundary');
  const ratio = dilation === undefined ? usual : Number(dilation);
  if (!(ratio > 0 && ratio <= 1))
    throw new UsageError(`--dilation ${dilation}: expected a part of the diagonal, as in 0.02`);
  return type === 'segm' ? null : ratio;
}

export const panopticCommand: Command = defineCommand({
  name: 'panoptic',
  summary: 'panoptic quality, whole or by boundaries: COCO-style PNGs, Cityscapes',
  help,
  options: {
    ...commonOptions,
    gt: { type: 'string' },
    'gt-dir': { type: 'string' },
    cityscapes: { type: 'string' },
    pred: { type: 'string' },
    'pred-dir': { type: 'string' },
    type: { type: 'string' },
    dilation: { type: 'string' },
    split: { type: 'string' },
  },
  run: async (values, io) => {
    const { cityscapes } = values;
    if (cityscapes !== undefined && (values.gt ?? values['gt-dir']) !== undefined)
      throw new UsageError('--cityscapes takes the place of --gt and --gt-dir');
    if (cityscapes === undefined && values.split !== undefined)
      throw new UsageError('--split belongs to --cityscapes; a panoptic JSON is one split');
    const gt = cityscapes === undefined ? required(values.gt, 'gt') : '';
    const pred = required(values.pred, 'pred');
    const type = choice(values.type, 'type', ['segm', 'boundary'], 'segm');
    const ratio = boundaryRatio(type, values.dilation, cityscapes === undefined ? 0.02 : cityscapesBoundaryRatio);
    const truth =
      cityscapes === undefined
        ? await cocoTruth(gt, values['gt-dir'] ?? withoutEnding(gt))
        : await cityscapesTruth(cityscapes, values.split);
    const readPrediction = reader(await openTree(values['pred-dir'] ?? withoutEnding(pred)));
    const problems = new ProblemList(basename(pred));
    const prediction = parsePanopticFile(readJson(pred), problems, truth.file);
    const metric = new PanopticQuality(truth.file.classes, ratio);
    const mine = inShard(truth.ids, parseShard(values.shard));
    const show = progress(io, mine.length);
    for (const [i, id] of mine.entries()) {
      const name = truth.file.imageIds.nameOf(id);
      const [entry, predicted] = [truth.file.entries.get(id), prediction.entries.get(id)];
      // as in panopticapi, a picture without a usable prediction ends the evaluation: leaving it out would raise the score
      if (!entry || !predicted) throw new InputError(`${pred}: annotations: picture ${name} has no prediction`);
      try {
        const truthMap = await truth.read(entry).catch((error: unknown) => {
          throw new InputError(`${entry.file}: ${error instanceof Error ? error.message : String(error)}`);
        });
        metric.add({ truth: truthMap, prediction: await readPrediction(predicted) });
      } catch (error) {
        if (error instanceof InputError) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        throw new InputError(`${predicted.file} (picture ${name}): ${reason}`);
      }
      show(i + 1);
    }
    const trouble = {
      problems: [...truth.problems.kept, ...problems.kept],
      problemCount: truth.problems.count + problems.count,
      ...(truth.part ? { part: { ...truth.part, scored: mine.length, asked: mine.length } } : {}),
    };
    return report(outcomeOf(panopticFigures, metric, trouble), values, io);
  },
});

/** `panoptic`: panoptic quality of COCO-style panoptic PNGs. */
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ProblemList } from '../core/coco/data-problem.ts';
import { integerField, isJsonObject, type JsonObject, listField } from '../core/coco/json-fields.ts';
import { pngToRgba } from '../core/image/png-pixels.ts';
import { type PanopticMap, PanopticQuality, type PanopticSegment } from '../core/metrics/panoptic-quality.ts';
import { type Command, exitCodes, InputError } from './command.ts';
import { readJson, readPng } from './files.ts';
import { commonHelp, commonOptions, inShard, parseShard, required } from './options.ts';
import { panopticOutcome } from './outcomes.ts';
import { progress, report } from './report.ts';

const help = `Usage: npm run evaluate -- panoptic --gt FILE --gt-dir DIR --pred FILE --pred-dir DIR [options]

Panoptic, segmentation and recognition quality (PQ, SQ, RQ) over all, thing and stuff categories, as panopticapi computes them.

  --gt FILE         panoptic JSON with annotations[].segments_info and categories[].isthing
  --gt-dir DIR      its PNGs; a pixel's segment is R + 256 G + 65536 B, 0 is void
  --pred FILE       the same for the predictions
  --pred-dir DIR    their PNGs
${commonHelp}
`;

interface Entry {
  readonly file: string;
  readonly segments: readonly PanopticSegment[];
}

function segmentsOf(entry: JsonObject, path: string, problems: ProblemList): PanopticSegment[] {
  return listField(entry, 'segments_info', problems).flatMap((segment, i) => {
    const at = `${path}.segments_info[${i}]`;
    if (!isJsonObject(segment)) {
      problems.add(at, 'expected an object');
      return [];
    }
    const id = integerField(segment, 'id', at, problems);
    const categoryId = integerField(segment, 'category_id', at, problems);
    return id === null || categoryId === null ? [] : [{ id, categoryId, crowd: segment.iscrowd === 1 }];
  });
}

/** Annotations by picture. */
function readEntries(json: unknown, problems: ProblemList): Map<number, Entry> {
  const root = isJsonObject(json) ? json : {};
  const entries = new Map<number, Entry>();
  for (const [i, entry] of listField(root, 'annotations', problems).entries()) {
    const path = `annotations[${i}]`;
    if (!isJsonObject(entry)) {
      problems.add(path, 'expected an object');
      continue;
    }
    const id = integerField(entry, 'image_id', path, problems);
    if (id === null) continue;
    if (typeof entry.file_name !== 'string') problems.add(`${path}.file_name`, 'is missing; the picture is left out');
    else if (entries.has(id)) problems.add(`${path}.image_id`, `${id} is already taken by an earlier annotation`);
    else entries.set(id, { file: entry.file_name, segments: segmentsOf(entry, path, problems) });
  }
  return entries;
}

function readThings(json: unknown): number[] {
  if (!isJsonObject(json) || !Array.isArray(json.categories)) return [];
  return json.categories.flatMap((c: unknown) =>
    isJsonObject(c) && typeof c.id === 'number' && (c.isthing === 1 || c.isthing === true) ? [c.id] : [],
  );
}

function readMap(folder: string, { file, segments }: Entry): PanopticMap {
  const png = readPng(join(folder, file));
  const rgba = pngToRgba(png);
  const ids = new Uint32Array(png.width * png.height);
  for (let i = 0; i < ids.length; i++)
    ids[i] = (rgba[4 * i] ?? 0) + 256 * (rgba[4 * i + 1] ?? 0) + 65_536 * (rgba[4 * i + 2] ?? 0);
  return { ids, segments };
}

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
    const truthFolder = required(values['gt-dir'], 'gt-dir');
    const predFolder = required(values['pred-dir'], 'pred-dir');
    const json = readJson(gt);
    const faults = [new ProblemList(basename(gt)), new ProblemList(basename(pred))] as const;
    const truths = readEntries(json, faults[0]);
    const predictions = readEntries(readJson(pred), faults[1]);
    if (truths.size === 0) throw new InputError(`${gt}: holds no annotation that could be evaluated`);
    const metric = new PanopticQuality(readThings(json));
    const mine = inShard(
      [...truths].sort(([a], [b]) => a - b),
      parseShard(values.shard),
    );
    const show = progress(io, mine.length);
    let pictures = 0;
    for (const [i, [id, truth]] of mine.entries()) {
      const prediction = predictions.get(id);
      if (!prediction) faults[1].add('annotations', `picture ${id} has no prediction; it is left out`);
      else {
        try {
          metric.add({ truth: readMap(truthFolder, truth), prediction: readMap(predFolder, prediction) });
          pictures++;
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          faults[1].addTo(prediction.file, '', `${reason}; the picture is left out`);
        }
      }
      show(i + 1);
    }
    const trouble = { problems: faults.flatMap((f) => f.kept), problemCount: faults[0].count + faults[1].count };
    return report(panopticOutcome(metric, trouble, pictures), values, io);
  },
};

/** `clicks`: a promptable model under the robot user, on any folder of photos with region maps. */
import { relative } from 'node:path';
import { ProblemList } from '../core/coco/data-problem.ts';
import { ClickRun } from '../core/metrics/click-run.ts';
import { clicksFigures } from '../core/metrics/metric-figures.ts';
import { clickItems } from './click-items.ts';
import { type Command, defineCommand, UsageError } from './command.ts';
import { nodePredictor } from './image-predictor.ts';
import { loadNodeModel } from './load-model.ts';
import { commonHelp, commonOptions, evenly, inShard, parseShard, required, wholeNumber } from './options.ts';
import { readPhoto } from './photo.ts';
import { outcomeOf, progress, report } from './report.ts';
import { playObject } from './robot-user.ts';

const help = `Usage: npm run evaluate -- clicks --data DIR [--model default] [options]

The robot user of RITM and SimpleClick against a promptable model, on WASM, one thread, the same code as in the app:
first click at the deepest point of the object, each next one at the deepest point of the error. Deterministic.

  --data DIR        photos NAME.jpg or NAME.png with region maps NAME.K.png beside them (0 = unlabelled), or the folder
                    of any dataset that "dataset" recognises (COCO, LVIS, BSDS500, ADE20K, Cityscapes, Pets, VOC ...)
  --model NAME      default, an id in models/, or the path of a manifest
  --clicks N        20 by default
  --limit N         only N photos, spread evenly over the sorted names
  --objects N|all   at most N objects a photo, the largest; 3 by default
  --min-area PART   smallest object as a part of the photo; 0.01 by default
  --size N          longest side of the encoder's input
${commonHelp}
`;

export const clicksCommand: Command = defineCommand({
  name: 'clicks',
  summary: 'a promptable model under the robot user: mIoU after k clicks, NoC, box IoU, calibration',
  help,
  options: {
    ...commonOptions,
    data: { type: 'string' },
    model: { type: 'string' },
    clicks: { type: 'string' },
    limit: { type: 'string' },
    objects: { type: 'string' },
    'min-area': { type: 'string' },
    size: { type: 'string' },
  },
  run: async (values, io) => {
    const folder = required(values.data, 'data');
    const clicks = wholeNumber(values.clicks, 'clicks', 20);
    const most = values.objects === 'all' ? Number.POSITIVE_INFINITY : wholeNumber(values.objects, 'objects', 3);
    const leastPart = Number(values['min-area'] ?? 0.01);
    if (!(leastPart >= 0 && leastPart < 1))
      throw new UsageError(`--min-area ${values['min-area']}: expected a part, as in 0.01`);
    const all = await clickItems(folder, { most, leastPart });
    const limit = Math.min(wholeNumber(values.limit, 'limit', all.length), all.length);
    const spread = evenly(all, limit);
    const { manifest, model, dispose } = await loadNodeModel(
      values.model ?? 'default',
      values.size === undefined ? undefined : Number(values.size),
    );
    const metric = new ClickRun(clicks);
    const problems = new ProblemList('');
    const mine = inShard(spread, parseShard(values.shard));
    const show = progress(io, mine.length);
    const time = { encodes: 0, encodeMs: 0, objects: 0, objectMs: 0 };
    for (const [i, { photo, set, objects }] of mine.entries()) {
      try {
        const pixels = await readPhoto(photo);
        const predictor = await nodePredictor(model, pixels);
        time.encodes++;
        time.encodeMs += predictor.encodeMs;
        for (const { name, mask } of await objects()) {
          if (mask.width !== pixels.width || mask.height !== pixels.height)
            throw new Error(`${name} has another size than the photo`);
          const began = performance.now();
          const record = await playObject(predictor, mask, clicks, manifest.prompts.includes('box'));
          time.objects++;
          time.objectMs += performance.now() - began;
          metric.add({ name: `${set}/${name}`, set, ...record });
        }
        predictor.close();
      } catch (error) {
        problems.add(relative(folder, photo), error instanceof Error ? error.message : String(error));
      }
      show(i + 1);
    }
    await dispose();
    const timing = {
      encodeMs: time.encodeMs / Math.max(1, time.encodes),
      answerMs: time.objectMs / Math.max(1, time.objects * (clicks + 1)),
    };
    const outcome = outcomeOf(clicksFigures, metric, { problems: problems.kept, problemCount: problems.count });
    const weights = Object.fromEntries(Object.entries(manifest.files).map(([role, file]) => [role, file.sha256]));
    return report({ ...outcome, details: { ...outcome.details, model: manifest.id, weights, timing } }, values, io);
  },
});

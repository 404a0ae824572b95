/** `subject`: what a model would cut out without a click, on a folder of photos with region maps. */
import { relative } from 'node:path';
import { ProblemList } from '../core/coco/data-problem.ts';
import { boxOfSize } from '../core/geometry/box.ts';
import { sampleLogits } from '../core/mask/logits.ts';
import type { Mask } from '../core/mask/mask.ts';
import { subjectFigures } from '../core/metrics/metric-figures.ts';
import { SubjectRun } from '../core/metrics/subject-run.ts';
import type { FamilyModel } from '../runtime/families/family.ts';
import type { Pixels } from '../runtime/pixels.ts';
import { clickItems, type NamedMask } from './click-items.ts';
import { type Command, defineCommand, InputError } from './command.ts';
import { nodePredictor, outputOf } from './image-predictor.ts';
import { loadNodeModel } from './load-model.ts';
import { commonHelp, commonOptions, evenly, inShard, parseShard, required, wholeNumber } from './options.ts';
import { readPhoto } from './photo.ts';
import { outcomeOf, progress, report } from './report.ts';

const help = `Usage: npm run evaluate -- subject --data DIR [--model default] [options]

The model's subject output (what a person would cut out without a click) against masks: mean IoU at one half, maxF
(beta2 0.3, 256 thresholds, precision and recall averaged over photos) and MAE, at the photo's size.

  --data DIR        photos NAME.jpg or NAME.png with region maps NAME.K.png beside them: all regions of the last map
                    together are the subject
  --model NAME      default, an id in models/, or the path of a manifest
  --limit N         only N photos, spread evenly over the sorted names
  --size N          longest side of the encoder's input
${commonHelp}
`;

/** Probability 0..1 at the photo's size. @throws InputError when the model has no subject output */
async function subjectOf(model: FamilyModel, photo: Pixels): Promise<Float32Array> {
  const predictor = await nodePredictor(model, photo);
  try {
    const logits = sampleLogits(await outputOf(predictor, 'subject'), boxOfSize(photo));
    return logits.map((v) => 1 / (1 + Math.exp(-v)));
  } finally {
    predictor.close();
  }
}

/** All regions of the last map as one mask. */
function union(objects: readonly NamedMask[], photo: Pixels): Mask {
  const map = (name: string): string => name.slice(0, name.lastIndexOf('#'));
  const last = objects
    .map(({ name }) => map(name))
    .sort()
    .at(-1);
  const data = new Uint8Array(photo.width * photo.height);
  for (const { name, mask } of objects) {
    if (mask.data.length !== data.length) throw new Error(`${name} has another size than the photo`);
    if (map(name) === last) for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) | (mask.data[i] ? 1 : 0);
  }
  return { width: photo.width, height: photo.height, data };
}

export const subjectCommand: Command = defineCommand({
  name: 'subject',
  summary: 'what a model would cut out without a click: IoU, maxF, MAE',
  help,
  options: {
    ...commonOptions,
    data: { type: 'string' },
    model: { type: 'string' },
    limit: { type: 'string' },
    size: { type: 'string' },
  },
  run: async (values, io) => {
    const folder = required(values.data, 'data');
    const all = await clickItems(folder, { most: Number.POSITIVE_INFINITY, leastPart: 0 });
    const limit = Math.min(wholeNumber(values.limit, 'limit', all.length), all.length);
    const spread = evenly(all, limit);
    const { manifest, model, dispose } = await loadNodeModel(
      values.model ?? 'default',
      values.size === undefined ? undefined : Number(values.size),
    );
    const metric = new SubjectRun();
    const problems = new ProblemList('');
    const mine = inShard(spread, parseShard(values.shard));
    const show = progress(io, mine.length);
    for (const [i, { photo, objects }] of mine.entries()) {
      const name = relative(folder, photo);
      try {
        const pixels = await readPhoto(photo);
        metric.add({ name, probability: await subjectOf(model, pixels), truth: union(await objects(), pixels) });
      } catch (error) {
        if (error instanceof InputError) throw error;
        problems.add(name, error instanceof Error ? error.message : String(error));
      }
      show(i + 1);
    }
    await dispose();
    const outcome = outcomeOf(subjectFigures, metric, { problems: problems.kept, problemCount: problems.count });
    return report({ ...outcome, details: { ...outcome.details, model: manifest.id } }, values, io);
  },
});
